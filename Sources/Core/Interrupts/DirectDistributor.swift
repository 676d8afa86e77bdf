/// What a `direct` VM sees as its interrupt controller: the board's own, filtered by ownership.
///
/// Every trapped access is checked here and then carried out on the physical registers, so that
/// afterwards interrupts reach the guest without the hypervisor. The VM can touch only the shared
/// interrupts it owns and the private ones of its own cores, except those the hypervisor keeps.
///
/// Every call needs the machine-wide lock of the physical interrupt controller, which the image holds:
/// registers of several interrupts are read, merged and written. Any core may make any call.
///
/// Where it differs from the real thing:
/// - all interrupts of the VM are Group 1, group bits cannot be cleared: Group 0 is the hypervisor's;
/// - priorities more urgent than `InterruptPriority.guestFloor` become that floor;
/// - 1-of-N routing selects vCPU 0; a route to a core that the VM does not have is ignored;
/// - no LPIs, no message-based SPIs.
public struct DirectDistributor<Registers: PhysicalInterruptRegisters & ~Copyable>: ~Copyable {
  /// The SPIs of the VM; word n is INTIDs 32n to 32n+31, word 0 is empty.
  var owned: InlineArray<32, UInt32>
  /// The SGIs and PPIs that the guest may see.
  let visiblePrivate: UInt32
  /// What the guest wrote into bits 1 and 0 of `GICD_CTLR`.
  var control: UInt32
  /// The vCPUs whose `GICR_WAKER` says awake, one bit each.
  var awake: UInt32
  /// Physical address of the first redistributor frame of each vCPU's core.
  var frames: InlineArray<8, UInt64>
  let affinities: AffinityTable
  let coreAffinities: AffinityTable

  /// The private interrupts the hypervisor keeps: its kick (SGI 15), the maintenance interrupt (25),
  /// the two EL2 timers (26, 28).
  public static var reservedPrivate: UInt32 { 1 << 15 | 1 << 25 | 1 << 26 | 1 << 28 }

  /// - Parameters:
  ///   - affinities: what each vCPU shows in `MPIDR_EL1`, as `Aff3.Aff2.Aff1.Aff0`.
  ///   - coreAffinities: the same of the physical core each vCPU owns, in the same order.
  public init(affinities: consuming AffinityTable, coreAffinities: consuming AffinityTable) {
    owned = InlineArray(repeating: 0)
    visiblePrivate = ~Self.reservedPrivate
    control = 0
    awake = 0
    frames = InlineArray(repeating: 0)
    self.affinities = affinities
    self.coreAffinities = coreAffinities
  }

  /// Names the redistributor of a vCPU's core; before the VM starts.
  public mutating func setRedistributor(_ frame: UInt64, of vcpu: Int) {
    frames[vcpu & 7] = frame
  }

  /// Gives a shared interrupt to the VM; before the VM starts. False for a number that is no SPI.
  public mutating func adopt(_ intid: UInt32) -> Bool {
    guard intid >= 32 && intid < 1020 else { return false }
    owned[Int(intid &>> 5)] |= 1 &<< (intid & 31)
    return true
  }

  /// Whether a private interrupt, below 32, is one that the guest may see.
  public func isVisiblePrivate(_ intid: UInt32) -> Bool { visiblePrivate &>> (intid & 31) & 1 != 0 }

  /// Whether the VM owns a shared interrupt.
  public mutating func owns(_ intid: UInt32) -> Bool {
    intid < 1020 && owned[Int(intid &>> 5)] &>> (intid & 31) & 1 != 0
  }

  /// Brings the VM's interrupts, shared and private, to their reset state: disabled, inactive, not
  /// pending, level-sensitive, Group 1, of default priority, routed to vCPU 0. While its cores are
  /// out of the guest; before the first start as well.
  public mutating func reset() {
    control = 0
    awake = 0
    let first = coreAffinities.affinity(of: 0)
    for word in 1..<32 {
      let bits = owned[word]
      if bits == 0 { continue }
      let offset = UInt32(word) &<< 2
      Registers.write(Registers.distributor, 0x180 &+ offset, bits)
      _ = PhysicalGIC<Registers>.settleDistributor()
      Registers.write(Registers.distributor, 0x280 &+ offset, bits)
      Registers.write(Registers.distributor, 0x380 &+ offset, bits)
      merge(Registers.distributor, 0x080 &+ offset, mask: bits, .max)
      var rest = bits
      while rest != 0 {
        let intid = UInt32(word) &<< 5 &+ UInt32(rest.trailingZeroBitCount)
        rest &= rest &- 1
        PhysicalGIC<Registers>.setPriority(intid, InterruptPriority.device)
        PhysicalGIC<Registers>.setEdgeTriggered(intid, false)
        PhysicalGIC<Registers>.setRoute(intid, affinity: first)
      }
    }
    for vcpu in 0..<affinities.count {
      let frame = frames[vcpu & 7]
      Registers.write(frame, 0x1_0180, visiblePrivate)
      _ = PhysicalGIC<Registers>.settleRedistributor(frame)
      Registers.write(frame, 0x1_0280, visiblePrivate)
      Registers.write(frame, 0x1_0380, visiblePrivate)
      merge(frame, 0x1_0080, mask: visiblePrivate, .max)
      for word in 0..<8 as Range<UInt32> {
        let mask = Self.bytes(visiblePrivate &>> (word &<< 2))
        merge(
          frame, 0x1_0400 &+ word &<< 2, mask: mask,
          InterruptPriority.word(InterruptPriority.device))
      }
      merge(frame, 0x1_0C04, mask: Self.pairs(visiblePrivate &>> 16), 0)
    }
  }

  func merge(_ frame: UInt64, _ offset: UInt32, mask: UInt32, _ value: UInt32) {
    let word = Registers.read(frame, offset)
    Registers.write(frame, offset, word & ~mask | value & mask)
  }

  /// A byte of ones for each of the four lowest bits.
  static func bytes(_ bits: UInt32) -> UInt32 {
    let low = bits & 1 | (bits & 2) &<< 7 | (bits & 4) &<< 14 | (bits & 8) &<< 21
    return low &* 0xFF
  }

  /// The upper bit of a pair for each of the sixteen lowest bits.
  static func pairs(_ bits: UInt32) -> UInt32 {
    InterruptBank.spread(bits & 0xFFFF) &<< 1
  }
}
