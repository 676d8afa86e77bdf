#if MARTLET_SERVICE
  /// One VM. 96 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index |
  /// | 1 | 1 | state |
  /// | 2 | 1 | index of its pool; 255 where no pool is shared |
  /// | 3 | 1 | vCPUs |
  /// | 4 | 2 | what the asker may do to it, a bit for each right |
  /// | 6 | 1 | priority in a `fixed-priority` pool |
  /// | 7 | 1 | bit 0: created while the machine runs; bits 2:1: 1: primary of a pair; 2: its standby; bit 3: it has said that it is ready |
  /// | 8, 12 | 4 each | starts, and how many of them by a reset |
  /// | 16 | 8 | bytes of memory |
  /// | 24 | 8 | nanoseconds on cores since boot |
  /// | 32 | 8 | exits since boot |
  /// | 40 | 4 | weight in a `fair` pool |
  /// | 48, 56 | 8 each | budget and period in nanoseconds; 0 where there is none |
  /// | 64 | 32 | name, with zeros behind |
  public struct MachineRecord: ControlRecord, Equatable, Sendable {
    public static var noPool: UInt8 { 0xFF }

    public var index: UInt8
    public var state: MachineState
    public var pool: UInt8
    public var virtualCPUs: UInt8
    public var rights: ManagementRights
    public var priority: UInt8
    public var isCreated: Bool
    /// Nil where it is in no pair.
    public var role: StandbyPair.Role?
    public var isReady: Bool
    public var starts: UInt32
    public var resets: UInt32
    public var memory: UInt64
    public var time: UInt64
    public var exits: UInt64
    public var weight: UInt32
    public var budget: UInt64
    public var period: UInt64
    public var name: ControlName

    /// One of which nothing is known yet but what it is called.
    public init(index: UInt8, name: ControlName) {
      self.index = index
      self.name = name
      state = .off
      pool = Self.noPool
      virtualCPUs = 0
      rights = ManagementRights()
      priority = 0
      isCreated = false
      role = nil
      isReady = false
      starts = 0
      resets = 0
      memory = 0
      time = 0
      exits = 0
      weight = 0
      budget = 0
      period = 0
    }

    public init?(_ bytes: RawSpan) {
      guard bytes.byteCount >= 96, let head = bytes.littleEndianWord(at: 0),
        let state = MachineState(rawValue: UInt8(truncatingIfNeeded: head &>> 8)),
        let more = bytes.littleEndianWord(at: 4), let starts = bytes.littleEndianWord(at: 8),
        let resets = bytes.littleEndianWord(at: 12),
        let memory = bytes.littleEndianDoubleWord(at: 16),
        let time = bytes.littleEndianDoubleWord(at: 24),
        let exits = bytes.littleEndianDoubleWord(at: 32),
        let weight = bytes.littleEndianWord(at: 40),
        let budget = bytes.littleEndianDoubleWord(at: 48),
        let period = bytes.littleEndianDoubleWord(at: 56), let name = ControlName(bytes, at: 64)
      else { return nil }
      index = UInt8(truncatingIfNeeded: head)
      self.state = state
      pool = UInt8(truncatingIfNeeded: head &>> 16)
      virtualCPUs = UInt8(truncatingIfNeeded: head &>> 24)
      rights = ManagementRights(rawValue: UInt16(truncatingIfNeeded: more))
      priority = UInt8(truncatingIfNeeded: more &>> 16)
      isCreated = more &>> 24 & 1 != 0
      role = StandbyPair.Role(rawValue: more &>> 25 & 3)
      isReady = more &>> 27 & 1 != 0
      self.starts = starts
      self.resets = resets
      self.memory = memory
      self.time = time
      self.exits = exits
      self.weight = weight
      self.budget = budget
      self.period = period
      self.name = name
    }

    public func write(to message: inout ControlMessage) {
      message.append(byte: index)
      message.append(byte: state.rawValue)
      message.append(byte: pool)
      message.append(byte: virtualCPUs)
      message.append(
        littleEndian: UInt32(rights.rawValue) | UInt32(priority) &<< 16
          | (isCreated ? 1 << 24 : 0) | (role?.rawValue ?? 0) &<< 25 | (isReady ? 1 << 27 : 0))
      message.append(littleEndian: starts)
      message.append(littleEndian: resets)
      message.append(littleEndian: memory)
      message.append(littleEndian: time)
      message.append(littleEndian: exits)
      message.append(littleEndian: UInt64(weight))
      message.append(littleEndian: budget)
      message.append(littleEndian: period)
      name.write(to: &message)
    }
  }
#endif
