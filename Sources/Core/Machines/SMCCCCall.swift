/// A call by the SMC Calling Convention outside PSCI. Source: Arm DEN0028.
public enum SMCCCCall: Equatable, Sendable {
  case version
  case architectureFeatures(function: UInt32)
  /// An architecture workaround (Arm DEN0028, section 7.4 onward) that the core needs firmware for: passed on where the board's firmware offers it.
  case workaround(function: UInt32)
  /// The vendor-specific hypervisor service's unique identifier.
  case hypervisorIdentifier
  /// Martlet's own: a counter of the calling virtual core.
  case readCounter(index: UInt64)
  #if MARTLET_TEST_HOOKS
    /// Only in test builds: makes EL2 trap, to show that the trap stays with the VM.
    case testTrap(kind: UInt32)
  #endif
  case unsupported

  /// Arm: `SMCCC_VERSION`.
  public static let versionFunction: UInt32 = 0x8000_0000
  /// SMCCC 1.1: the least that has fast discovery of workarounds.
  public static let conventionVersion: UInt64 = 0x0001_0001

  public init(function: UInt32, _ a1: UInt64) {
    switch function {
    case Self.versionFunction: self = .version
    case 0x8000_0001: self = .architectureFeatures(function: UInt32(truncatingIfNeeded: a1))
    case 0x8000_8000, 0x8000_7FFF, 0x8000_3FFF: self = .workaround(function: function)
    case 0x8600_FF01: self = .hypervisorIdentifier
    case 0x8600_0001: self = .readCounter(index: a1)
    #if MARTLET_TEST_HOOKS
      case 0xC600_0F00...0xC600_0F0F: self = .testTrap(kind: function & 0xF)
    #endif
    default: self = .unsupported
    }
  }
}

/// The unique identifier of Martlet's hypervisor service, 376abfd3-b882-4647-8467-5af78c0be03b, as
/// the four words of the answer (Arm DEN0028, section 5.3.2).
public enum HypervisorIdentifier {
  public static let words: (UInt64, UInt64, UInt64, UInt64) = (
    0xD3BF_6A37, 0x4746_82B8, 0xF75A_6784, 0x3BE0_0B8C
  )
}
