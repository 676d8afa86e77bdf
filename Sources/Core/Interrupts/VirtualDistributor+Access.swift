/// The distributor's register file: QEMU's `virt` GICv3 with one security state, affinity routing
/// always on, no LPIs. Arm: IHI 0069, 12.9.
///
/// Reserved registers, unaligned accesses and sizes that a register does not have are read as zero
/// and ignored when written. Not emulated: `GICD_SETSPI_NSR` and its siblings (no message-based
/// SPIs), extended SPIs, `GICD_STATUSR`, `GICD_NSACR`, `GICD_IGRPMODR` (one security state).
extension VirtualDistributor {
  /// What an access did.
  public struct Outcome {
    /// The value read, or the part of it that this core could tell: the parts are ORed together.
    public var value: UInt64 = 0
    /// Interrupts of the register that sit in list registers of `remainingOn`. If not zero, run the
    /// same access on the core of that vCPU with `only: remaining`.
    public var remaining: UInt32 = 0
    public var remainingOn: UInt8 = 0
    /// The vCPUs to tell, one bit each: post `InterruptMailbox.distributorChanged` and kick.
    public var toBeTold: UInt32

    /// Nothing read, nothing left.
    public init(toBeTold: UInt32 = 0) { self.toBeTold = toBeTold }
  }

  /// Carries out an access on the core that runs `vcpu`, with the VM's interrupt lock held.
  ///
  /// The image's loop: while `remaining` is not zero and at most sixteen times, run the access again
  /// on the core of `remainingOn`; OR the values.
  /// - Parameter only: which bits of a one-bit-per-interrupt register to handle; all at first.
  @inline(__always)
  public mutating func access(
    _ access: InterruptRegisterAccess, only: UInt32 = .max,
    on vcpu: inout VirtualCPUInterrupts<Hardware>
  ) -> Outcome {
    // What guests do most, first: these concern the distributor alone and take no more than their few instructions.
    if access.isWrite && access.size == 4 && access.offset & 3 == 0 {
      if access.offset >= 0x104 && access.offset < 0x124 {
        let bank = Int((access.offset &- 0x104) &>> 2)
        return Outcome(toBeTold: enable(bank, access.word & only))
      }
      if access.offset >= 0x420 && access.offset < 0x520 {
        let index = Int(access.offset &- 0x420)
        return Outcome(toBeTold: writePriorities(index, size: 4, access.word))
      }
    }
    return otherAccess(access, only: only, on: &vcpu)
  }

  @inline(never)
  private mutating func otherAccess(
    _ access: InterruptRegisterAccess, only: UInt32, on vcpu: inout VirtualCPUInterrupts<Hardware>
  ) -> Outcome {
    var outcome = Outcome()
    let offset = access.offset
    guard access.isAligned else { return outcome }
    switch offset &>> 7 {
    case 0:
      guard access.size == 4 else { break }
      if offset != 0 {
        if !access.isWrite {
          outcome.value = InterruptIdentity.distributor(offset, size: access.size) ?? 0
        }
      } else if access.isWrite {
        if control != access.word & 3 {
          control = access.word & 3
          outcome.toBeTold = affinities.all
        }
      } else {
        outcome.value = UInt64(control | 0x50)
      }
    case 1...7:
      let bank = Int((offset &>> 2) & 31) &- 1
      guard access.size == 4 && bank >= 0 && bank < 8 else { break }
      bitRegister(access, register: offset &>> 7, bank: bank, only: only, on: &vcpu, &outcome)
    case 8...15:
      let index = Int(offset &- 0x400) &- 32
      guard (access.size == 4 || access.size == 1) && index >= 0 && index < 256 else { break }
      if access.isWrite {
        outcome.toBeTold = writePriorities(index, size: access.size, access.word)
      } else {
        outcome.value = banks[index &>> 5].readPriorities(index & 31, size: access.size)
      }
    case 24, 25:
      let index = Int(offset &- 0xC00) &<< 2 &- 32
      guard access.size == 4 && index >= 0 && index < 256 else { break }
      triggerRegister(access, bank: index &>> 5, upperHalf: index & 16 != 0, &outcome)
    case 0xC2...0xD1:
      routerRegister(access, index: Int(offset &- 0x6100) &>> 3, &outcome)
    case 0x1FF:
      if !access.isWrite {
        outcome.value = InterruptIdentity.distributor(offset, size: access.size) ?? 0
      }
    default: break
    }
    return outcome
  }

