#if MARTLET_SERVICE
  /// Some bytes that are typed to a VM's console: as many as go with a request.
  public struct ConsoleKeys: Equatable, BitwiseCopyable, Sendable {
    public static var mostBytes: Int { 16 }

    /// The first is in the lowest byte. What is behind the last one is 0.
    public private(set) var low: UInt64 = 0
    public private(set) var high: UInt64 = 0
    public private(set) var count = 0

    public init() {}

    /// False where there is no room.
    public mutating func append(_ byte: UInt8) -> Bool {
      guard count < Self.mostBytes else { return false }
      let shift = UInt64(truncatingIfNeeded: 8 &* (count & 7))
      if count < 8 { low |= UInt64(byte) &<< shift } else { high |= UInt64(byte) &<< shift }
      count &+= 1
      return true
    }

    /// Nil behind the end.
    public func byte(at index: Int) -> UInt8? {
      guard index >= 0, index < count else { return nil }
      let shift = UInt64(truncatingIfNeeded: 8 &* (index & 7))
      return UInt8(truncatingIfNeeded: (index < 8 ? low : high) &>> shift)
    }

    /// As in a request: so many bytes of two numbers, and none without a byte.
    init(count: UInt64, _ low: UInt64, _ high: UInt64) throws(ManagementStatus) {
      guard count > 0, count <= UInt64(truncatingIfNeeded: Self.mostBytes) else {
        throw .outOfRange
      }
      self.count = Int(truncatingIfNeeded: count)
      self.low = low & ~(.max << (8 &* count))
      self.high = high & ~(.max << (8 &* (max(count, 8) &- 8)))
    }
  }
#endif
