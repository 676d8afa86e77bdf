#if MARTLET_SERVICE
  /// The name of a VM or a pool as in the scenario: 1 to 31 printable characters of ASCII, and zeros behind.
  public struct ControlName: BitwiseCopyable, Sendable, Equatable {
    public static var size: Int { 32 }
    private var bytes = InlineArray<32, UInt8>(repeating: 0)
    public private(set) var count = 0

    public init() {}

    /// Takes 32 bytes. Nil where that is no name.
    init?(_ record: RawSpan, at offset: Int) {
      while let byte = record.byte(at: offset &+ count), byte != 0 {
        guard byte > 0x20, byte < 0x7F, append(byte) else { return nil }
      }
      var index = count
      while index < Self.size {
        guard record.byte(at: offset &+ index) == 0 else { return nil }
        index &+= 1
      }
      if count == 0 { return nil }
    }

    /// False where there is no room.
    public mutating func append(_ byte: UInt8) -> Bool {
      guard count < Self.size &- 1 else { return false }
      bytes[count] = byte
      count &+= 1
      return true
    }

    /// Nil behind the end.
    public func byte(at index: Int) -> UInt8? {
      index >= 0 && index < count ? bytes[index] : nil
    }

    func write(to message: inout ControlMessage) {
      var index = 0
      while index < Self.size {
        message.append(byte: byte(at: index) ?? 0)
        index &+= 1
      }
    }

    public static func == (one: ControlName, other: ControlName) -> Bool {
      var index = 0
      while index < size {
        if one.byte(at: index) != other.byte(at: index) { return false }
        index &+= 1
      }
      return true
    }
  }
#endif
