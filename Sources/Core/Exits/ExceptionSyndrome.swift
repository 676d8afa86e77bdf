/// Why the core entered EL2. Arm: `ESR_EL2` (Arm ARM D24.2.40).
public struct ExceptionSyndrome: Equatable, Sendable {
  public let rawValue: UInt64

  @inlinable
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Arm: `EC`, bits 31:26.
  @inlinable
  public var exceptionClass: UInt64 { (rawValue &>> 26) & 0x3F }

  /// A fault of a guest's load or store. Asked before all others, and of the bits as they lie: what compares classes
  /// becomes part of the table that the others go through.
  @inlinable
  public var isDataAbort: Bool { rawValue & 0x3F << 26 == 0x24 << 26 }
}
