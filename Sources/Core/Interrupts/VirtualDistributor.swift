/// The shared interrupts (SPIs, INTIDs 32–287) of one VM and its distributor registers.
///
/// Every call needs the VM's interrupt lock, which the image holds around it; the lock also covers
/// `VirtualCPUInterrupts` calls that take the distributor. No call waits or loops without bound.
///
/// State that sits in the list registers of a core is folded back by that core only. A register
/// access that needs such state of another core does its part and says what remains and for whom
/// (`Outcome.remaining`); the image then runs the same access, narrowed to that, on the other core.
public struct VirtualDistributor<Hardware: InterruptHardware>: ~Copyable {
  /// Bits 1 and 0 of `GICD_CTLR`: Group 1, Group 0 enabled.
  var control: UInt32
  var banks: InlineArray<8, InterruptBank>
  /// The vCPU that each interrupt is routed to; `unrouted` if its affinity matches none.
  var route: InlineArray<256, UInt8>
  /// The vCPU in whose list register an interrupt is, or on which it is active.
  var owner: InlineArray<256, UInt8>
  /// Arm: the affinity fields of `GICD_IROUTER<n>`.
  var routerAffinity: InlineArray<256, UInt32>
  /// Arm: `GICD_IROUTER<n>.Interrupt_Routing_Mode`, one bit for each interrupt.
  var anyCore: InlineArray<8, UInt32>
  public let affinities: AffinityTable
  /// The affinity of the physical core each vCPU runs on.
  let coreAffinities: AffinityTable

  static var unrouted: UInt8 { 0xFF }

  /// - Parameters:
  ///   - affinities: what each vCPU shows in `MPIDR_EL1`, as `Aff3.Aff2.Aff1.Aff0`.
  ///   - coreAffinities: the same of the physical core each vCPU runs on, in the same order.
  public init(affinities: consuming AffinityTable, coreAffinities: consuming AffinityTable) {
    var first = Self.unrouted
    if let index = affinities.index(of: 0) { first = UInt8(truncatingIfNeeded: index) }
    control = 0
    banks = InlineArray { _ in InterruptBank() }
    route = InlineArray(repeating: first)
    owner = InlineArray(repeating: 0)
    routerAffinity = InlineArray(repeating: 0)
    anyCore = InlineArray(repeating: 0)
    self.affinities = affinities
    self.coreAffinities = coreAffinities
  }

  /// Gives a physical shared interrupt to the VM, under its own number. Before the VM starts; the
  /// physical one must be disabled. False for a number that is no SPI.
  public mutating func adopt(_ intid: UInt32) -> Bool {
    guard let index = Self.index(intid) else { return false }
    banks[index &>> 5].hardware |= Self.bit(index)
    return true
  }

  /// 0–255 for an SPI.
  static func index(_ intid: UInt32) -> Int? {
    intid >= 32 && intid < InterruptIdentity.interruptCount
      ? Int(truncatingIfNeeded: intid &- 32) : nil
  }

  static func bit(_ index: Int) -> UInt32 { 1 &<< UInt32(truncatingIfNeeded: index & 31) }
  static func firstIntid(ofBank bank: Int) -> UInt32 {
    32 &+ UInt32(truncatingIfNeeded: bank) &<< 5
  }

  /// To reset values, after every vCPU was reset. The VM's own physical interrupts are disabled and
  /// deactivated.
  public mutating func reset() {
    control = 0
    for bank in 0..<8 {
      let firstIntid = Self.firstIntid(ofBank: bank)
      var owned = banks[bank].hardware
      while owned != 0 {
        let index = UInt32(truncatingIfNeeded: owned.trailingZeroBitCount)
        owned &= owned &- 1
        Hardware.setPhysicalEnabled(firstIntid &+ index, false)
        Hardware.setPhysicalEdgeTriggered(firstIntid &+ index, false)
      }
      banks[bank].reset(firstIntid: firstIntid, on: Hardware.self)
      anyCore[bank] = 0
    }
    let first = routeTarget(affinity: 0, any: false)
    for index in 0..<256 {
      routerAffinity[index] = 0
      route[index] = first
      owner[index] = 0
    }
  }

