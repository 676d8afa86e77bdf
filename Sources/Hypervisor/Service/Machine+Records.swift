#if MARTLET_SERVICE
  internal import AArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  // What the control device tells of. What other cores count is read without waiting for them.

  extension Reference<Machine> {
    func nanoseconds(_ ticks: UInt64) -> UInt64 {
      ticks.nanoseconds(frequency: record.frequency)
    }

    /// The number of the first record from this one on that belongs into the answer; nil where there is none.
    func nextRecord(of reply: ControlReply, from number: UInt64) -> UInt64? {
      switch reply.records {
      case .none: return nil
      case .description, .resources: return number == 0 ? 0 : nil
      case .created, .console, .trace: return number == reply.next ? number : nil
      case .channels: return visibleChannel(from: number)
      case .machines, .loads: return observed(from: number)
      case .virtualCPUs:
        guard let index = observed(from: number &>> 3) else { return nil }
        let place = index &* 8
        guard place < number else { return place }
        let count = record.virtualMachine(Int(truncatingIfNeeded: index))?.record.virtualCPUCount
        if number & 7 < UInt64(truncatingIfNeeded: count ?? 0) { return number }
        return observed(from: index &+ 1).map { $0 &* 8 }
      case .pools: return number < UInt64(truncatingIfNeeded: record.poolCount) ? number : nil
      case .events: return visibleEvent(from: number, before: reply.end)
      case .health: return nextFault(from: number)
      }
    }

    /// The first VM from this one on that lets itself be observed.
    private func observed(from first: UInt64) -> UInt64? {
      guard first < UInt64(truncatingIfNeeded: record.machineCount) else { return nil }
      let rights = ManagedView(machine: self)
      for index in Int(truncatingIfNeeded: first)..<record.machineCount
      where record.virtualMachine(index) != nil
        && rights.rights(ofMachine: index).contains(.observe)
      {
        return UInt64(truncatingIfNeeded: index)
      }
      return nil
    }

    /// Adds the record of a number that `nextRecord` gave.
    func write(_ reply: ControlReply, _ number: UInt64, to message: inout ControlMessage) {
      let index = Int(truncatingIfNeeded: number)
      switch reply.records {
      case .none: break
      case .description: writeDescription(to: &message)
      case .resources: writeResources(to: &message)
      case .machines, .created: record.virtualMachine(index)?.writeRecord(to: &message)
      case .virtualCPUs:
        record.virtualMachine(index &>> 3)?.virtualCPU(index & 7).writeRecord(to: &message)
      case .pools: writePool(index, to: &message)
      case .loads: record.virtualMachine(index)?.writeLoad(to: &message)
      case .events: write(event: number, to: &message)
      case .health: writeHealth(number, to: &message)
      case .channels: writeChannel(index, to: &message)
      case .console: writeConsole(of: index, from: reply.end, to: &message)
      case .trace: writeTrace(of: index, from: reply.end, before: reply.limit, to: &message)
      }
    }

    @inline(never)
    private func writeDescription(to message: inout ControlMessage) {
      let limits = MachineNames(machine: self).limits
      var asker = 0
      for index in 0..<record.machineCount
      where record.virtualMachine(index)?.record.configuration.isService ?? false {
        asker = index
      }
      DescriptionRecord(
        machines: UInt8(truncatingIfNeeded: limits.machines),
        pools: UInt8(truncatingIfNeeded: limits.pools),
        cores: UInt8(truncatingIfNeeded: limits.cores), asker: UInt8(truncatingIfNeeded: asker),
        nextEvent: eventTotal
      ).write(to: &message)
    }

    @inline(never)
    private func writePool(_ index: Int, to message: inout ControlMessage) {
      guard let pool = pool(index) else { return }
      var name = ControlName()
      let names = MachineNames(machine: self)
      while let byte = names.byte(ofPool: index, at: name.count), name.append(byte) {}
      var count = 0
      for number in 0..<record.machineCount {
        if let machine = record.virtualMachine(number),
          machine.record.sharing.share.pool == index
        {
          count &+= machine.record.virtualCPUCount
        }
      }
      let scheduler = SchedulerKind(
        rawValue: UInt8(truncatingIfNeeded: pool.record.pool.policy.scheduler.rawValue))
      var made = PoolRecord(
        index: UInt8(truncatingIfNeeded: index), scheduler: scheduler ?? .bind,
        virtualCPUs: UInt16(truncatingIfNeeded: count), cores: pool.record.pool.cores, name: name)
      var cores = VirtualCPUNumbers(pool.record.pool.cores)
      var position = 0
      while let number = cores.next() {
        made[idleTime: position] = nanoseconds(record.core(number)?.idleTime ?? 0)
        position &+= 1
      }
      made.write(to: &message)
    }

    // Events.

    /// How many there ever were.
    var eventTotal: UInt64 {
      record.eventLock.lock(core: CPU.current.record.index)
      defer { record.eventLock.unlock() }
      return record.monitor.record.events.record.total
    }

    /// The number of the first from this one on that is kept and that the service VM may see.
    func visibleEvent(from first: UInt64, before end: UInt64) -> UInt64? {
      let rights = ManagedView(machine: self)
      record.eventLock.lock(core: CPU.current.record.index)
      defer { record.eventLock.unlock() }
      var number = max(first, record.monitor.record.events.record.first)
      while number < end, let event = record.monitor.record.events.record.event(number) {
        if event.isVisible(to: rights),
          isVisible(Int(event.machine), at: event.time &+ record.bootTime)
        {
          return number
        }
        number &+= 1
      }
      return nil
    }

    @inline(never)
    func write(event number: UInt64, to message: inout ControlMessage) {
      record.eventLock.lock(core: CPU.current.record.index)
      let found = record.monitor.record.events.record.event(number)
      record.eventLock.unlock()
      // Gone since it was looked for, if there is none.
      guard var event = found else { return }
      event.time = nanoseconds(event.time)
      EventRecord(number: number, event: event).write(to: &message)
    }
  }

  extension Reference<VirtualMachine> {
    private var machineState: MachineState {
      if record.sharing.isDestroyed { return .destroyed }
      let hold = record.sharing.hold.load(ordering: .relaxed)
      if hold & Hold.paused != 0 { return .paused }
      if hold & Hold.exits != 0 { return .throttled }
      return switch record.lifecycle.phase {
      case .off: record.lifecycle.isStartWanted ? .starting : .off
      case .failed: .failed
      case .starting: .starting
      case .leaving: .leaving
      case .running: .running
      }
    }

    @inline(never)
    func writeRecord(to message: inout ControlMessage) {
      let hypervisor = record.hypervisor
      var name = ControlName()
      let names = MachineNames(machine: hypervisor)
      while let byte = names.byte(ofMachine: record.index, at: name.count), name.append(byte) {}
      var made = MachineRecord(index: UInt8(truncatingIfNeeded: record.index), name: name)
      made.state = machineState
      if hypervisor.record.poolCount > 0 {
        made.pool = UInt8(truncatingIfNeeded: record.sharing.share.pool)
        // As scenarios count.
        made.weight = UInt32(truncatingIfNeeded: record.sharing.share.weight / Fair.lightest)
        made.priority = record.sharing.share.priority
        made.budget = record.sharing.share.budget
        made.period = record.sharing.share.period
      }
      made.virtualCPUs = UInt8(truncatingIfNeeded: record.virtualCPUCount)
      made.isCreated = hasPackage
      if let (role, isReady) = role {
        made.role = role
        made.isReady = isReady
      }
      made.rights = record.configuration.managed
      made.starts = UInt32(truncatingIfNeeded: record.starts)
      made.resets = record.policy.resets
      for index in 0..<record.configuration.memory.count {
        made.memory &+= record.configuration.memory[index].guest.size
      }
      made.time = hypervisor.nanoseconds(runTime)
      for index in 0..<record.virtualCPUCount {
        made.exits &+= virtualCPU(index).record.counters.total
      }
      made.write(to: &message)
    }

    @inline(never)
    func writeLoad(to message: inout ControlMessage) {
      var load = LoadRecord(
        machine: UInt8(truncatingIfNeeded: record.index),
        time: record.hypervisor.nanoseconds(runTime))
      for cause in 0..<LoadRecord.causeCount {
        var count: UInt64 = 0
        for number in 0..<record.virtualCPUCount {
          count &+= virtualCPU(number).record.counters.value(at: UInt64(cause &+ 1)) ?? 0
        }
        load[exits: cause] = count
      }
      load.write(to: &message)
    }
  }

  extension Reference<VirtualCPU> {
    @inline(never)
    func writeRecord(to message: inout ControlMessage) {
      var state = VirtualCPUState.off
      var core: Reference<CPU>?
      if record.power.isOn {
        if let pool = sharedPool {
          pool.lock()
          core = isAway ? nil : record.core
          let isReady = pool.record.pool.runnable & numberBit != 0
          pool.unlock()
          state = core != nil ? .running : isReady ? .ready : .asleep
        } else {
          core = record.isParked ? nil : record.core
          state = record.isParked ? .ready : .running
        }
      }
      VirtualCPURecord(
        machine: UInt8(truncatingIfNeeded: record.machine.record.index),
        number: UInt8(truncatingIfNeeded: record.index), state: state,
        core: core.map { UInt8(truncatingIfNeeded: $0.record.index) } ?? VirtualCPURecord.noCore,
        exits: record.counters.total,
        time: record.machine.record.hypervisor.nanoseconds(runTime)
      ).write(to: &message)
    }
  }
#endif
