#if MARTLET_SERVICE
  /// A stretch of a channel's memory, and who may write it. Both ends may read all of it.
  public struct ChannelPart: Equatable, BitwiseCopyable, Sendable {
    /// Bytes, a multiple of 4 KiB above zero.
    public var size: UInt64
    /// Bit 0: the first end may write; bit 1: the second.
    public var writers: UInt32

    public init(size: UInt64, writers: UInt32) {
      self.size = size
      self.writers = writers
    }

    public func canBeWritten(by end: Int) -> Bool { writers &>> UInt32(end & 1) & 1 != 0 }
  }
#endif
