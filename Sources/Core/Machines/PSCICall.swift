/// A guest's call to the Power State Coordination Interface, decoded and nothing done yet.
///
/// Source: Arm DEN0022 (PSCI 1.1), chapter 5. Function identifiers with bit 30 set carry 64-bit arguments.
public enum PSCICall: Equatable, Sendable {
  case version
  case features(function: UInt32)
  case cpuSuspend(state: UInt32, entry: UInt64, context: UInt64)
  case cpuOff
  case cpuOn(target: UInt64, entry: UInt64, context: UInt64)
  case affinityInfo(target: UInt64, level: UInt64)
  case migrateInfoType
  case systemOff
  case systemReset
  case systemReset2(type: UInt32, cookie: UInt64)
  /// In the PSCI range, but not offered.
  case unsupported

  /// The largest function number of the PSCI range; the range is 0x8400_0000…0x8400_001F and 0xC400_0000…
  static let functions: UInt32 = 0x1F

  /// Nil where `function` is not in the PSCI range.
  public init?(function: UInt32, _ a1: UInt64, _ a2: UInt64, _ a3: UInt64) {
    guard function & 0xBFFF_FFE0 == 0x8400_0000 else { return nil }
    let isWide = function & 0x4000_0000 != 0
    let mask: UInt64 = isWide ? .max : 0xFFFF_FFFF
    switch (function & Self.functions, isWide) {
    case (0x00, false): self = .version
    case (0x01, _):
      self = .cpuSuspend(
        state: UInt32(truncatingIfNeeded: a1), entry: a2 & mask, context: a3 & mask)
    case (0x02, false): self = .cpuOff
    case (0x03, _): self = .cpuOn(target: a1 & mask, entry: a2 & mask, context: a3 & mask)
    case (0x04, _): self = .affinityInfo(target: a1 & mask, level: a2 & 0xFFFF_FFFF)
    case (0x06, false): self = .migrateInfoType
    case (0x08, false): self = .systemOff
    case (0x09, false): self = .systemReset
    case (0x0A, false): self = .features(function: UInt32(truncatingIfNeeded: a1))
    case (0x12, _): self = .systemReset2(type: UInt32(truncatingIfNeeded: a1), cookie: a2 & mask)
    default: self = .unsupported
    }
  }

  /// Whether a CPU_SUSPEND argument is a power state in the original format, at the level of a core: reserved bits
  /// are zero (DEN0022, section 5.4.2). PSCI_FEATURES says that the original format is used.
  public static func isValidPowerState(_ state: UInt32) -> Bool { state & 0xFFFE_0000 == 0 }

  #if MARTLET_SHARING
    /// Whether a core that is suspended with this power state goes on where it was, with all its registers (DEN0022,
    /// section 5.4.2). In the original format bit 16 says that it does not; in the extended one, which is known by a bit
    /// that the other reserves, bit 30.
    public static func isStandby(_ state: UInt32) -> Bool {
      let isOriginal = state & 0xFCFE_0000 == 0
      return state & (isOriginal ? 0x0001_0000 : 0xF000_0000) == 0
    }
  #endif

  /// The answer to PSCI_FEATURES for `function`: 0 where it is offered.
  public static func features(of function: UInt32) -> PSCIStatus {
    // SMCCC_VERSION is asked for through PSCI_FEATURES (Arm DEN0028, section 3.1).
    if function == SMCCCCall.versionFunction { return .success }
    switch PSCICall(function: function, 0, 0, 0) {
    case .some(.unsupported), .none: return .notSupported
    default: return .success
    }
  }
}
