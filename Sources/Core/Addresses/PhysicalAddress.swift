/// An address on the board's bus.
public struct PhysicalAddress: Equatable, Comparable, Sendable {
  public var rawValue: UInt64

  @inlinable
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// The address `bytes` further on; wraps, since callers bound their ranges first.
  @inlinable
  public func advanced(by bytes: UInt64) -> Self { Self(rawValue &+ bytes) }
}
