#if MARTLET_SHARING
  internal import AArch64
  internal import Core

  extension Reference<Machine> {
    /// Keeps an event for those who ask what happened. On any core, whatever other locks it holds.
    @inline(never)
    func tell(_ kind: ManagementEvent.Kind, machine: Int? = nil, value: UInt64 = 0) {
      let number = machine.map { UInt8(truncatingIfNeeded: $0) } ?? ManagementEvent.nobody
      let time = Counter.read() &- record.bootTime
      let monitor = record.monitor
      record.eventLock.lock(core: CPU.current.record.index)
      monitor.record.events.record.append(
        ManagementEvent(time: time, kind: kind, machine: number, value: value))
      record.eventLock.unlock()
      #if MARTLET_SERVICE
        tellListener()
      #endif
    }

    /// The events that were there when it was asked, but for those that others have overwritten meanwhile.
    func listEvent(_ position: Int, _ line: inout LogLine) -> Bool {
      let monitor = record.monitor
      let (machines, _) = nameWidths
      record.eventLock.lock(core: CPU.current.record.index)
      let (first, total) = (monitor.record.events.record.first, monitor.record.events.record.total)
      if position == 0 {
        monitor.record.nextEvent = first
        monitor.record.endOfEvents = total
      }
      let number = max(first, monitor.record.nextEvent)
      let event = monitor.record.events.record.event(number)
      record.eventLock.unlock()
      if position == 0 {
        line.append("event  time [s]      VM")
        line.move(to: 18 &+ machines)
        line.append("what")
        if first > 0 {
          line.append(", after ", decimal: first)
          line.append(" that are gone")
        }
        return true
      }
      guard let event, number < monitor.record.endOfEvents else { return false }
      monitor.record.nextEvent = number &+ 1
      line.append(decimal: number)
      line.move(to: 7)
      let time = microseconds(event.time)
      line.append(decimal: time / 1_000_000)
      line.append(".")
      var digit: UInt64 = 100_000
      while digit > 0 {
        line.append(byte: 0x30 &+ UInt8(truncatingIfNeeded: time / digit % 10))
        digit /= 10
      }
      line.move(to: 18)
      if let machine = record.virtualMachine(Int(event.machine)) {
        line.append(machine: machine)
      } else {
        line.append("-")
      }
      line.move(to: 18 &+ machines)
      append(event, &line)
      return true
    }

    private func append(_ event: ManagementEvent, _ line: inout LogLine) {
      line.append(event.kind.words)
      switch event.kind {
      case .started, .off, .failed, .restarts, .destroyed, .paused, .resumed: break
      #if MARTLET_SERVICE
        case .created, .removed: break
      #endif
      case .moved, .promoted, .demoted, .stayed:
        append(pool: Int(truncatingIfNeeded: event.value), &line)
      case .coreMoved:
        line.append(decimal: event.value & 0xFFFF_FFFF)
        line.append(" moved to pool ")
        append(pool: Int(truncatingIfNeeded: event.value &>> 32), &line)
      case .weight, .priority, .exitsExceeded: line.append(decimal: event.value)
      case .budget:
        guard event.value > 0 else { return line.append("none") }
        line.append(decimal: event.value / 1000)
        line.append("us")
      case .promotionRefused, .demotionRefused:
        let status = ManagementStatus(rawValue: UInt8(truncatingIfNeeded: event.value))
        line.append((status ?? .notHere).sentence)
      #if MARTLET_SERVICE
        case .safeState: break
        case .tookOver:
          if let machine = record.virtualMachine(Int(truncatingIfNeeded: event.value)) {
            line.append(machine: machine)
          }
        case .fault:
          guard let (fault, reaction, detail) = event.fault else { return }
          line.append(fault.word)
          line.append(" ", decimal: detail)
          line.append(": ")
          line.append(reaction.word)
      #endif
      }
    }
  }

  extension Reference<VirtualMachine> {
    /// The same of this VM.
    func tell(_ kind: ManagementEvent.Kind, value: UInt64 = 0) {
      record.hypervisor.tell(kind, machine: record.index, value: value)
    }

    /// Home core: the VM has ended, and this becomes of it.
    func tellEnd(_ disposition: FailurePolicy.Disposition, isEnding: Bool) {
      switch disposition {
      case .failed, .haltMachine: tell(.failed)
      case .restart where !isEnding: tell(.restarts)
      case .restart, .off: tell(.off)
      }
    }
  }
#endif