  /// `GICD_IGROUPR` (1), a read of `ISENABLER`, `ICENABLER`, `ISPENDR`, `ICPENDR`, `ISACTIVER`, `ICACTIVER` (7).
  private mutating func bitRegister(
    _ access: InterruptRegisterAccess, register: UInt32, bank: Int, only: UInt32,
    on vcpu: inout VirtualCPUInterrupts<Hardware>, _ outcome: inout Outcome
  ) {
    let firstIntid = Self.firstIntid(ofBank: bank)
    var bits = access.isWrite ? access.word & only : only
    if InterruptBank.needsState(register, isWrite: access.isWrite) {
      // What is disabled already stays as it is.
      if access.isWrite && register == 3 { bits &= banks[bank].enabled }
      bits = settle(bank, bits, on: &vcpu, &outcome)
    }
    guard access.isWrite else {
      let state = banks[bank].read(register, firstIntid: firstIntid, on: Hardware.self)
      outcome.value = UInt64(state & bits)
      return
    }
    let changed = banks[bank].write(register, bits, firstIntid: firstIntid, on: Hardware.self)
    guard changed != 0 else { return }
    if register == 3 {
      forwardEnabling(bank, changed, isEnabled: false)
      return
    }
    if register == 6 { own(bank, changed) }
    let intid = firstIntid &+ UInt32(truncatingIfNeeded: changed.trailingZeroBitCount)
    // Mostly it is one that is made pending.
    if register != 4 || changed & (changed &- 1) != 0 || !show(intid, on: &vcpu) {
      outcome.toBeTold = toBeTold(bank, changed)
    }
  }

  /// Answers the vCPUs to tell.
  @inline(never)
  private mutating func enable(_ bank: Int, _ bits: UInt32) -> UInt32 {
    let changed = bits & ~banks[bank].enabled
    banks[bank].enabled |= changed
    if changed & banks[bank].hardware != 0 { forwardEnabling(bank, changed, isEnabled: true) }
    let pending = changed & banks[bank].pending
    return pending == 0 ? 0 : toBeTold(bank, pending)
  }

  /// Makes the state of `bits` true here by folding back the list registers of `vcpu` if they hold
  /// any of them. Answers the bits that are settled; the others go to `outcome.remaining`.
  private mutating func settle(
    _ bank: Int, _ bits: UInt32, on vcpu: inout VirtualCPUInterrupts<Hardware>,
    _ outcome: inout Outcome
  ) -> UInt32 {
    var listed = bits & banks[bank].listed
    if listed == 0 { return bits }
    vcpu.foldBack(&self)
    listed &= banks[bank].listed
    if listed != 0 {
      outcome.remaining = listed
      outcome.remainingOn = owner[bank &<< 5 &+ listed.trailingZeroBitCount] & 7
    }
    return bits & ~listed
  }

  /// The guest made interrupts active by hand: on the vCPU they are routed to.
  private mutating func own(_ bank: Int, _ bits: UInt32) {
    var rest = bits
    while rest != 0 {
      let index = bank &<< 5 &+ rest.trailingZeroBitCount
      rest &= rest &- 1
      // One that is routed to nobody is active nowhere; vCPU 0 stands in, which every VM has.
      owner[index] = route[index] == Self.unrouted ? 0 : route[index]
    }
  }

