/// A half-open run of addresses that does not wrap.
public struct AddressRange: Equatable, Sendable {
  public let base: UInt64
  /// Bytes; `base + size` is at most 2^64 - 1.
  public let size: UInt64

  /// Nil where `base + size` does not fit 64 bits.
  @inlinable
  public init?(base: UInt64, size: UInt64) {
    guard !base.addingReportingOverflow(size).overflow else { return nil }
    self.base = base
    self.size = size
  }

  /// The first address after the range.
  @inlinable
  public var end: UInt64 { base &+ size }

  @inlinable
  public func contains(_ address: UInt64) -> Bool { address &- base < size }

  /// Whether all of `other` lies inside; an empty range lies inside where its base does.
  @inlinable
  public func contains(_ other: AddressRange) -> Bool { other.base >= base && other.end <= end }

  @inlinable
  public func overlaps(_ other: AddressRange) -> Bool { base < other.end && other.base < end }
}
