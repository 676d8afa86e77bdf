/// A sum of shares of a core.
public struct Utilization: Sendable, Equatable {
  /// Rounded up.
  public let partsPerMillion: Int
  /// The sum itself; nil when no fraction of two numbers of 128 bits is it.
  private let exact: (numerator: UInt128, denominator: UInt128)?
  /// In parts of 2^60, rounded up.
  private let parts: UInt128

  /// Times of use, none negative, and the periods in which they are used.
  init(_ shares: [(time: Int, period: Int)]) {
    var parts: UInt128 = 0
    var exact: (numerator: UInt128, denominator: UInt128)? = (0, 1)
    for share in shares {
      let (time, period) = (UInt128(share.time), UInt128(share.period))
      parts += ((time << 60) + period - 1) / period
      exact = exact.flatMap { Self.sum($0, (time, period)) }
    }
    self.parts = parts
    self.exact = exact
    let million = exact.flatMap { sum in
      let product = sum.numerator.multipliedReportingOverflow(by: 1_000_000)
      return product.overflow
        ? nil
        : product.partialValue / sum.denominator
          + (product.partialValue.isMultiple(of: sum.denominator) ? 0 : 1)
    }
    partsPerMillion = Int(million ?? (parts * 1_000_000 + (1 << 60) - 1) >> 60)
  }

  private static func sum(
    _ one: (numerator: UInt128, denominator: UInt128),
    _ other: (numerator: UInt128, denominator: UInt128)
  ) -> (numerator: UInt128, denominator: UInt128)? {
    let common = divisor(one.denominator, other.denominator)
    let (denominator, isTooLarge) = one.denominator.multipliedReportingOverflow(
      by: other.denominator / common)
    guard !isTooLarge else { return nil }
    let left = one.numerator.multipliedReportingOverflow(by: other.denominator / common)
    let right = other.numerator.multipliedReportingOverflow(by: one.denominator / common)
    guard !left.overflow, !right.overflow else { return nil }
    let (numerator, overflows) = left.partialValue.addingReportingOverflow(right.partialValue)
    return overflows ? nil : (numerator, denominator)
  }

  private static func divisor(_ one: UInt128, _ other: UInt128) -> UInt128 {
    var (one, other) = (one, other)
    while other != 0 { (one, other) = (other, one % other) }
    return one
  }

  /// Whether so many cores are enough. Where the sum has to be rounded, one that just is may be refused.
  func isAtMost(_ cores: Int) -> Bool {
    if let exact {
      let (most, isTooLarge) = exact.denominator.multipliedReportingOverflow(by: UInt128(cores))
      if !isTooLarge { return exact.numerator <= most }
    }
    return parts <= UInt128(cores) << 60
  }

  public static func == (one: Utilization, other: Utilization) -> Bool {
    one.parts == other.parts
  }
}
