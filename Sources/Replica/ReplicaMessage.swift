/// A message of the service's: a head of 8 bytes and words of 8 bytes, little-endian. docs/martlet-replica.md has them.
struct ReplicaMessage: ~Copyable {
  private var bytes = InlineArray<576, UInt8>(repeating: 0)
  private var count = 0

  static var version: UInt8 { 1 }

  /// Starts a message anew.
  mutating func begin(_ kind: ReplicaKind, status: ReplicaStatus = .done, key: UInt32 = 0) {
    bytes[0] = kind.rawValue
    bytes[1] = Self.version
    bytes[2] = status.rawValue
    bytes[3] = 0
    count = 4
    append(UInt64(key), bytes: 4)
  }

  mutating func append(_ word: UInt64) { append(word, bytes: 8) }

  private mutating func append(_ word: UInt64, bytes size: Int) {
    var index = 0
    while index < size, count < 576 {
      bytes[count] = UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: 8 &* index))
      count &+= 1
      index &+= 1
    }
  }

  /// Takes what `body` puts at the start of the buffer; it returns how many bytes.
  mutating func fill(_ body: (inout MutableSpan<UInt8>) -> Int) {
    var span = bytes.mutableSpan
    count = min(max(body(&span), 0), 576)
  }

  mutating func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(first: count))
  }

  /// Nil where it is no message of this version, or has another length than its kind has.
  var kind: ReplicaKind? {
    mutating get {
      guard count >= 8, bytes[1] == Self.version, let kind = ReplicaKind(rawValue: bytes[0]),
        count == 8 &* kind.words
      else { return nil }
      return kind
    }
  }

  var status: ReplicaStatus? {
    mutating get { ReplicaStatus(rawValue: bytes[2]) }
  }

  var key: UInt32 {
    mutating get { UInt32(truncatingIfNeeded: word(0) &>> 32) }
  }

  /// Word `index`, of which 0 is the head. Behind the end it is 0.
  mutating func word(_ index: Int) -> UInt64 {
    var word: UInt64 = 0
    var byte = 7
    while byte >= 0 {
      let place = 8 &* index &+ byte
      word = word &<< 8 | (place < count ? UInt64(bytes[place]) : 0)
      byte &-= 1
    }
    return word
  }
}
