/// Folding the list registers back into the state and filling them anew.
extension VirtualCPUInterrupts {
  /// Fills the list registers with the most urgent interrupts of this vCPU, so that the guest can
  /// run. On the owning core, with the VM's interrupt lock held.
  ///
  /// Active interrupts keep their registers, for the guest ends them there; of the pending ones the
  /// most urgent follow. What does not fit waits, and a maintenance interrupt asks for the rest when
  /// the guest has taken the last pending one. At least one register is always left to a pending
  /// interrupt, even if an active one has to leave: its end is then counted by the hardware.
  /// - Returns: other vCPUs that have to look, one bit each, because they get interrupts that were
  ///   routed away from this one; tell them as those that `VirtualDistributor.setLine` answers.
  public mutating func synchronize(_ distributor: inout VirtualDistributor<Hardware>) -> UInt32 {
    foldBack(&distributor)
    needsSynchronization = false
    groups = distributor.control
    hasOverflow = false
    pendedByHand = 0
    refreshForwarding()
    bank.dropStaleArrivals(among: forwarded, firstIntid: 0, on: Hardware.self)

    var candidates = InterruptCandidates(capacity: registerCount)
    candidates.add(&bank, firstIntid: 0, active: bank.active, pending: bank.pending & forwarded)
    distributor.addCandidates(to: &candidates, for: index)
    candidates.finish()

    for register in 0..<candidates.count {
      let intid = candidates.intid(register)
      var isLatched = false
      let value: UInt64
      if intid < 32 {
        let bit: UInt32 = 1 &<< intid
        let isForwarded = forwarded & bit != 0
        value = bank.list(
          Int(intid), intid: intid, isForwarded: isForwarded, isLatched: &isLatched,
          on: Hardware.self)
        privateRegister[Int(intid & 31)] = UInt8(truncatingIfNeeded: register)
        if isLatched && intid >= 16 { pendedByHand |= bit }
        if value & ListRegister.pending != 0 && bank.counted & bit == 0 { injectedCount &+= 1 }
      } else {
        let place = Int(intid &- 32)
        value = distributor.list(
          place, isForwarded: distributor.forwarded(place &>> 5) &>> (intid & 31) & 1 != 0,
          on: index, isLatched: &isLatched, injected: &injectedCount)
      }
      fill(register, intid, value, isLatched: isLatched)
    }
    hasOverflow = candidates.leftPending > 0
    hasUnlistedActive = candidates.leftActive > 0
    refreshForwarding()
    setControl(
      InterfaceControl.enabled | (hasOverflow ? InterfaceControl.notifyNonePending : 0)
        | (hasUnlistedActive ? InterfaceControl.notifyUnlistedEnd : 0))
    let others = toBeTold
    toBeTold = 0
    return others
  }

  /// Puts an interrupt into a list register that holds no other.
  mutating func fill(_ register: Int, _ intid: UInt32, _ value: UInt64, isLatched: Bool) {
    let place = UInt32(truncatingIfNeeded: register)
    usedRegisters |= 1 &<< place
    latchedRegisters = latchedRegisters & ~(1 &<< place) | (isLatched ? 1 : 0) &<< place
    listedIntid[register & 15] = UInt16(truncatingIfNeeded: intid)
    Hardware.writeListRegister(register, value)
  }

  /// Moves everything out of the list registers, which are empty afterwards. On the owning core, with
  /// the VM's interrupt lock held. `synchronize` must run before the guest does.
  public mutating func foldBack(_ distributor: inout VirtualDistributor<Hardware>) {
    countUnlistedEnds(&distributor)
    var rest = usedRegisters
    while rest != 0 {
      let register = rest.trailingZeroBitCount
      rest &= rest &- 1
      let value = Hardware.readListRegister(register)
      let intid = UInt32(listedIntid[register & 15])
      let isLatched = isLatched(register)
      if intid < 32 {
        bank.unlist(1 &<< intid, value: value, isLatched: isLatched)
      } else {
        toBeTold |= distributor.unlist(intid, value: value, isLatched: isLatched, from: index)
      }
      Hardware.writeListRegister(register, 0)
    }
    usedRegisters = 0
    latchedRegisters = 0
    needsSynchronization = true
  }

  /// Whether the pending state in a list register includes the interrupt's latch.
  func isLatched(_ register: Int) -> Bool {
    latchedRegisters &>> UInt32(truncatingIfNeeded: register) & 1 != 0
  }

  /// The list register of a shared interrupt that is listed here.
  mutating func register(of intid: UInt32) -> Int {
    var rest = usedRegisters
    while rest != 0 {
      let register = rest.trailingZeroBitCount
      if UInt32(listedIntid[register & 15]) == intid { return register }
      rest &= rest &- 1
    }
    return -1
  }

  /// Ends active interrupts that were not in a list register when the guest ended them. Guests end
  /// interrupts in priority order, so these were the most urgent ones. (A guest that separates
  /// priority drop from deactivation may use another order; the hardware does not tell which one.)
  private mutating func countUnlistedEnds(_ distributor: inout VirtualDistributor<Hardware>) {
    guard hasUnlistedActive else { return }
    var ends = InterfaceControl.unlistedEnds(Hardware.readInterfaceControl())
    guard ends > 0 else { return }
    Hardware.writeInterfaceControl(control)
    while ends > 0 {
      ends &-= 1
      var candidates = InterruptCandidates(capacity: 1)
      candidates.add(&bank, firstIntid: 0, active: bank.active, pending: 0)
      distributor.addActive(to: &candidates, for: index)
      guard candidates.count > 0 else { return }
      let intid = candidates.intid(0)
      if intid < 32 {
        bank.deactivate(1 &<< intid, firstIntid: 0, on: Hardware.self)
      } else {
        toBeTold |= distributor.deactivate(intid, on: index)
      }
    }
  }

  private mutating func setControl(_ value: UInt64) {
    if value != control {
      control = value
      Hardware.writeInterfaceControl(value)
    }
  }

  /// Everything to reset values: list registers emptied, physical interrupts let go. The VM's
  /// interrupt lock held, on the owning core, for every vCPU before `VirtualDistributor.reset`.
  public mutating func reset(_ distributor: inout VirtualDistributor<Hardware>) {
    foldBack(&distributor)
    bank.reset(firstIntid: 0, on: Hardware.self)
    bank.edge = 0xFFFF
    groups = 0
    hasOverflow = false
    hasUnlistedActive = false
    pendedByHand = 0
    toBeTold = 0
    waker = 6
    refreshForwarding()
    // A vCPU that is turned on again need not write anything that the distributor tells it of.
    needsSynchronization = true
    control = InterfaceControl.atReset
    Hardware.writeInterfaceControl(control)
  }
}
