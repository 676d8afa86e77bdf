#if MARTLET_SERVICE
  /// One vCPU. 24 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0, 1 | 1 each | index of the VM, number in the VM |
  /// | 2 | 1 | state |
  /// | 3 | 1 | the core that it is on; 255: none |
  /// | 8 | 8 | exits since boot |
  /// | 16 | 8 | nanoseconds on cores since boot |
  public struct VirtualCPURecord: ControlRecord, Equatable, Sendable {
    public static var noCore: UInt8 { 0xFF }

    public var machine: UInt8
    public var number: UInt8
    public var state: VirtualCPUState
    public var core: UInt8
    public var exits: UInt64
    public var time: UInt64

    public init(
      machine: UInt8, number: UInt8, state: VirtualCPUState, core: UInt8 = noCore, exits: UInt64,
      time: UInt64
    ) {
      self.machine = machine
      self.number = number
      self.state = state
      self.core = core
      self.exits = exits
      self.time = time
    }

    public init?(_ bytes: RawSpan) {
      guard let head = bytes.littleEndianWord(at: 0),
        let state = VirtualCPUState(rawValue: UInt8(truncatingIfNeeded: head &>> 16)),
        let exits = bytes.littleEndianDoubleWord(at: 8),
        let time = bytes.littleEndianDoubleWord(at: 16)
      else { return nil }
      machine = UInt8(truncatingIfNeeded: head)
      number = UInt8(truncatingIfNeeded: head &>> 8)
      self.state = state
      core = UInt8(truncatingIfNeeded: head &>> 24)
      self.exits = exits
      self.time = time
    }

    public func write(to message: inout ControlMessage) {
      message.append(byte: machine)
      message.append(byte: number)
      message.append(byte: state.rawValue)
      message.append(byte: core)
      message.append(littleEndian: 0 as UInt32)
      message.append(littleEndian: exits)
      message.append(littleEndian: time)
    }
  }
#endif
