/// The part of a channel's memory that one end writes and the other only reads. Layout and meaning: docs/channel-ring.md.
public struct ChannelHalf: Equatable, BitwiseCopyable, Sendable {
  /// Where it begins in the channel's memory: a multiple of 64.
  public let offset: Int
  /// Bytes for records, behind the header: a multiple of 8.
  public let capacity: UInt32

  /// Before the records.
  public static var headerSize: Int { 256 }
  /// Bytes for records that a half may have.
  public static var mostCapacity: Int { 1 << 30 }

  /// The half of `size` bytes at `offset`. Nil where it has no room for the header, is too large or not aligned.
  public init?(offset: Int, size: Int) {
    guard offset >= 0, offset & 63 == 0, size >= Self.headerSize else { return nil }
    let capacity = (size &- Self.headerSize) & ~7
    guard capacity <= Self.mostCapacity else { return nil }
    self.offset = offset
    self.capacity = UInt32(truncatingIfNeeded: capacity)
  }

  /// Where it ends.
  var end: Int { offset &+ Self.headerSize &+ Int(capacity) }

  /// The longest message, in bytes. Negative where there is room for none.
  public var longestMessage: Int { Int(capacity) &- 8 }

  /// "MRC" and the version.
  static var identification: UInt32 { 0x0143_524D }

  // The header. What is written together lies in one line of 64 bytes.
  var identificationWord: Int { offset }
  var capacityWord: Int { offset &+ 4 }
  var generationWord: Int { offset &+ 8 }
  var echoWord: Int { offset &+ 12 }
  var refusedWord: Int { offset &+ 16 }
  var tailWord: Int { offset &+ 64 }
  var roomWord: Int { offset &+ 68 }
  var headWord: Int { offset &+ 128 }
  var wakeWord: Int { offset &+ 132 }

  /// In place of an index: wake me at none.
  static var never: UInt32 { .max }

  // Indices count bytes, and go around after two rounds of the records, so that full and empty differ.

  @inline(__always)
  func isIndex(_ index: UInt32) -> Bool { index < 2 &* capacity && index & 7 == 0 }

  /// From one index on to another.
  @inline(__always)
  func distance(_ from: UInt32, _ to: UInt32) -> UInt32 {
    to >= from ? to &- from : to &+ 2 &* capacity &- from
  }

  /// `bytes` of at most one round.
  @inline(__always)
  func advance(_ index: UInt32, by bytes: UInt32) -> UInt32 {
    let next = index &+ bytes
    return next >= 2 &* capacity ? next &- 2 &* capacity : next
  }

  /// Where in the memory the double word at an index is.
  @inline(__always)
  func place(_ index: UInt32) -> Int {
    offset &+ Self.headerSize &+ Int(index >= capacity ? index &- capacity : index)
  }

  /// Whether a step passes the mark that the peer set.
  @inline(__always)
  func passes(_ mark: UInt32, from: UInt32, to: UInt32) -> Bool {
    isIndex(mark) && distance(from, mark) < distance(from, to)
  }

  /// What a message takes of the capacity.
  @inline(__always)
  static func recordSize(_ length: UInt32) -> UInt32 { (length &+ 15) & ~7 }
}
