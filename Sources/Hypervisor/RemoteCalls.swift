internal import AArch64
internal import Core

// Interrupt state that lies in another core's list registers is changed by that core, at the wish of this one.

extension Reference<CPU> {
  func callDistributor(
    _ access: InterruptRegisterAccess, only: UInt32, on target: Reference<VirtualCPU>
  ) -> VirtualDistributor<InterruptRegisters>.Outcome {
    #if MARTLET_SHARING
      var other = target.record.core
      if let outcome = target.whileAway(
        &other, { target.distributorAccess(access, only: only) })
      {
        return outcome
      }
    #else
      let other = target.record.core
    #endif
    if other.address == address {
      return target.distributorAccess(access, only: only)
    }
    guard claim(other) else { return VirtualDistributor<InterruptRegisters>.Outcome() }
    other.record.call.target = .distributor
    other.record.call.access = access
    other.record.call.only = only
    other.record.call.outcome = VirtualDistributor<InterruptRegisters>.Outcome()
    guard post(other, target) else { return VirtualDistributor<InterruptRegisters>.Outcome() }
    let outcome = other.record.call.outcome
    #if MARTLET_SHARING
      if other.releaseMissedCall() { return callDistributor(access, only: only, on: target) }
    #endif
    other.record.call.release()
    return outcome
  }

  func callRedistributor(
    _ access: InterruptRegisterAccess, on target: Reference<VirtualCPU>
  ) -> UInt64 {
    #if MARTLET_SHARING
      var other = target.record.core
      if let value = target.whileAway(&other, { target.redistributorAccess(access) }) {
        return value
      }
    #else
      let other = target.record.core
    #endif
    guard claim(other) else { return 0 }
    other.record.call.target = .redistributor
    other.record.call.access = access
    guard post(other, target) else { return 0 }
    let value = other.record.call.outcome.value
    #if MARTLET_SHARING
      if other.releaseMissedCall() { return callRedistributor(access, on: target) }
    #endif
    other.record.call.release()
    return value
  }

  /// Bounds a wait on a core that is at EL2 for a bounded time, or on its way there.
  private static var patience: Int { 100_000_000 }

  private func claim(_ other: Reference<CPU>) -> Bool {
    for _ in 0..<Self.patience {
      if other.record.call.claim() { return true }
      serveCall()
      Processor.pause()
    }
    return false
  }

  /// False where the other core never answers, which only a defect explains: the guest reads zero then.
  private func post(_ other: Reference<CPU>, _ target: Reference<VirtualCPU>) -> Bool {
    #if MARTLET_SHARING
      other.record.call.callee = target.address
      other.record.call.isMissed = false
    #endif
    other.record.call.post()
    target.record.mailbox.post(VirtualCPU.attention)
    other.kick()
    for _ in 0..<Self.patience {
      if other.record.call.isServed { return true }
      serveCall()
      Processor.pause()
    }
    return false
  }

  /// Carries out what another core asked this one to do, if anything.
  @inline(never)
  func serveCall() {
    guard record.call.isPosted else { return }
    #if MARTLET_SHARING
      if record.virtualCPU?.address != record.call.callee {
        record.call.isMissed = true
        record.call.finish()
        return
      }
    #endif
    if let virtualCPU = record.virtualCPU {
      let access = record.call.access
      switch record.call.target {
      case .distributor:
        record.call.outcome = virtualCPU.distributorAccess(access, only: record.call.only)
      case .redistributor:
        record.call.outcome.value = virtualCPU.redistributorAccess(access)
      }
    }
    record.call.finish()
  }
}

extension Reference<VirtualCPU> {
  /// A distributor access on this virtual core's own list registers.
  func distributorAccess(
    _ access: InterruptRegisterAccess, only: UInt32 = .max
  ) -> VirtualDistributor<InterruptRegisters>.Outcome {
    let machine = record.machine
    machine.record.interruptLock.lock(core: CPU.current.record.index)
    let outcome = machine.record.distributor.access(access, only: only, on: &record.interrupts)
    machine.record.interruptLock.unlock()
    return outcome
  }

  /// An access to this virtual core's own redistributor.
  func redistributorAccess(_ access: InterruptRegisterAccess) -> UInt64 {
    let machine = record.machine
    machine.record.interruptLock.lock(core: CPU.current.record.index)
    let value = record.interrupts.redistributorAccess(
      access, distributor: &machine.record.distributor)
    machine.record.interruptLock.unlock()
    return value
  }
}
