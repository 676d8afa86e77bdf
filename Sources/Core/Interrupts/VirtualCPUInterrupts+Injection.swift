/// The direct way into a list register: the paths that run on every timer interrupt and every SGI.
extension VirtualCPUInterrupts {
  /// A physical private interrupt that backs this vCPU's interrupt of the same number was
  /// acknowledged and its priority dropped (`ICC_IAR1_EL1`, `ICC_EOIR1_EL1` with `EOImode` 1); it
  /// stays active until the guest ends it. Constant time; needs no lock.
  @inline(__always)
  public mutating func hardwareInterrupt(_ intid: UInt32) {
    let index = intid & 31
    let bit: UInt32 = 1 &<< index
    if direct & bit != 0 {
      let register = takeRegister(for: index)
      if register >= 0 {
        let backing = ListRegister.hardware | ListRegister.pending | UInt64(index) &<< 32
        Hardware.writeListRegister(
          register, bank.listFields(Int(index), intid: index) | backing)
        injectedCount &+= 1
        return
      }
    }
    keepHardwareInterrupt(bit)
  }

  /// The physical interrupt has to wait: it is disabled, or no list register is free.
  @inline(never)
  mutating func keepHardwareInterrupt(_ bit: UInt32) {
    if bank.hardware & bit == 0 {
      // Not ours: without an owner it would stay active for ever.
      Hardware.deactivate(UInt32(truncatingIfNeeded: bit.trailingZeroBitCount))
      return
    }
    bank.arrived |= bit
    if forwarded & bit != 0 { needsSynchronization = true }
  }

  /// Takes in mail: what `InterruptMailbox.collect` answered, or `SoftwareInterrupt.mail` when a
  /// vCPU sends an SGI to itself. Needs no lock.
  public mutating func accept(_ mail: UInt64) {
    if mail & InterruptMailbox.distributorChanged != 0 { needsSynchronization = true }
    let sent = UInt32(truncatingIfNeeded: mail)
    // With one security state an SGI reaches only an interrupt of the group it was sent for.
    let arriving = ((sent & bank.group) | ((sent &>> 16) & ~bank.group)) & 0xFFFF
    bank.latch |= arriving
    var rest = arriving & forwarded
    while rest != 0 {
      let index = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      rest &= rest &- 1
      if !listSoftwareInterrupt(index) { needsSynchronization = true }
    }
  }

  /// Lists a latched SGI; false if it has to wait for `synchronize`.
  @inline(__always)
  private mutating func listSoftwareInterrupt(_ index: UInt32) -> Bool {
    let bit: UInt32 = 1 &<< index
    guard direct & bit != 0 else { return false }
    let register = takeRegister(for: index)
    guard register >= 0 else { return false }
    Hardware.writeListRegister(
      register, bank.listFields(Int(index), intid: index) | ListRegister.pending)
    latchedRegisters |= 1 &<< UInt32(truncatingIfNeeded: register)
    bank.latch &= ~bit
    injectedCount &+= 1
    return true
  }

  /// The list register to write for private interrupt `index`, entered in the bookkeeping: the one
  /// it had, if the guest has emptied it, else a free one. Negative if there is none.
  @inline(__always)
  mutating func takeRegister(for index: UInt32) -> Int {
    let bit: UInt32 = 1 &<< index
    if bank.listed & bit != 0 {
      let register = Int(privateRegister[Int(index)])
      let isEmpty = Hardware.readEmptyListRegisters() &>> UInt64(register) & 1 != 0
      return isEmpty ? register : -1
    }
    let register = freeRegister()
    if register >= 0 { enter(index, in: register) }
    return register
  }

  /// A list register that is not used, or not any more; negative if there is none.
  @inline(__always)
  mutating func freeRegister() -> Int {
    let free = allRegisters & ~usedRegisters
    return free != 0 ? free.trailingZeroBitCount : reclaimRegister()
  }

  /// The register is empty and not marked as latched.
  @inline(__always)
  private mutating func enter(_ index: UInt32, in register: Int) {
    usedRegisters |= 1 &<< UInt32(truncatingIfNeeded: register)
    bank.listed |= 1 &<< index
    listedIntid[register & 15] = UInt16(truncatingIfNeeded: index)
    privateRegister[Int(index)] = UInt8(truncatingIfNeeded: register)
  }

  /// All registers are filled: reuses one whose private interrupt the guest has ended. Registers of
  /// shared interrupts are left to `synchronize`, since the distributor knows about them.
  @inline(never)
  private mutating func reclaimRegister() -> Int {
    var rest = UInt32(truncatingIfNeeded: Hardware.readEmptyListRegisters()) & usedRegisters
    while rest != 0 {
      let register = rest.trailingZeroBitCount
      rest &= rest &- 1
      let previous = UInt32(listedIntid[register & 15])
      if previous < 32 {
        bank.listed &= ~(1 &<< previous)
        release(register)
        return register
      }
    }
    return -1
  }

  /// What the list register held is elsewhere.
  mutating func release(_ register: Int) {
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: register)
    usedRegisters &= ~bit
    latchedRegisters &= ~bit
  }

  /// The maintenance interrupt was taken: list registers want attention.
  public mutating func maintenanceInterrupt() {
    maintenanceCount &+= 1
    needsSynchronization = true
  }
}
