#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  // Created VMs: how one comes, and how its room becomes free again.

  extension Reference<Reserve> {
    /// A VM of the package, which was verified and decoded. All of it or nothing. Answers its index; nil where that has to
    /// wait for a moment.
    @inline(never)
    func create() throws(ManagementStatus) -> Int? {
      let hypervisor = record.machine
      if hypervisor.record.isShuttingDown.load(ordering: .acquiring) != 0 { throw .isShuttingDown }
      guard !isNameTaken else { throw .nameIsTaken }
      let rights = ManagedView(machine: hypervisor)
      guard record.share.pool < hypervisor.record.poolCount,
        let pool = hypervisor.pool(record.share.pool)
      else { throw .unknownPool }
      guard rights.allowsSharing(record.share.pool) else { throw .notAllowed }
      guard let slot = freeSlot else { throw .noSlot }
      // Whoever looked at the VM that was there before has long gone on.
      let rest = hypervisor.record.frequency / 50
      guard Counter.read() &- record.slots[slot].freeSince > rest else { return nil }
      guard
        let memory = record.regions.take(
          record.decoded.memory[0].guest.size, alignment: ReserveConfiguration.alignment)
      else { throw .noMemory }
      record.slots[slot].memory = memory
      if !record.slots[slot].rights.contains(.observe) {
        record.slots[slot].visibleSince = Counter.read()
      }
      let number = record.first &+ slot
      var status = ManagementStatus.notForCreated
      if let made = try makeRecords(slot, memory) {
        status = join(made, number, pool)
        if status == .done {
          record.slots[slot].isTaken = true
          record.slots[slot].package = record.package
          record.slots[slot].rights = made.record.configuration.managed
          record.package = AddressRange(start: 0, size: 0)
          begin(made)
          return number
        }
        made.closeTrace()
      }
      record.slots[slot].usedFrames = 0
      let isGiven = record.regions.give(memory)
      precondition(isGiven)
      record.slots[slot].memory = AddressRange(start: 0, size: 0)
      throw status
    }

    private var isNameTaken: Bool {
      let names = MachineNames(machine: record.machine)
      for index in 0..<record.machine.record.machineCount {
        var offset = 0
        while offset < record.decoded.name.count,
          names.byte(ofMachine: index, at: offset) == record.decoded.name[offset]
        {
          offset &+= 1
        }
        if offset == record.decoded.name.count, names.byte(ofMachine: index, at: offset) == nil {
          return true
        }
      }
      return false
    }

    /// The one that has been free for longest.
    private var freeSlot: Int? {
      var found: Int?
      for index in 0..<record.configuration.machines where !record.slots[index].isTaken {
        if let found, record.slots[found].freeSince <= record.slots[index].freeSince { continue }
        found = index
      }
      return found
    }

    /// Records and tables, in the frames of the slot.
    private func makeRecords(
      _ slot: Int, _ memory: AddressRange
    ) throws(ManagementStatus) -> Reference<VirtualMachine>? {
      let configuration = try self.configuration()
      let hypervisor = record.machine
      let assembly = Assembly(
        bundle: record.package.start, frames: AddressRange(start: 0, size: 0), cores: 0,
        fastInterruptCores: 0, bootTime: 0)
      // Nothing else takes frames once the machine runs.
      var pool = FramePool(record.slots[slot].frames)
      swap(&hypervisor.record.frames.pool, &pool)
      let made = assembly.create(
        hypervisor, record.first &+ slot, configuration, memory: memory, package: record.package)
      swap(&hypervisor.record.frames.pool, &pool)
      record.slots[slot].usedFrames = pool.used / Granule.size
      made?.openTrace(slot, of: record.configuration.virtualCPUs)
      // Tables are read by walkers, records by other cores.
      martlet_dsb_ish()
      return made
    }

    /// The VM comes into its pool, where it can be seen.
    private func join(
      _ made: Reference<VirtualMachine>, _ number: Int, _ pool: Reference<SharedPool>
    ) -> ManagementStatus {
      let hypervisor = record.machine
      // Field by field: it is not copied.
      made.record.sharing.share.pool = record.share.pool
      made.record.sharing.share.weight = record.share.weight
      made.record.sharing.share.priority = record.share.priority
      made.record.sharing.share.budget = record.share.budget
      made.record.sharing.share.period = record.share.period
      made.record.sharing.share.exits = record.share.exits
      for index in 0..<made.record.virtualCPUCount {
        let mask = record.share.affinities[index]
        _ = made.record.sharing.share.affinities.append(mask)
        // One that may run on all cores of its pool may so on those that the pool gets later.
        made.virtualCPU(index).record.affinityMask =
          pool.binds || mask == pool.record.pool.cores ? .max : mask
      }
      hypervisor.lockMoves()
      var status = pool.status(for: made)
      if status == .done, !made.settle(in: record.share.pool, now: Counter.read()) {
        status = .notAdmitted
      }
      if status == .done { hypervisor.record.machines[number] = made.address }
      hypervisor.unlockMoves()
      return status
    }

    /// It is known by its name, and starts if it does so by itself.
    private func begin(_ made: Reference<VirtualMachine>) {
      let hypervisor = record.machine
      let monitor = hypervisor.record.monitor
      // What the monitor counted of the VM before is nothing to this one.
      monitor.record.runTimes[made.record.index] = 0
      for cause in 0..<Monitor.causeCount {
        monitor.record.exits[made.record.index &* Monitor.causeCount &+ cause] = 0
      }
      hypervisor.changeConsole { rings in
        var name = TextBuffer<32>()
        for index in 0..<made.record.configuration.name.count {
          name.append(byte: made.record.configuration.name[index])
        }
        let number = made.record.index
        name.withText {
          hypervisor.record.console.addMachine(number, name: $0, now: Counter.read())
        }
      }
      made.tell(.created)
      var line = LogLine()
      line.append("vm ")
      line.append(machine: made)
      line.append(" created, console ")
      // The key behind the escape key.
      let key = UInt8(truncatingIfNeeded: made.record.index)
      line.append(byte: key < 10 ? 0x30 &+ key : 0x57 &+ key)
      CPU.current.log(&line)
      guard made.record.configuration.startsByItself else { return }
      made.record.sharing.startIsTold.store(1, ordering: .relaxed)
      made.record.lifecycle.requestStart()
      made.wakeHome()
    }

    /// Room that VMs leave behind which were destroyed and are scrubbed.
    @inline(never)
    func removeDestroyed() {
      for slot in 0..<record.configuration.machines where record.slots[slot].isTaken {
        guard let machine = record.machine.record.virtualMachine(record.first &+ slot),
          machine.record.sharing.isDestroyed, machine.record.sharing.isScrubbed
        else { continue }
        let phase = machine.record.lifecycle.phase
        guard phase == .off || phase == .failed, leavePool(machine) else { continue }
        remove(machine, slot)
      }
    }

    /// False where a core is still at one of its virtual cores.
    private func leavePool(_ machine: Reference<VirtualMachine>) -> Bool {
      let hypervisor = record.machine
      hypervisor.lockMoves()
      defer { hypervisor.unlockMoves() }
      guard machine.isOffCores else { return false }
      guard let pool = machine.virtualCPU(0).sharedPool else {
        for index in 0..<machine.record.virtualCPUCount {
          machine.virtualCPU(index).record.core.record.virtualCPU = nil
        }
        return true
      }
      pool.lock()
      defer { pool.unlock() }
      for index in 0..<machine.record.virtualCPUCount where !machine.virtualCPU(index).isAway {
        return false
      }
      let now = Counter.read()
      for index in 0..<machine.record.virtualCPUCount {
        pool.leave(machine.virtualCPU(index), now: now)
      }
      return true
    }

    private func remove(_ machine: Reference<VirtualMachine>, _ slot: Int) {
      let hypervisor = record.machine
      let number = machine.record.index
      machine.tell(.removed)
      machine.closeTrace()
      hypervisor.record.machines[number] = 0
      hypervisor.changeConsole { rings in
        hypervisor.record.console.removeMachine(number, rings: rings.record)
      }
      let isGiven =
        record.regions.give(record.slots[slot].memory)
        && record.regions.give(record.slots[slot].package)
      precondition(isGiven)
      record.slots[slot].memory = AddressRange(start: 0, size: 0)
      record.slots[slot].package = AddressRange(start: 0, size: 0)
      record.slots[slot].usedFrames = 0
      record.slots[slot].freeSince = Counter.read()
      record.slots[slot].isTaken = false
    }
  }

  extension Reference<Machine> {
    /// Inside the console's gate, which nobody has for longer than it takes to write some bytes.
    fileprivate func changeConsole(_ body: (Reference<Rings>) -> Void) {
      let cpu = CPU.current
      while !rings.record.gate.enter() { Processor.pause() }
      cpu.record.isInConsole = true
      body(rings)
      cpu.record.isInConsole = false
      _ = rings.record.gate.abandon()
      unparkUART()
      cpu.drainConsole()
    }

    @inline(never)
    func writeResources(to message: inout ControlMessage) {
      var made = ResourcesRecord()
      if let reserve {
        made.machines = UInt8(truncatingIfNeeded: reserve.record.configuration.machines)
        made.mostVirtualCPUs = UInt8(truncatingIfNeeded: reserve.record.configuration.virtualCPUs)
        made.given = reserve.record.given.size
        made.givableMegabytes = UInt32(
          truncatingIfNeeded: reserve.record.configuration.givable &>> 20)
        made.memory = reserve.record.configuration.memory.size &+ made.given
        made.taken = reserve.record.regions.used
        made.largestHole = reserve.record.regions.largestHole
        made.packageMemory = reserve.record.package.size
        for slot in 0..<reserve.record.configuration.machines {
          made.frames &+= UInt32(
            truncatingIfNeeded: reserve.record.slots[slot].frames.size / Granule.size)
          made.usedFrames &+= UInt32(truncatingIfNeeded: reserve.record.slots[slot].usedFrames)
          if reserve.record.slots[slot].isTaken { made.usedMachines &+= 1 }
        }
      }
      // As the VMs themselves have it, and not those who gave it.
      for index in 0..<record.machineCount {
        guard let machine = record.virtualMachine(index) else { continue }
        made.identifiers |= 1 &<< UInt32(truncatingIfNeeded: index &+ 1)
        made.virtualCPUs &+= UInt32(truncatingIfNeeded: machine.record.virtualCPUCount)
        made.interrupts &+= UInt32(
          truncatingIfNeeded: machine.record.configuration.passthroughInterrupts.count)
        guard machine.hasPackage else { continue }
        made.packageMemory &+= machine.record.service.record.package.size
        for window in 0..<machine.record.configuration.memory.count {
          made.machineMemory &+= machine.record.configuration.memory[window].guest.size
        }
      }
      for index in 0..<8 {
        if let core = record.core(index), !core.isShared, core.record.virtualCPU != nil {
          made.boundCores |= core.bit
        }
      }
      made.write(to: &message)
    }
  }
#endif
