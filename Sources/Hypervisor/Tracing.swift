internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization
internal import Tracing

// What the traced image (`scripts/image --trace`) keeps of its events. In every other image these functions are empty,
// and nothing of them is left.

/// When an exit began, and in the traced image from where and why.
struct ExitStart {
  let time: UInt64
  #if MARTLET_TRACE
    let location: UInt64
    let syndrome: UInt64
  #endif

  @inline(__always)
  static func now() -> ExitStart {
    #if MARTLET_TRACE
      ExitStart(
        time: Counter.read(), location: martlet_read_elr_el2(), syndrome: martlet_read_esr_el2())
    #else
      ExitStart(time: Counter.read())
    #endif
  }
}

extension Reference<VirtualCPU> {
  /// The exit is over.
  @inline(__always)
  func traceExit(_ start: ExitStart, until end: UInt64) {
    #if MARTLET_TRACE
      let cause = record.counters.lastCause.rawValue
      TraceAccount(EventMemory(), at: record.account).exit(
        cause: cause, from: start.time, to: end)
      trace(
        .exit, time: start.time, until: end, code: cause, location: start.location,
        detail: start.syndrome)
    #endif
  }

  /// EL2 falls asleep for the guest.
  func traceSleep(at start: UInt64) {
    #if MARTLET_TRACE
      TraceAccount(EventMemory(), at: record.account).fallAsleep(at: start)
    #endif
  }

  /// It woke.
  func traceSleep(from start: UInt64, to end: UInt64) {
    #if MARTLET_TRACE
      TraceAccount(EventMemory(), at: record.account).wake(at: end)
      trace(.idle, time: start, until: end)
    #endif
  }

  /// The virtual core comes onto the core, or has left it.
  func traceMove(isInside: Bool) {
    #if MARTLET_TRACE
      let now = Counter.read()
      openAccount()
      TraceAccount(EventMemory(), at: record.account).move(isInside: isInside, at: now)
      trace(isInside ? .enter : .leave, time: now)
    #endif
  }

  func traceException(_ syndrome: UInt64) {
    #if MARTLET_TRACE
      trace(
        .exception, time: Counter.read(), location: martlet_read_elr_el2(), detail: syndrome)
    #endif
  }

  func trace(_ cause: GuestFault, detail: UInt64) {
    #if MARTLET_TRACE
      trace(
        .guestFault, time: Counter.read(), code: cause.rawValue,
        location: martlet_read_elr_el2(), detail: detail)
    #endif
  }

  #if MARTLET_TRACE
    /// Says whose the account is, and which core it is on, or was on last.
    fileprivate func openAccount() {
      let owner =
        UInt64(truncatingIfNeeded: record.machine.record.index)
        | UInt64(truncatingIfNeeded: record.index) << 8 | UInt64(record.core.record.index) << 16
      TraceAccount(EventMemory(), at: record.account).open(owner: owner)
    }

    @inline(__always)
    private func trace(
      _ kind: TraceKind, time: UInt64, until end: UInt64? = nil, code: UInt8 = 0,
      location: UInt64 = 0, detail: UInt64 = 0
    ) {
      record.core.trace(
        TraceEvent(
          kind, time: time, until: end,
          machine: UInt8(truncatingIfNeeded: record.machine.record.index),
          virtualCPU: UInt8(truncatingIfNeeded: record.index), code: code, location: location,
          detail: detail))
    }
  #endif
}

extension InterruptRegisters {
  /// A list register got this value.
  @inline(__always)
  static func trace(_ value: UInt64) {
    #if MARTLET_TRACE
      let cpu = CPU.current
      guard value & ListRegister.pending != 0, let virtualCPU = cpu.record.virtualCPU else {
        return
      }
      cpu.trace(
        TraceEvent(
          .injection, time: Counter.read(),
          machine: UInt8(truncatingIfNeeded: virtualCPU.record.machine.record.index),
          virtualCPU: UInt8(truncatingIfNeeded: virtualCPU.record.index), detail: value))
    #endif
  }
}

