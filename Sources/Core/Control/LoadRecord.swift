#if MARTLET_SERVICE
  /// What a VM has used since boot: who wants to know of an interval asks twice. 168 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index of the VM |
  /// | 8 | 8 | nanoseconds on cores |
  /// | 16 + 8 c | 8 | exits for cause c, 0 to 18 |
  public struct LoadRecord: ControlRecord, Equatable, Sendable {
    /// As many as `ExitCause` has.
    public static var causeCount: Int { 19 }

    public var machine: UInt8
    public var time: UInt64
    private var counts = InlineArray<19, UInt64>(repeating: 0)

    public init(machine: UInt8, time: UInt64) {
      self.machine = machine
      self.time = time
    }

    /// For a cause; 0 where there is none of that number.
    public subscript(exits cause: Int) -> UInt64 {
      get { cause >= 0 && cause < Self.causeCount ? counts[cause] : 0 }
      set { if cause >= 0, cause < Self.causeCount { counts[cause] = newValue } }
    }

    public init?(_ bytes: RawSpan) {
      guard let machine = bytes.byte(at: 0), let time = bytes.littleEndianDoubleWord(at: 8) else {
        return nil
      }
      self.init(machine: machine, time: time)
      var cause = 0
      while cause < Self.causeCount {
        guard let count = bytes.littleEndianDoubleWord(at: 16 &+ 8 &* cause) else { return nil }
        counts[cause] = count
        cause &+= 1
      }
    }

    public func write(to message: inout ControlMessage) {
      message.append(littleEndian: UInt64(machine))
      message.append(littleEndian: time)
      var cause = 0
      while cause < Self.causeCount {
        message.append(littleEndian: self[exits: cause])
        cause &+= 1
      }
    }

    public static func == (one: LoadRecord, other: LoadRecord) -> Bool {
      guard one.machine == other.machine, one.time == other.time else { return false }
      var cause = 0
      while cause < causeCount {
        if one[exits: cause] != other[exits: cause] { return false }
        cause &+= 1
      }
      return true
    }
  }
#endif
