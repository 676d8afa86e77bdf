#if MARTLET_TEST_HOOKS
  internal import AArch64
  internal import CAArch64
  internal import Core

  // Only in the test build (`scripts/image --test-hooks`): ways for a guest to make EL2 itself fail, so that tests can
  // show what that costs: the guest's own VM, and nothing else; and one to move itself, which takes a time that tests bound.

  enum TestHooks {
    /// What fails, by the number in the call; anything else returns NOT_SUPPORTED to the guest.
    static func trap(_ kind: UInt32, _ virtualCPU: Reference<VirtualCPU>) {
      let registers = GuestRegisters(virtualCPU)
      switch kind {
      case 1: overflow(registers[1])
      case 2: outOfBounds(Int(truncatingIfNeeded: registers[1]))
      case 3: unmapped()
      // Half of all ones: the depths that follow do not reach zero.
      case 4: exhaustStack(registers[1] &>> 1)
      case 5: trapWithLocks(virtualCPU)
      case 6: moveMachine(virtualCPU, toPool: Int(truncatingIfNeeded: registers[1]))
      case 7: damageBundle(virtualCPU.record.machine.record.hypervisor)
      case 8: stayHere(virtualCPU.record.machine.record.hypervisor)
      case 9: virtualCPU.record.machine.record.hypervisor.notice(.hardware, detail: 9)
      default: registers[0] = PSCIStatus.notSupported.register
      }
    }

    /// Checked arithmetic. The guest passes all ones.
    @inline(never)
    private static func overflow(_ value: UInt64) {
      martlet_store64(CPU.current.address &+ 4088, value + 1)
    }

    @inline(never)
    private static func outOfBounds(_ index: Int) {
      var array = InlineArray<4, UInt64>(repeating: 1)
      array[index] = 2
      martlet_store64(CPU.current.address &+ 4088, array[0])
    }

    @inline(never)
    private static func unmapped() {
      martlet_store64(0x4_0000_0000_0000, 1)
    }

    /// Into the guard page.
    @inline(never)
    private static func exhaustStack(_ depth: UInt64) {
      var page = InlineArray<128, UInt64>(repeating: depth)
      // Never true: depths start at what the guest passes and only grow.
      if depth == 0 { return }
      exhaustStack(depth &+ 1)
      page[Int(truncatingIfNeeded: depth & 127)] = depth
      martlet_store64(CPU.current.address &+ 4088, page[3])
    }

    /// The guest's own VM, so that it can tell what a move costs. The status is `ManagementStatus`.
    private static func moveMachine(_ virtualCPU: Reference<VirtualCPU>, toPool target: Int) {
      let machine = virtualCPU.record.machine
      let status = machine.record.hypervisor.move(machine: machine.record.index, toPool: target)
      GuestRegisters(virtualCPU)[0] = UInt64(status.rawValue)
    }

    /// The beginning of its last page, as a fault of the memory would; what is behind it may be nothing.
    private static func damageBundle(_ machine: Reference<Machine>) {
      let size = martlet_load64(machine.record.bundle &+ 16)
      let page = (machine.record.bundle &+ size &- 1) & ~(Granule.size &- 1)
      // By another address: others read the bundle meanwhile.
      let alias = page | 1 &<< 44
      do throws(TranslationTableError) {
        try machine.record.table.map(
          alias, to: PhysicalAddress(page), size: Granule.size, attributes: .hypervisorData,
          in: &machine.record.frames)
        martlet_dsb_ish()
        martlet_isb()
      } catch {
        return
      }
      martlet_store64(alias, ~martlet_load64(alias))
    }

    /// EL2 goes round and round, as a defect would make it, for two seconds.
    private static func stayHere(_ machine: Reference<Machine>) {
      let end = Counter.read() &+ 2 &* machine.record.frequency
      while Counter.read() < end { Processor.pause() }
    }

    @inline(never)
    private static func trapWithLocks(_ virtualCPU: Reference<VirtualCPU>) {
      let machine = virtualCPU.record.machine
      let core = virtualCPU.record.core.record.index
      machine.record.hypervisor.record.moveLock.lock(core: core)
      machine.record.deviceLock.lock(core: core)
      virtualCPU.sharedPool?.lock()
      machine.record.interruptLock.lock(core: core)
      machine.record.hypervisor.record.interruptControllerLock.lock(core: core)
      preconditionFailure()
    }
  }
#endif
