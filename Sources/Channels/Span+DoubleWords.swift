extension Span where Element == UInt8 {
  /// Eight bytes from `position` on, the first the lowest; zeros behind the end.
  @inline(__always)
  func doubleWord(at position: Int) -> UInt64 {
    var word: UInt64 = 0
    var index = 0
    while index < 8, position &+ index < count {
      word |= UInt64(self[position &+ index]) &<< UInt64(truncatingIfNeeded: index &* 8)
      index &+= 1
    }
    return word
  }
}

extension MutableSpan where Element == UInt8 {
  /// Eight bytes to `position` and behind it, but none at `end` or later.
  @inline(__always)
  mutating func set(_ word: UInt64, at position: Int, before end: Int) {
    var index = 0
    while index < 8, position &+ index < end {
      self[position &+ index] = UInt8(
        truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: index &* 8))
      index &+= 1
    }
  }
}
