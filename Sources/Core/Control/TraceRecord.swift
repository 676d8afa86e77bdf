#if MARTLET_SERVICE
  /// A piece of a core's trace. 224 bytes. An event is four words of 64 bits: docs/tracing.md.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index of the core |
  /// | 1 | 1 | events of the piece, 0 to 6 |
  /// | 4 | 4 | hertz of the counter |
  /// | 8 | 8 | number of the oldest event that is kept |
  /// | 16 | 8 | number of the event to ask for next |
  /// | 24 | 8 | number behind the newest event |
  /// | 32 + 32 k | 32 | event k, its time in ticks since boot; zeros behind the last |
  public struct TraceRecord: ControlRecord, Equatable, Sendable {
    /// Of one event.
    public typealias Words = (UInt64, UInt64, UInt64, UInt64)
    public static var mostEvents: Int { 6 }
    /// Events that are looked at for one record: most of them may be of VMs that let nobody observe them.
    public static var mostLooks: Int { 64 }

    public var core: UInt8
    public var frequency: UInt32
    public var oldest: UInt64 = 0
    public var next: UInt64 = 0
    public var end: UInt64 = 0
    public private(set) var count = 0
    private var words = InlineArray<24, UInt64>(repeating: 0)

    /// A piece without events.
    public init(core: UInt8, frequency: UInt32) {
      self.core = core
      self.frequency = frequency
    }

    public init?(_ bytes: RawSpan) {
      guard bytes.byteCount >= 224, let head = bytes.littleEndianWord(at: 0),
        let frequency = bytes.littleEndianWord(at: 4),
        let oldest = bytes.littleEndianDoubleWord(at: 8),
        let next = bytes.littleEndianDoubleWord(at: 16),
        let end = bytes.littleEndianDoubleWord(at: 24)
      else { return nil }
      let length = Int(head &>> 8 & 0xFF)
      guard length <= Self.mostEvents, frequency > 0 else { return nil }
      self.init(core: UInt8(truncatingIfNeeded: head), frequency: frequency)
      self.oldest = oldest
      self.next = next
      self.end = end
      count = length
      var index = 0
      while index < length &* 4, let word = bytes.littleEndianDoubleWord(at: 32 &+ 8 &* index) {
        words[index] = word
        index &+= 1
      }
    }

    public var isFull: Bool { count == Self.mostEvents }

    /// What does not fit is left out.
    public mutating func append(_ event: Words) {
      guard !isFull else { return }
      let place = 4 &* count
      words[place] = event.0
      words[place &+ 1] = event.1
      words[place &+ 2] = event.2
      words[place &+ 3] = event.3
      count &+= 1
    }

    /// Nil behind the last.
    public func event(_ index: Int) -> Words? {
      guard index >= 0, index < count else { return nil }
      let place = 4 &* index
      return (words[place], words[place &+ 1], words[place &+ 2], words[place &+ 3])
    }

    public func write(to message: inout ControlMessage) {
      message.append(
        littleEndian: UInt32(core) | UInt32(truncatingIfNeeded: count) &<< 8)
      message.append(littleEndian: frequency)
      message.append(littleEndian: oldest)
      message.append(littleEndian: next)
      message.append(littleEndian: end)
      var index = 0
      while index < 4 &* Self.mostEvents {
        message.append(littleEndian: words[index])
        index &+= 1
      }
    }

    public static func == (one: TraceRecord, other: TraceRecord) -> Bool {
      guard one.core == other.core, one.frequency == other.frequency, one.oldest == other.oldest,
        one.next == other.next, one.end == other.end, one.count == other.count
      else { return false }
      var index = 0
      while index < 4 &* one.count {
        if one.words[index] != other.words[index] { return false }
        index &+= 1
      }
      return true
    }
  }
#endif