  /// The vCPU that a router value selects; 1-of-N always selects vCPU 0.
  mutating func routeTarget(affinity: UInt32, any: Bool) -> UInt8 {
    if any { return 0 }
    guard let target = affinities.index(of: affinity) else { return Self.unrouted }
    return UInt8(truncatingIfNeeded: target)
  }

  // MARK: For VirtualCPUInterrupts

  /// Answers the vCPU to tell, as one bit, if the interrupt is pending and routed elsewhere now.
  mutating func unlist(
    _ intid: UInt32, value: UInt64, isLatched: Bool, from vcpu: Int
  ) -> UInt32 {
    guard let index = Self.index(intid) else { return 0 }
    banks[index &>> 5].unlist(Self.bit(index), value: value, isLatched: isLatched)
    return routedElsewhere(index, than: vcpu)
  }

  private mutating func routedElsewhere(_ index: Int, than vcpu: Int) -> UInt32 {
    let target = route[index]
    if Int(target) == vcpu || target == Self.unrouted { return 0 }
    let bank = index &>> 5
    let waiting = banks[bank].pending & forwarded(bank) & ~banks[bank].active
    return waiting & Self.bit(index) != 0 ? 1 &<< UInt32(target & 7) : 0
  }

  mutating func list(
    _ index: Int, isForwarded: Bool, on vcpu: Int, isLatched: inout Bool, injected: inout UInt64
  ) -> UInt64 {
    let bit = Self.bit(index)
    owner[index] = UInt8(truncatingIfNeeded: vcpu)
    let value = banks[index &>> 5].list(
      index & 31, intid: UInt32(truncatingIfNeeded: index) &+ 32, isForwarded: isForwarded,
      isLatched: &isLatched, on: Hardware.self)
    if value & ListRegister.pending != 0 && banks[index &>> 5].counted & bit == 0 { injected &+= 1 }
    return value
  }

  /// Answers like `unlist`.
  mutating func deactivate(_ intid: UInt32, on vcpu: Int) -> UInt32 {
    guard let index = Self.index(intid) else { return 0 }
    banks[index &>> 5].deactivate(
      Self.bit(index), firstIntid: Self.firstIntid(ofBank: index &>> 5), on: Hardware.self)
    return routedElsewhere(index, than: vcpu)
  }

  /// Enabled, and in an enabled group.
  mutating func forwarded(_ bank: Int) -> UInt32 {
    banks[bank].enabled & banks[bank].inGroups(enabledBy: control)
  }

  /// The interrupts among `bits` that belong to a vCPU by the given table entry.
  private mutating func filter(_ bits: UInt32, bank: Int, byOwner: Bool, vcpu: Int) -> UInt32 {
    var result: UInt32 = 0
    var rest = bits
    while rest != 0 {
      let bit = rest & (0 &- rest)
      let index = bank &<< 5 &+ rest.trailingZeroBitCount
      rest &= rest &- 1
      if Int(byOwner ? owner[index] : route[index]) == vcpu { result |= bit }
    }
    return result
  }

  mutating func addCandidates(to candidates: inout InterruptCandidates, for vcpu: Int) {
    for bank in 0..<8 {
      let forwarded = forwarded(bank)
      let active = banks[bank].active
      let waiting = banks[bank].pending & forwarded & ~active & ~banks[bank].listed
      if active | waiting == 0 { continue }
      let firstIntid = Self.firstIntid(ofBank: bank)
      banks[bank].dropStaleArrivals(among: waiting, firstIntid: firstIntid, on: Hardware.self)
      let pending = banks[bank].pending & waiting
      candidates.add(
        &banks[bank], firstIntid: firstIntid,
        active: filter(active, bank: bank, byOwner: true, vcpu: vcpu),
        pending: filter(pending, bank: bank, byOwner: false, vcpu: vcpu))
    }
  }

  mutating func addActive(to candidates: inout InterruptCandidates, for vcpu: Int) {
    for bank in 0..<8 where banks[bank].active != 0 {
      candidates.add(
        &banks[bank], firstIntid: Self.firstIntid(ofBank: bank),
        active: filter(banks[bank].active, bank: bank, byOwner: true, vcpu: vcpu), pending: 0)
    }
  }
}
