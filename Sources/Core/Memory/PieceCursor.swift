#if MARTLET_SHARING
  /// Goes through stretches of memory one piece at a time, so that what takes long can be left in between.
  public struct PieceCursor: BitwiseCopyable {
    /// The next piece is of this stretch, and begins at this offset.
    public private(set) var stretch = 0
    public private(set) var offset: UInt64 = 0

    public init() {}

    /// How large the next piece is, of a stretch of `size` bytes.
    public func piece(of size: UInt64, atMost most: UInt64) -> UInt64 {
      min(most, size > offset ? size &- offset : 0)
    }

    /// Past the piece, and to the next stretch where that was the last of this one.
    public mutating func advance(by piece: UInt64, of size: UInt64) {
      offset &+= piece
      guard offset >= size else { return }
      stretch &+= 1
      offset = 0
    }
  }
#endif
