extension StaticString {
  /// The byte at `index`, or zero past the end.
  func byte(at index: Int) -> UInt8 {
    guard index >= 0, index < utf8CodeUnitCount else { return 0 }
    // Safety: the literal's bytes are static, and the index was checked against their count.
    return unsafe utf8Start[index]
  }
}
