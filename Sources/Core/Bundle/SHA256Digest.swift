/// A SHA-256 digest, as eight words.
public struct SHA256Digest: Equatable, Sendable {
  let words: (UInt64, UInt64, UInt64, UInt64)

  init(_ state: SHA256.State) {
    func pair(_ at: Int) -> UInt64 { UInt64(state.words[at]) &<< 32 | UInt64(state.words[at &+ 1]) }
    words = (pair(0), pair(2), pair(4), pair(6))
  }

  /// Reads 32 bytes at `offset`; nil if they are not inside.
  public init?(_ bytes: RawSpan, at offset: Int) {
    guard let first = bytes.bigEndianDoubleWord(at: offset),
      let second = bytes.bigEndianDoubleWord(at: offset &+ 8),
      let third = bytes.bigEndianDoubleWord(at: offset &+ 16),
      let fourth = bytes.bigEndianDoubleWord(at: offset &+ 24)
    else { return nil }
    words = (first, second, third, fourth)
  }

  /// The byte at `index` of the digest's usual notation; `index` is taken modulo 32.
  public func byte(at index: Int) -> UInt8 {
    let word =
      switch (index &>> 3) & 3 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return UInt8(truncatingIfNeeded: word &>> UInt64((7 &- (index & 7)) &* 8))
  }

  public static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
    left.words == right.words
  }
}
