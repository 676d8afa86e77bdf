/// A range of physical addresses as a table states it: nothing is known of it until it is checked.
public struct AddressRange: Equatable, BitwiseCopyable, Sendable {
  public var start: UInt64
  /// Length in bytes.
  public var size: UInt64

  public init(start: UInt64, size: UInt64) {
    self.start = start
    self.size = size
  }

  /// The address after the last; nil if that lies beyond 64 bits.
  public var end: UInt64? {
    let (end, overflow) = start.addingReportingOverflow(size)
    return overflow ? nil : end
  }

  /// Whether an address lies in both ranges. A range that wraps reaches to the highest address.
  @inline(never)
  public func overlaps(_ other: AddressRange) -> Bool {
    guard size > 0, other.size > 0 else { return false }
    return start <= other.last && other.start <= last
  }

  /// Whether every address of `other` lies in this range; an empty one must start inside or at the end.
  public func contains(_ other: AddressRange) -> Bool {
    guard let end, let otherEnd = other.end else { return false }
    return other.start >= start && otherEnd <= end
  }

  /// The last address; only for a size above zero.
  private var last: UInt64 {
    let (last, overflow) = start.addingReportingOverflow(size &- 1)
    return overflow ? .max : last
  }
}
