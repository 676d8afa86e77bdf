/// The translation granule: the only page size Martlet uses.
public enum Granule {
  /// Bytes in a page and in a translation table.
  public static let size: UInt64 = 4096

  /// `value` moved up to the next multiple of the granule, or nil where that does not fit 64 bits.
  @inlinable
  public static func roundUp(_ value: UInt64) -> UInt64? {
    let (sum, overflow) = value.addingReportingOverflow(size &- 1)
    return overflow ? nil : sum & ~(size &- 1)
  }

  /// Whether `value` is a multiple of the granule.
  @inlinable
  public static func isAligned(_ value: UInt64) -> Bool {
    value & (size &- 1) == 0
  }
}
