#if MARTLET_SERVICE
  /// What a channel is, as both of its ends see it: the same for as long as the machine runs.
  public struct ChannelDescription: ~Copyable {
    /// At most 31 characters.
    public var name = BoundedList<32, UInt8>(filler: 0)
    /// One behind the other from the start of its memory.
    public var parts = BoundedList<4, ChannelPart>(filler: ChannelPart(size: 0, writers: 0))

    public init() {}

    mutating func reset() {
      name.removeAll()
      parts.removeAll()
    }

    /// Bytes of memory. The parts were checked: the sum is small.
    public var size: UInt64 {
      mutating get {
        var size: UInt64 = 0
        for index in 0..<parts.count { size &+= parts[index].size }
        return size
      }
    }

    /// Bytes behind the BAR that shows the memory: a power of two, whole blocks.
    public var windowSize: UInt64 {
      mutating get {
        let size = size
        var window = PCIPlatform.memoryBlock
        while window < size, window < PCIPlatform.memorySize { window &<<= 1 }
        return window
      }
    }

    /// What both kinds of guests read in the registers from 0x10 on, for the end of this number. Word 1 is not constant
    /// and reads as 0 here.
    mutating func word(_ index: UInt64, end: Int) -> UInt32 {
      switch index {
      // "MCHL"
      case 4: return 0x4C48_434D
      case 6: return UInt32(truncatingIfNeeded: parts.count)
      case 8..<16:
        var word: UInt32 = 0
        for byte in 0..<4 {
          let place = Int(truncatingIfNeeded: index &- 8) &* 4 &+ byte
          if place < name.count { word |= UInt32(name[place]) &<< UInt32(8 &* byte) }
        }
        return word
      case 16..<24:
        let part = Int(truncatingIfNeeded: index &- 16) / 2
        guard part < parts.count else { return 0 }
        if index & 1 == 0 { return UInt32(truncatingIfNeeded: parts[part].size / Granule.size) }
        let own: UInt32 = parts[part].canBeWritten(by: end) ? 1 : 0
        let other: UInt32 = parts[part].canBeWritten(by: end ^ 1) ? 2 : 0
        return own | other
      default: return 0
      }
    }
  }
#endif
