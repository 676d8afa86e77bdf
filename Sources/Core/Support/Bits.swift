/// Bit-field arithmetic on 64-bit words, the only place for naked shifts outside register types.
extension UInt64 {
  /// The bits `range` of this word, moved down to bit 0.
  @inlinable
  public func bits(_ range: ClosedRange<Int>) -> UInt64 {
    let width = range.upperBound &- range.lowerBound &+ 1
    let mask: UInt64 = width >= 64 ? .max : (1 &<< UInt64(truncatingIfNeeded: width)) &- 1
    return (self &>> UInt64(truncatingIfNeeded: range.lowerBound)) & mask
  }

  /// Whether bit `index` is set.
  @inlinable
  public func bit(_ index: Int) -> Bool {
    (self &>> UInt64(truncatingIfNeeded: index)) & 1 != 0
  }
}
