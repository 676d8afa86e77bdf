/// A PSCI return value. Source: Arm DEN0022, section 5.2.2.
public struct PSCIStatus: Equatable, Sendable {
  public let rawValue: Int64

  /// As it goes into X0. Errors are signed 32-bit values and come back sign-extended, as firmware does it.
  public var register: UInt64 { UInt64(bitPattern: rawValue) }

  private init(_ rawValue: Int64) { self.rawValue = rawValue }

  public static let success = Self(0)
  public static let notSupported = Self(-1)
  public static let invalidParameters = Self(-2)
  public static let denied = Self(-3)
  public static let alreadyOn = Self(-4)
  public static let onPending = Self(-5)
  public static let internalFailure = Self(-6)
  public static let invalidAddress = Self(-9)

  /// PSCI_VERSION's answer: 1.1.
  public static let version: UInt64 = 0x0001_0001
  /// MIGRATE_INFO_TYPE's answer: no trusted operating system that would need migration.
  public static let migrationNotNeeded: UInt64 = 2
}
