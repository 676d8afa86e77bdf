/// Reads bits from the least significant one on. RFC 1951, section 3.1.1.
struct BitReader {
  private let bytes: [UInt8]
  private var position: Int
  private var buffer: UInt64 = 0
  private var available = 0

  init(bytes: [UInt8], position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The next `count` bits, at most 16, as a number.
  mutating func bits(_ count: Int) throws(GzipFile.Failure) -> Int {
    while available < count {
      guard position < bytes.count else { throw .truncated }
      buffer |= UInt64(bytes[position]) << UInt64(available)
      position += 1
      available += 8
    }
    let value = Int(buffer & ((1 << UInt64(count)) - 1))
    buffer >>= UInt64(count)
    available -= count
    return value
  }

  /// Skips what is left of a byte that was begun.
  mutating func alignToByte() {
    let rest = available % 8
    buffer >>= UInt64(rest)
    available -= rest
  }

  /// Whole bytes; the reader stands at the start of one.
  mutating func takeBytes(_ count: Int) throws(GzipFile.Failure) -> ArraySlice<UInt8> {
    position -= available / 8
    buffer = 0
    available = 0
    guard count <= bytes.count - position else { throw .truncated }
    defer { position += count }
    return bytes[position..<(position + count)]
  }
}