extension Reference<CPU> {
  /// EL2 itself failed. The exit in which it did is over.
  func traceFault(at location: UInt64, _ syndrome: UInt64) {
    #if MARTLET_TRACE
      let now = Counter.read()
      var event = TraceEvent(.hypervisorFault, time: now, location: location, detail: syndrome)
      if let virtualCPU = record.virtualCPU, record.isInside {
        event.machine = UInt8(truncatingIfNeeded: virtualCPU.record.machine.record.index)
        event.virtualCPU = UInt8(truncatingIfNeeded: virtualCPU.record.index)
        TraceAccount(EventMemory(), at: virtualCPU.record.account).exit(
          cause: virtualCPU.record.counters.lastCause.rawValue, from: now, to: now)
      }
      trace(event)
    #endif
  }

  #if MARTLET_TRACE
    @inline(__always)
    func trace(_ event: TraceEvent) {
      guard record.trace != 0 else { return }
      TraceRing(EventMemory(), at: record.trace, capacity: TraceLayout.usualCapacity).append(event)
    }
  #endif
}

extension TracePhase {
  /// The state of a VM that every core has left.
  init(after disposition: FailurePolicy.Disposition, isEnding: Bool) {
    switch disposition {
    case .off: self = .off
    case .failed, .haltMachine: self = .failed
    case .restart: self = isEnding ? .off : .restarting
    }
  }
}

extension Reference<VirtualMachine> {
  func trace(_ phase: TracePhase, _ reason: LeaveReason? = nil) {
    #if MARTLET_TRACE
      CPU.current.trace(
        TraceEvent(
          .phase, time: Counter.read(), machine: UInt8(truncatingIfNeeded: record.index),
          code: phase.rawValue, detail: UInt64(reason?.rawValue ?? 0)))
    #endif
  }

  #if MARTLET_TRACE
    /// With zeros behind it, where another VM's may have been.
    fileprivate func writeTraceName() {
      var place =
        record.hypervisor.record.trace &+ TraceLayout.names
        &+ UInt64(truncatingIfNeeded: record.index) &* TraceLayout.nameSize
      let end = place &+ TraceLayout.nameSize
      var letter = 0
      while place < end {
        let isInside = letter < record.configuration.name.count && place &+ 1 < end
        martlet_store8(place, isInside ? record.configuration.name[letter] : 0)
        place &+= 1
        letter &+= 1
      }
    }
  #endif

  #if MARTLET_SERVICE
    /// It was created in that slot, which has accounts for so many virtual cores.
    func openTrace(_ slot: Int, of virtualCPUs: Int) {
      #if MARTLET_TRACE
        writeTraceName()
        for index in 0..<record.virtualCPUCount {
          let number = UInt64(truncatingIfNeeded: slot &* virtualCPUs &+ index)
          let account =
            record.hypervisor.record.createdAccounts &+ number &* TraceLayout.accountSize
          record.hypervisor.record.memory.zero(account, TraceLayout.accountSize)
          virtualCPU(index).record.account = account
          virtualCPU(index).openAccount()
        }
      #endif
    }

    /// It is gone.
    func closeTrace() {
      #if MARTLET_TRACE
        for index in 0..<record.virtualCPUCount {
          TraceAccount(EventMemory(), at: virtualCPU(index).record.account).open(
            owner: UInt64(TraceEvent.nobody))
        }
      #endif
    }
  #endif
}

extension Reference<Machine> {
  /// Takes the trace's memory, when every record is made. False when there is not enough.
  func prepareTrace() -> Bool {
    #if MARTLET_TRACE
      let own = countVirtualCPUs()
      let created = reserve?.record.configuration.machines ?? 0
      let each = reserve?.record.configuration.virtualCPUs ?? 0
      let accounts = own &+ UInt64(truncatingIfNeeded: created &* each)
      var rings: UInt64 = 0
      for index in 0..<8 where record.cores[index] != 0 { rings &+= 1 }
      let layout = TraceLayout(
        accounts: accounts, rings: rings, capacity: TraceLayout.usualCapacity)
      let count = Int(truncatingIfNeeded: (layout.size &+ Granule.size &- 1) / Granule.size)
      guard let frames = record.frames.pool.take(count) else { return false }
      let base = frames.base.rawValue
      record.memory.zero(base, frames.size)
      record.trace = base
      record.createdAccounts = base &+ layout.account(own)
      for index in own..<max(own, accounts) {
        TraceAccount(EventMemory(), at: base &+ layout.account(index)).open(
          owner: UInt64(TraceEvent.nobody))
      }
      for index in 0..<record.machineCount { record.virtualMachine(index)?.writeTraceName() }
      openAccounts(base, layout)
      var next: UInt64 = 0
      for index in 0..<8 {
        guard let cpu = record.core(index) else { continue }
        cpu.record.trace = base &+ layout.ring(next)
        TraceRing(EventMemory(), at: cpu.record.trace, capacity: TraceLayout.usualCapacity).open(
          core: UInt64(truncatingIfNeeded: index))
        next &+= 1
      }
      TraceHeader(
        layout: layout, frequency: record.frequency, bootTime: record.bootTime,
        machines: UInt64(truncatingIfNeeded: record.machineCount &+ created)
      ).write(EventMemory(), at: base)
    #endif
    return true
  }

