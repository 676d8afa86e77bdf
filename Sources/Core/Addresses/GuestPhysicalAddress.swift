/// An address as a guest sees its own bus. Arm: intermediate physical address (IPA).
public struct GuestPhysicalAddress: Equatable, Comparable, Sendable {
  public var rawValue: UInt64

  @inlinable
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
