internal import CAArch64

/// What EL2 keeps from the guests of a core. Arm: `HCR_EL2` (Arm ARM D24.2.53).
///
/// Not an `OptionSet`: its array literals allocate in Embedded Swift.
public struct HypervisorConfiguration: Equatable, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  @inline(__always)
  public static func | (a: Self, b: Self) -> Self { Self(rawValue: a.rawValue | b.rawValue) }

  /// Stage 2 is on. Arm: `VM`.
  public static let stage2 = Self(rawValue: 1 << 0)
  /// Set/way invalidation also cleans. Arm: `SWIO`.
  public static let setWayCleans = Self(rawValue: 1 << 1)
  /// A guest's table walk that meets Device memory faults. Arm: `PTW`.
  public static let protectedTableWalk = Self(rawValue: 1 << 2)
  /// FIQs come to EL2 and virtual ones to the guest. Arm: `FMO`.
  public static let takesFastInterrupts = Self(rawValue: 1 << 3)
  /// IRQs come to EL2 and virtual ones to the guest. Arm: `IMO`.
  public static let takesInterrupts = Self(rawValue: 1 << 4)
  /// SErrors come to EL2. Arm: `AMO`.
  public static let takesErrors = Self(rawValue: 1 << 5)
  /// TLB and cache maintenance reaches the whole inner shareable domain. Arm: `FB`.
  public static let forcesBroadcast = Self(rawValue: 1 << 9)
  /// Barriers reach at least the inner shareable domain. Arm: `BSU`.
  public static let widensBarriers = Self(rawValue: 1 << 10)
  /// WFI traps. Arm: `TWI`.
  public static let trapsWaiting = Self(rawValue: 1 << 13)
  /// Identification group 3 registers trap. Arm: `TID3`.
  public static let trapsIdentification = Self(rawValue: 1 << 18)
  /// SMC traps. Arm: `TSC`.
  public static let trapsSecureMonitorCalls = Self(rawValue: 1 << 19)
  /// Implementation-defined registers trap. Arm: `TIDCP`.
  public static let trapsImplementationDefined = Self(rawValue: 1 << 20)
  /// `ACTLR_EL1` traps. Arm: `TACR`.
  public static let trapsAuxiliaryControl = Self(rawValue: 1 << 21)
  /// EL1 is AArch64. Arm: `RW`.
  public static let is64Bit = Self(rawValue: 1 << 31)
  /// Limited-ordering region registers trap. Arm: `TLOR`.
  public static let trapsOrderingRegions = Self(rawValue: 1 << 35)
  /// Error record registers trap. Arm: `TERR`.
  public static let trapsErrorRecords = Self(rawValue: 1 << 36)
  /// Pointer authentication keys do not trap. Arm: `APK`.
  public static let passesAuthenticationKeys = Self(rawValue: 1 << 40)
  /// Pointer authentication instructions do not trap. Arm: `API`.
  public static let passesAuthentication = Self(rawValue: 1 << 41)
  /// Memory tagging's `GMID_EL1` traps; its other registers do as long as `ATA` is clear. Arm: `TID5`.
  public static let trapsTagIdentification = Self(rawValue: 1 << 58)

  /// What every guest runs under, before its interrupt mode adds to it.
  public static let guest =
    stage2 | setWayCleans | protectedTableWalk | takesErrors | forcesBroadcast | widensBarriers
    | trapsIdentification | trapsSecureMonitorCalls | trapsImplementationDefined
    | trapsAuxiliaryControl | trapsOrderingRegions | trapsErrorRecords | trapsTagIdentification
    | is64Bit | passesAuthenticationKeys | passesAuthentication

  /// While a core runs no guest: its interrupts are EL2's.
  public static let idle = takesInterrupts | takesFastInterrupts | takesErrors | is64Bit

  /// Makes this the core's configuration.
  @inline(__always)
  public func activate() { martlet_write_hcr_el2(rawValue) }
}