  #if MARTLET_TRACE
    private func countVirtualCPUs() -> UInt64 {
      var count: UInt64 = 0
      for index in 0..<record.machineCount {
        if let machine = record.virtualMachine(index) {
          count &+= UInt64(truncatingIfNeeded: machine.record.virtualCPUCount)
        }
      }
      return count
    }

    private func openAccounts(_ base: UInt64, _ layout: TraceLayout) {
      var next: UInt64 = 0
      for index in 0..<record.machineCount {
        guard let machine = record.virtualMachine(index) else { continue }
        for number in 0..<machine.record.virtualCPUCount {
          let virtualCPU = machine.virtualCPU(number)
          virtualCPU.record.account = base &+ layout.account(next)
          virtualCPU.openAccount()
          next &+= 1
        }
      }
    }
  #endif
}

#if MARTLET_SERVICE
  extension Reference<Machine> {
    var keepsTrace: Bool {
      #if MARTLET_TRACE
        true
      #else
        false
      #endif
    }

    /// A piece of a core's events, without those of VMs that the service VM may not observe. The core goes on writing.
    func writeTrace(
      of index: Int, from wanted: UInt64, before limit: UInt64, to message: inout ControlMessage
    ) {
      #if MARTLET_TRACE
        guard let address = record.core(index)?.record.trace, address != 0 else { return }
        let capacity = TraceLayout.usualCapacity
        let ring = TraceRing(EventMemory(), at: address, capacity: capacity)
        let rights = ManagedView(machine: self)
        var made = TraceRecord(
          core: UInt8(truncatingIfNeeded: index),
          frequency: UInt32(truncatingIfNeeded: record.frequency))
        made.end = ring.written
        made.oldest = TraceRing<EventMemory>.oldest(after: made.end, capacity: capacity)
        made.next = min(max(wanted, made.oldest), made.end)
        let last = min(limit, made.end)
        var looks = 0
        while looks < TraceRecord.mostLooks, made.next < last, !made.isFull {
          looks &+= 1
          martlet_dmb_ish()
          let read = ring.event(made.next)
          martlet_dmb_ish()
          let oldest = TraceRing<EventMemory>.oldest(after: ring.written, capacity: capacity)
          guard made.next >= oldest else {
            // The next piece begins there, and says so; an empty one does itself.
            if looks > 1 { break }
            made.oldest = oldest
            made.next = min(oldest, made.end)
            continue
          }
          made.next &+= 1
          guard var event = read,
            event.machine == TraceEvent.nobody
              || rights.rights(ofMachine: Int(event.machine)).contains(.observe)
                && isVisible(Int(event.machine), at: event.time)
          else { continue }
          event.time &-= record.bootTime
          made.append(event.words)
        }
        made.write(to: &message)
      #endif
    }
  }
#endif

#if MARTLET_TRACE
  /// The trace's memory, which is mapped at its physical address.
  struct EventMemory: TraceMemory {
    @inline(__always)
    func load(_ address: UInt64) -> UInt64 { martlet_load64(address) }

    @inline(__always)
    func store(_ address: UInt64, _ value: UInt64) { martlet_store64(address, value) }

    @inline(__always)
    func publish(_ address: UInt64, _ value: UInt64) {
      atomicMemoryFence(ordering: .releasing)
      martlet_store64(address, value)
    }
  }
#endif
