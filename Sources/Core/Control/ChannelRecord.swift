#if MARTLET_SERVICE
  /// One channel. 128 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index |
  /// | 1, 2 | 1 each | VM at its first and at its second end; 255: one that does not let itself be observed |
  /// | 3 | 1 | bits 0 and 1: that VM runs |
  /// | 4 | 1 | parts, 1 to 4 |
  /// | 8 | 8 | bytes of memory |
  /// | 16, 24 | 8 each | how often the first and the second end were rung since boot |
  /// | 32 | 32 | name, with zeros behind |
  /// | 64 + 16 k | 8 | bytes of part k |
  /// | 72 + 16 k | 1 | bits 0 and 1: the first and the second end may write it |
  public struct ChannelRecord: ControlRecord, Equatable, Sendable {
    public static var hidden: UInt8 { 0xFF }

    public var index: UInt8
    public var first = hidden
    public var second = hidden
    public var isFirstRunning = false
    public var isSecondRunning = false
    public var firstRings: UInt64 = 0
    public var secondRings: UInt64 = 0
    public var size: UInt64 = 0
    public var name: ControlName
    public private(set) var partCount = 0
    private var parts = InlineArray<4, ChannelPart>(repeating: ChannelPart(size: 0, writers: 0))

    public init(index: UInt8, name: ControlName) {
      self.index = index
      self.name = name
    }

    /// What does not fit is left out.
    public mutating func append(_ part: ChannelPart) {
      guard partCount < ChannelPlatform.mostParts else { return }
      parts[partCount] = part
      partCount &+= 1
    }

    /// Nil behind the last.
    public func part(_ number: Int) -> ChannelPart? {
      number >= 0 && number < partCount ? parts[number] : nil
    }

    public init?(_ bytes: RawSpan) {
      guard bytes.byteCount >= 128, let head = bytes.littleEndianWord(at: 0),
        let count = bytes.byte(at: 4),
        count <= UInt8(truncatingIfNeeded: ChannelPlatform.mostParts),
        let size = bytes.littleEndianDoubleWord(at: 8),
        let firstRings = bytes.littleEndianDoubleWord(at: 16),
        let secondRings = bytes.littleEndianDoubleWord(at: 24),
        let name = ControlName(bytes, at: 32)
      else { return nil }
      self.init(index: UInt8(truncatingIfNeeded: head), name: name)
      first = UInt8(truncatingIfNeeded: head &>> 8)
      second = UInt8(truncatingIfNeeded: head &>> 16)
      isFirstRunning = head &>> 24 & 1 != 0
      isSecondRunning = head &>> 24 & 2 != 0
      self.size = size
      self.firstRings = firstRings
      self.secondRings = secondRings
      while partCount < Int(count),
        let size = bytes.littleEndianDoubleWord(at: 64 &+ 16 &* partCount),
        let writers = bytes.byte(at: 72 &+ 16 &* partCount)
      {
        append(ChannelPart(size: size, writers: UInt32(writers & 3)))
      }
    }

    public func write(to message: inout ControlMessage) {
      message.append(byte: index)
      message.append(byte: first)
      message.append(byte: second)
      message.append(byte: (isFirstRunning ? 1 : 0) | (isSecondRunning ? 2 : 0))
      message.append(littleEndian: UInt32(truncatingIfNeeded: partCount))
      message.append(littleEndian: size)
      message.append(littleEndian: firstRings)
      message.append(littleEndian: secondRings)
      name.write(to: &message)
      var number = 0
      while number < ChannelPlatform.mostParts {
        let part = part(number) ?? ChannelPart(size: 0, writers: 0)
        message.append(littleEndian: part.size)
        message.append(littleEndian: UInt64(part.writers))
        number &+= 1
      }
    }

    public static func == (one: ChannelRecord, other: ChannelRecord) -> Bool {
      guard one.index == other.index, one.first == other.first, one.second == other.second,
        one.isFirstRunning == other.isFirstRunning, one.isSecondRunning == other.isSecondRunning,
        one.firstRings == other.firstRings, one.secondRings == other.secondRings,
        one.size == other.size, one.name == other.name, one.partCount == other.partCount
      else { return false }
      var number = 0
      while number < one.partCount {
        if one.part(number) != other.part(number) { return false }
        number &+= 1
      }
      return true
    }
  }
#endif
