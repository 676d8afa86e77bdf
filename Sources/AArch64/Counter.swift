internal import CAArch64

/// The system counter, as EL2 sees it.
public enum Counter {
  /// Arm: `CNTPCT_EL0`. Without a barrier in front: good for accounting, not for ordering.
  @inline(__always)
  public static func read() -> UInt64 { martlet_read_cntpct_el0() }

  /// Hertz. Arm: `CNTFRQ_EL0`, which firmware sets.
  public static var frequency: UInt64 { martlet_read_cntfrq_el0() }
}
