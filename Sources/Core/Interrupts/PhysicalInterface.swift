/// What the hypervisor writes into a core's physical CPU interface, once per core.
public enum PhysicalInterface {
  /// System registers on, no bypass, EL1 may use them. Arm: `ICC_SRE_EL2`.
  public static let systemRegisters: UInt64 = 0xF
  /// Nothing masked. Arm: `ICC_PMR_EL1`.
  public static let priorityMask: UInt64 = 0xFF
  /// Every priority level preempts. Arm: `ICC_BPR0_EL1`, `ICC_BPR1_EL1`; hardware takes its smallest.
  public static let binaryPoint: UInt64 = 0
  /// The end of an interrupt only drops its priority; deactivation is separate, and left to the guest
  /// through its list register. Arm: `ICC_CTLR_EL1.EOImode`.
  public static let control: UInt64 = 1 << 1
  /// Arm: `ICC_IGRPEN0_EL1`, `ICC_IGRPEN1_EL1`.
  public static let groupEnabled: UInt64 = 1

  /// `ICC_SGI1R_EL1` (or `ICC_SGI0R_EL1`) value that sends `intid` to the core with this affinity.
  public static func softwareInterrupt(_ intid: UInt32, affinity: UInt32) -> UInt64 {
    let target = UInt64(affinity & 15)
    let range = UInt64((affinity &>> 4) & 15)
    let first = UInt64((affinity &>> 8) & 0xFF)
    let second = UInt64((affinity &>> 16) & 0xFF)
    let third = UInt64(affinity &>> 24)
    return 1 &<< target | first &<< 16 | UInt64(intid & 15) &<< 24 | second &<< 32
      | range &<< 44 | third &<< 48
  }
}
