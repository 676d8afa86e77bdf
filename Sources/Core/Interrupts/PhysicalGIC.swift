/// Programming the board's GICv3: bringing up the distributor and each core's redistributor, and
/// the few operations on single interrupts that run later. Arm: IHI 0069, chapter 12.
///
/// Operations that read, change and write a register that several interrupts share
/// (`setEdgeTriggered`, `setPriority`, and everything of `DirectDistributor`) need the machine-wide
/// lock of the physical interrupt controller, held by the caller.
public enum PhysicalGIC<Registers: PhysicalInterruptRegisters & ~Copyable> {
  /// What bringing up the distributor found out.
  public struct Facts {
    /// INTIDs below this exist as SGIs, PPIs and SPIs.
    public var interruptCount: UInt32
    /// Group 0 is ours. Arm: `GICD_CTLR.DS`.
    public var hasOneSecurityState: Bool
  }

  /// Reads after which a busy controller counts as broken.
  static var patience: Int { 1_000_000 }

  // MARK: Bring-up

  /// Brings the distributor to a known state: affinity routing, every SPI disabled, inactive, not
  /// pending, level-sensitive, Group 1, of default priority and routed to `bootAffinity`. Once, on
  /// the boot core, before any core's redistributor.
  /// - Parameter usesGroupZero: also enables Group 0, for a kick that is taken as FIQ.
  public static func initializeDistributor(
    bootAffinity: UInt32, usesGroupZero: Bool
  ) throws(PhysicalGICError) -> Facts {
    let distributor = Registers.distributor
    Registers.write(distributor, 0, 0)
    try waitForDistributor()
    Registers.write(distributor, 0, DistributorControl.affinityRouting)
    try waitForDistributor()
    let control = Registers.read(distributor, 0)
    guard control & DistributorControl.affinityRouting != 0 else { throw .affinityRoutingMissing }
    let isSingle = control & DistributorControl.oneSecurityState != 0
    guard isSingle || !usesGroupZero else { throw .groupZeroUnavailable }

    let words = (Registers.read(distributor, 4) & 31) &+ 1
    let count = min(words &<< 5, 1020)
    for word in 1..<max(words, 2) where word < words {
      let offset = word &<< 2
      Registers.write(distributor, 0x180 &+ offset, .max)
      Registers.write(distributor, 0x280 &+ offset, .max)
      Registers.write(distributor, 0x380 &+ offset, .max)
      Registers.write(distributor, 0x080 &+ offset, .max)
      Registers.write(distributor, 0xC00 &+ offset &<< 1, 0)
      Registers.write(distributor, 0xC04 &+ offset &<< 1, 0)
      for quarter in 0..<8 as Range<UInt32> {
        Registers.write(
          distributor, 0x400 &+ word &<< 5 &+ quarter &<< 2,
          InterruptPriority.word(InterruptPriority.device))
      }
    }
    try waitForDistributor()
    let route = route(to: bootAffinity)
    for intid in 32..<max(count, 32) {
      Registers.write64(distributor, 0x6000 &+ intid &<< 3, route)
    }
    Registers.write(
      distributor, 0,
      DistributorControl.affinityRouting | DistributorControl.group1
        | (usesGroupZero ? DistributorControl.group0 : 0))
    try waitForDistributor()
    return Facts(interruptCount: count, hasOneSecurityState: isSingle)
  }

  /// Walks the redistributors of one region for the one of the core with this affinity.
  /// - Parameters:
  ///   - region: physical address of the first redistributor; `length` in bytes bounds the walk.
  /// - Returns: the physical address of its first frame, nil if the region does not have it.
  public static func findRedistributor(
    affinity: UInt32, region: UInt64, length: UInt64
  ) -> UInt64? {
    var offset: UInt64 = 0
    while length >= 0x2_0000 && offset <= length &- 0x2_0000 {
      let frame = region &+ offset
      let type = Registers.read64(frame, 8)
      if UInt32(truncatingIfNeeded: type &>> 32) == affinity { return frame }
      if type.bit(4) { return nil }
      // Two more frames where virtual LPIs exist. Arm: `GICR_TYPER.VLPIS`.
      offset &+= type.bit(1) ? 0x4_0000 : 0x2_0000
    }
    return nil
  }

  /// Wakes the calling core's redistributor and brings its SGIs and PPIs to a known state: disabled
  /// except for `enabled`, inactive, not pending, Group 1.
  /// - Parameters:
  ///   - enabled: the SGIs and PPIs that the hypervisor takes, one bit each.
  ///   - kick: the hypervisor's SGI, of the most urgent priority.
  ///   - kickIsGroupZero: the kick arrives as FIQ; needs `usesGroupZero` in the distributor.
  public static func initializeRedistributor(
    _ frame: UInt64, enabled: UInt32, kick: UInt32, kickIsGroupZero: Bool
  ) throws(PhysicalGICError) {
    let waker = Registers.read(frame, 0x14)
    Registers.write(frame, 0x14, waker & ~2)
    var patience = patience
    while Registers.read(frame, 0x14) & 4 != 0 {
      patience &-= 1
      if patience == 0 { throw .interfaceAsleep }
    }
    let kickBit: UInt32 = 1 &<< (kick & 15)
    Registers.write(frame, 0x1_0180, .max)
    try waitForRedistributor(frame)
    Registers.write(frame, 0x1_0280, .max)
    Registers.write(frame, 0x1_0380, .max)
    Registers.write(frame, 0x1_0080, kickIsGroupZero ? ~kickBit : .max)
    for word in 0..<8 as Range<UInt32> {
      var priorities = InterruptPriority.word(InterruptPriority.device)
      if word == (kick & 15) &>> 2 { priorities &= ~(0xFF &<< ((kick & 3) &<< 3)) }
      Registers.write(frame, 0x1_0400 &+ word &<< 2, priorities)
    }
    Registers.write(frame, 0x1_0100, enabled)
    try waitForRedistributor(frame)
  }