  @inline(never)
  private mutating func forwardEnabling(_ bank: Int, _ bits: UInt32, isEnabled: Bool) {
    var owned = bits & banks[bank].hardware
    while owned != 0 {
      let index = UInt32(truncatingIfNeeded: owned.trailingZeroBitCount)
      owned &= owned &- 1
      let intid = Self.firstIntid(ofBank: bank) &+ index
      // The guest need not have written the router: its reset value names a core of the VM.
      if isEnabled { forwardRoute(intid, to: route[bank &<< 5 &+ Int(index)]) }
      Hardware.setPhysicalEnabled(intid, isEnabled)
    }
  }

  /// Answers the vCPUs to tell.
  @inline(never)
  private mutating func writePriorities(_ index: Int, size: UInt8, _ value: UInt32) -> UInt32 {
    let bank = index &>> 5
    banks[bank].writePriorities(index & 31, size: size, value)
    let changed: UInt32 = size == 4 ? 0xF &<< UInt32(index & 31) : Self.bit(index)
    let shown = changed & (banks[bank].listed | banks[bank].pending)
    return shown == 0 ? 0 : toBeTold(bank, shown)
  }

  private mutating func triggerRegister(
    _ access: InterruptRegisterAccess, bank: Int, upperHalf: Bool, _ outcome: inout Outcome
  ) {
    guard access.isWrite else {
      outcome.value = UInt64(banks[bank].readTriggers(upperHalf: upperHalf))
      return
    }
    let triggers = banks[bank].triggers(upperHalf: upperHalf, written: access.word)
    let changed = triggers ^ banks[bank].edge
    guard changed != 0 else { return }
    banks[bank].edge = triggers
    var owned = changed & banks[bank].hardware
    while owned != 0 {
      let index = UInt32(truncatingIfNeeded: owned.trailingZeroBitCount)
      owned &= owned &- 1
      Hardware.setPhysicalEdgeTriggered(
        Self.firstIntid(ofBank: bank) &+ index, triggers &>> index & 1 != 0)
    }
    outcome.toBeTold |= toBeTold(bank, changed)
  }

  private mutating func routerRegister(
    _ access: InterruptRegisterAccess, index: Int, _ outcome: inout Outcome
  ) {
    guard access.size >= 4 && index >= 0 && index < 256 else { return }
    let bank = index &>> 5
    let bit = Self.bit(index)
    let isUpper = access.offset & 4 != 0
    var affinity = routerAffinity[index]
    var any = anyCore[bank] & bit != 0
    guard access.isWrite else {
      let low = UInt64(affinity & 0xFF_FFFF) | (any ? 1 << 31 : 0)
      let value = UInt64(affinity &>> 24) &<< 32 | low
      outcome.value =
        access.size == 8 ? value : isUpper ? value &>> 32 : value & 0xFFFF_FFFF
      return
    }
    if access.size == 8 || !isUpper {
      affinity = affinity & 0xFF00_0000 | access.word & 0xFF_FFFF
      any = access.word &>> 31 != 0
    }
    if access.size == 8 || isUpper {
      let upper = access.size == 8 ? access.value &>> 32 : access.value
      affinity = affinity & 0xFF_FFFF | UInt32(truncatingIfNeeded: upper & 0xFF) &<< 24
    }
    routerAffinity[index] = affinity
    anyCore[bank] = any ? anyCore[bank] | bit : anyCore[bank] & ~bit
    let target = routeTarget(affinity: affinity, any: any)
    guard target != route[index] else { return }
    // The old target gives a pending one back; the new one takes it when it is not listed any more.
    outcome.toBeTold |= toBeTold(bank, bit)
    route[index] = target
    outcome.toBeTold |= toBeTold(bank, bit)
    if banks[bank].hardware & bit != 0 {
      forwardRoute(Self.firstIntid(ofBank: bank) &+ UInt32(index & 31), to: target)
    }
  }

  /// Has the core of vCPU `target` take the physical interrupt.
  private mutating func forwardRoute(_ intid: UInt32, to target: UInt8) {
    if target == Self.unrouted { return }
    Hardware.setPhysicalRoute(intid, affinity: coreAffinities.affinity(of: Int(target)))
  }
}
