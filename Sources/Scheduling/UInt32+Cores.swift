extension UInt32 {
  /// A set of cores: the first `count`, at least one and at most eight.
  static func firstCores(_ count: Int) -> UInt32 {
    let bits = Swift.min(Swift.max(count, 1), 8)
    return (1 &<< Self(truncatingIfNeeded: bits)) &- 1
  }
}
