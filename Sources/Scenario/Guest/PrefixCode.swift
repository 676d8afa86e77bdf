/// A canonical Huffman code, decoded bit by bit from the number of codes of each length.
/// RFC 1951, section 3.2.2.
struct PrefixCode {
  private static let longest = 15

  /// How many codes there are of each length.
  private var counts = Array(repeating: 0, count: PrefixCode.longest + 1)
  /// The symbols in the order of their codes.
  private var symbols: [Int] = []

  /// A length for each symbol; zero for a symbol that does not occur.
  init(lengths: [Int]) throws(GzipFile.Failure) {
    for length in lengths {
      guard length <= Self.longest else { throw .damaged }
      counts[length] += 1
    }
    counts[0] = 0
    var room = 1
    for length in 1...Self.longest {
      room = room * 2 - counts[length]
      guard room >= 0 else { throw .damaged }
    }
    for length in 1...Self.longest {
      symbols += lengths.indices.filter { lengths[$0] == length }
    }
  }

  private init(validLengths lengths: [Int]) {
    for length in lengths { counts[length] += 1 }
    for length in 1...Self.longest {
      symbols += lengths.indices.filter { lengths[$0] == length }
    }
  }

  func next(from input: inout BitReader) throws(GzipFile.Failure) -> Int {
    var code = 0
    var first = 0
    var index = 0
    for length in 1...Self.longest {
      code |= try input.bits(1)
      let count = counts[length]
      if code - first < count { return symbols[index + code - first] }
      index += count
      first = (first + count) * 2
      code *= 2
    }
    throw .damaged
  }

  static let fixedLiterals = PrefixCode(
    validLengths: (0..<288).map { symbol in
      switch symbol {
      case ..<144: 8
      case ..<256: 9
      case ..<280: 7
      default: 8
      }
    })
  static let fixedDistances = PrefixCode(validLengths: Array(repeating: 5, count: 30))
}
