#if MARTLET_SHARING
  /// A vCPU that leaves its core for another vCPU, and comes back on this or another core.
  ///
  /// Its private interrupts are backed by physical ones of the core it is on. On no core it has none: what had arrived is
  /// pending by its line, what is active is so in software only. So another core may read and change its state, which is
  /// memory then, as long as nobody brings the vCPU onto a core meanwhile.
  extension VirtualCPUInterrupts {
    /// Off the core, with the VM's interrupt lock held. The timers were turned off before, so that none of them asserts.
    /// Answers other vCPUs to tell, as `synchronize` does.
    public mutating func park(_ distributor: inout VirtualDistributor<Hardware>) -> UInt32 {
      foldBack(&distributor)
      hasUnlistedActive = false
      parked = ParkedInterrupts(
        hardware: bank.hardware, arrived: bank.arrived & bank.hardware,
        backed: bank.backed & bank.hardware)
      var held = parked.arrived | parked.backed
      while held != 0 {
        Hardware.deactivate(UInt32(truncatingIfNeeded: held.trailingZeroBitCount))
        held &= held &- 1
      }
      bank.line |= parked.arrived
      bank.arrived = 0
      bank.backed = 0
      bank.hardware = 0
      // No list register is its own now: as where none is free, what comes has to wait for `synchronize`.
      hasOverflow = true
      direct = 0
      let others = toBeTold
      toBeTold = 0
      return others
    }

    /// Onto the core that calls this; `synchronize` must run before the guest does. The timers are turned on again after
    /// this and before that.
    public mutating func unpark() {
      let wasActive = parked.backed & bank.active
      bank.line &= ~parked.arrived
      bank.hardware = parked.hardware
      bank.arrived = parked.arrived
      bank.backed = wasActive
      var held = parked.arrived | wasActive
      parked = ParkedInterrupts()
      while held != 0 {
        Hardware.activatePrivate(UInt32(truncatingIfNeeded: held.trailingZeroBitCount))
        held &= held &- 1
      }
      Hardware.writeInterfaceControl(control)
      needsSynchronization = true
    }

    /// Instead of `unpark`, for a vCPU that is turned off: on no core, with the VM's interrupt lock held.
    public mutating func resetParked(_ distributor: inout VirtualDistributor<Hardware>) {
      bank.hardware = parked.hardware
      parked = ParkedInterrupts()
      reset(&distributor)
    }

    /// Whether the private interrupt, were it to arrive now, would wake the vCPU from WFI. While parked.
    public func wouldWake(_ intid: UInt32) -> Bool {
      forwarded & ~bank.active & (1 &<< (intid & 31)) != 0
    }
  }
#endif
