/// Arm: `DFSC` or `IFSC`, bits 5:0 of an abort's syndrome.
public struct FaultStatus: Equatable, Sendable {
  public let rawValue: UInt64

  @inlinable
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable
  public var isTranslation: Bool { rawValue & 0x3C == 0x04 }
  @inlinable
  public var isPermission: Bool { rawValue & 0x3C == 0x0C }
  @inlinable
  public var isAddressSize: Bool { rawValue & 0x3C == 0x00 }
  /// A bus error or another external abort: the hardware's word, not a missing mapping.
  @inlinable
  public var isExternal: Bool { rawValue == 0x10 || rawValue & 0x3C == 0x14 }
}