  private static func waitForDistributor() throws(PhysicalGICError) {
    guard settleDistributor() else { throw .distributorBusy }
  }

  private static func waitForRedistributor(_ frame: UInt64) throws(PhysicalGICError) {
    guard settleRedistributor(frame) else { throw .redistributorBusy }
  }

  /// Waits until earlier writes that disable or reroute have taken effect; false if they do not.
  public static func settleDistributor() -> Bool {
    var patience = patience
    while Registers.read(Registers.distributor, 0) & DistributorControl.writePending != 0 {
      patience &-= 1
      if patience == 0 { return false }
    }
    return true
  }

  /// The same for a redistributor. Arm: `GICR_CTLR.RWP`.
  public static func settleRedistributor(_ frame: UInt64) -> Bool {
    var patience = patience
    while Registers.read(frame, 0) & (1 << 3) != 0 {
      patience &-= 1
      if patience == 0 { return false }
    }
    return true
  }

  // MARK: Single shared interrupts (SPIs)

  private static func wordOffset(_ intid: UInt32) -> UInt32 { (intid &>> 5) &<< 2 }
  private static func bit(_ intid: UInt32) -> UInt32 { 1 &<< (intid & 31) }

  /// A disable has taken effect when this returns.
  public static func setEnabled(_ intid: UInt32, _ isEnabled: Bool) {
    Registers.write(
      Registers.distributor, (isEnabled ? 0x100 : 0x180) &+ wordOffset(intid), bit(intid))
    if !isEnabled { _ = settleDistributor() }
  }

  public static func isPending(_ intid: UInt32) -> Bool {
    Registers.read(Registers.distributor, 0x200 &+ wordOffset(intid)) & bit(intid) != 0
  }

  /// Makes the interrupt pending, as software injection does for a `direct` VM.
  public static func setPending(_ intid: UInt32, _ isPending: Bool) {
    Registers.write(
      Registers.distributor, (isPending ? 0x200 : 0x280) &+ wordOffset(intid), bit(intid))
  }

  public static func deactivate(_ intid: UInt32) {
    Registers.write(Registers.distributor, 0x380 &+ wordOffset(intid), bit(intid))
  }

  /// With the physical interrupt controller's lock held; the interrupt should be disabled.
  public static func setEdgeTriggered(_ intid: UInt32, _ isEdge: Bool) {
    let offset = 0xC00 &+ (intid &>> 4) &<< 2
    let edge: UInt32 = 2 &<< ((intid & 15) &<< 1)
    let word = Registers.read(Registers.distributor, offset)
    let changed = isEdge ? word | edge : word & ~edge
    if changed != word { Registers.write(Registers.distributor, offset, changed) }
  }

  /// With the physical interrupt controller's lock held.
  public static func setPriority(_ intid: UInt32, _ priority: UInt8) {
    let offset = 0x400 &+ (intid & ~3)
    let shift = (intid & 3) &<< 3
    let word = Registers.read(Registers.distributor, offset) & ~(0xFF &<< shift)
    Registers.write(Registers.distributor, offset, word | UInt32(priority) &<< shift)
  }

  /// Routes to the core with this affinity (`Aff3.Aff2.Aff1.Aff0`).
  public static func setRoute(_ intid: UInt32, affinity: UInt32) {
    Registers.write64(Registers.distributor, 0x6000 &+ intid &<< 3, route(to: affinity))
  }

  /// Arm: the affinity fields of `GICD_IROUTER<n>`.
  static func route(to affinity: UInt32) -> UInt64 {
    UInt64(affinity &>> 24) &<< 32 | UInt64(affinity & 0xFF_FFFF)
  }

  // MARK: Private interrupts of one core

  public static func isPrivatePending(_ frame: UInt64, _ intid: UInt32) -> Bool {
    Registers.read(frame, 0x1_0200) & bit(intid) != 0
  }

  #if MARTLET_SHARING
    public static func setPrivateActive(_ frame: UInt64, _ intid: UInt32) {
      Registers.write(frame, 0x1_0300, bit(intid))
    }
  #endif

  /// A disable has taken effect when this returns.
  public static func setPrivateEnabled(_ frame: UInt64, _ intid: UInt32, _ isEnabled: Bool) {
    Registers.write(frame, isEnabled ? 0x1_0100 : 0x1_0180, bit(intid))
    if !isEnabled { _ = settleRedistributor(frame) }
  }
}
