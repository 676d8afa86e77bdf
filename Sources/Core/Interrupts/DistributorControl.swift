/// Bits of the distributor's control register. Arm: `GICD_CTLR` (IHI 0069, 12.9.4).
public enum DistributorControl {
  /// Arm: `EnableGrp0`; ours only with one security state.
  public static let group0: UInt32 = 1 << 0
  /// Arm: `EnableGrp1`, in the non-secure view `EnableGrp1A`.
  public static let group1: UInt32 = 1 << 1
  /// Arm: `ARE`, in the non-secure view `ARE_NS`.
  public static let affinityRouting: UInt32 = 1 << 4
  /// Arm: `DS`; reads as zero in the non-secure view of a controller with two security states.
  public static let oneSecurityState: UInt32 = 1 << 6
  /// Arm: `RWP`.
  public static let writePending: UInt32 = 1 << 31
}
