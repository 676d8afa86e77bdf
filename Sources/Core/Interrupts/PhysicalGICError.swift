/// Why the board's interrupt controller cannot be used.
public enum PhysicalGICError: Error, Equatable {
  /// The distributor does not finish a write (`GICD_CTLR.RWP` stays set).
  case distributorBusy
  /// A redistributor does not finish a write (`GICR_CTLR.RWP` stays set).
  case redistributorBusy
  /// A redistributor does not wake its core's interface (`GICR_WAKER.ChildrenAsleep` stays set).
  case interfaceAsleep
  /// Affinity routing cannot be switched on: not a GICv3 as we need it.
  case affinityRoutingMissing
  /// The hypervisor's kick shall be Group 0, but Group 0 belongs to secure firmware.
  case groupZeroUnavailable
}
