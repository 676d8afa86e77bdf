/// The redistributor's register file: the two 64 KiB frames of one vCPU.
/// Arm: IHI 0069, 12.10 and 12.11.
///
/// Without LPIs: `GICR_CTLR`, `GICR_PROPBASER`, `GICR_PENDBASER` and all that belongs to LPIs read as
/// zero. `GICR_NSACR` and `GICR_IGRPMODR0` too, with one security state.
extension VirtualCPUInterrupts {
  /// Carries out an access to this vCPU's redistributor, on the core that owns the vCPU, with the
  /// VM's interrupt lock held. Another vCPU's redistributor is accessed by a call on its core;
  /// `InterruptIdentity.redistributor` answers the reads for which that would be a waste.
  /// - Returns: the value read; 0 for a write.
  public mutating func redistributorAccess(
    _ access: InterruptRegisterAccess, distributor: inout VirtualDistributor<Hardware>
  ) -> UInt64 {
    let offset = access.offset
    guard access.isAligned else { return 0 }
    switch offset &>> 7 {
    case 0x200: return 0
    case 0x201...0x207:
      guard access.size == 4 && offset & 0x7C == 0 else { return 0 }
      return bitRegister(access, register: (offset &>> 7) & 7, distributor: &distributor)
    case 0x208:
      let index = Int(offset & 0x7F)
      guard (access.size == 4 || access.size == 1) && index < 32 else { return 0 }
      guard access.isWrite else { return bank.readPriorities(index, size: access.size) }
      bank.writePriorities(index, size: access.size, access.word)
      let changed: UInt32 = (access.size == 4 ? 0xF : 1) &<< UInt32(index)
      if changed & (bank.listed | bank.pending) & forwarded != 0 { needsSynchronization = true }
      return 0
    case 0x218:
      guard access.size == 4 && offset & 0x78 == 0 else { return 0 }
      return triggerRegister(access, upperHalf: offset & 4 != 0)
    default:
      if offset == 0x14 && access.size == 4 {
        guard access.isWrite else { return UInt64(waker) }
        // The children fall asleep and wake at once.
        waker = access.word & 2 != 0 ? 6 : 0
        return 0
      }
      if access.isWrite { return 0 }
      return InterruptIdentity.redistributor(
        offset, size: access.size, index: index,
        affinity: distributor.affinities.affinity(of: index),
        isLast: index &+ 1 == distributor.affinities.count) ?? 0
    }
  }

  /// `GICR_IGROUPR0` (1), `ISENABLER0`, `ICENABLER0`, `ISPENDR0`, `ICPENDR0`, `ISACTIVER0`,
  /// `ICACTIVER0` (7).
  private mutating func bitRegister(
    _ access: InterruptRegisterAccess, register: UInt32,
    distributor: inout VirtualDistributor<Hardware>
  ) -> UInt64 {
    let bits = access.isWrite ? access.word : .max
    if InterruptBank.needsState(register, isWrite: access.isWrite), bits & bank.listed != 0 {
      foldBack(&distributor)
    }
    guard access.isWrite else {
      return UInt64(bank.read(register, firstIntid: 0, on: Hardware.self))
    }
    let changed = bank.write(register, bits, firstIntid: 0, on: Hardware.self)
    guard changed != 0 else { return 0 }
    refreshForwarding()
    let shown = bank.listed | bank.active | bank.pending & forwarded
    if changed & (register == 1 ? .max : shown) != 0 { needsSynchronization = true }
    return 0
  }

  /// `GICR_ICFGR0` is fixed (SGIs are edges), `GICR_ICFGR1` is not.
  private mutating func triggerRegister(
    _ access: InterruptRegisterAccess, upperHalf: Bool
  ) -> UInt64 {
    guard access.isWrite else { return UInt64(bank.readTriggers(upperHalf: upperHalf)) }
    guard upperHalf else { return 0 }
    let triggers = bank.triggers(upperHalf: true, written: access.word)
    if triggers != bank.edge {
      bank.edge = triggers
      needsSynchronization = true
    }
    return 0
  }
}
