#if MARTLET_SERVICE
  /// How often something went wrong with a VM, or with the machine, and what was done the last time. 32 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index of the VM; 255: the machine |
  /// | 1 | 1 | fault |
  /// | 2 | 1 | reaction |
  /// | 4 | 4 | how often since boot |
  /// | 8 | 8 | when last, in nanoseconds since boot |
  /// | 16 | 8 | what more there is to say of the last one |
  public struct HealthRecord: ControlRecord, Equatable, Sendable {
    public var machine: UInt8
    public var fault: HealthFault
    public var reaction: HealthReaction
    public var count: UInt32
    public var time: UInt64
    public var detail: UInt64

    public init(
      machine: UInt8, fault: HealthFault, reaction: HealthReaction, count: UInt32, time: UInt64,
      detail: UInt64 = 0
    ) {
      self.machine = machine
      self.fault = fault
      self.reaction = reaction
      self.count = count
      self.time = time
      self.detail = detail
    }

    public init?(_ bytes: RawSpan) {
      guard bytes.byteCount >= 32, let head = bytes.littleEndianWord(at: 0),
        let fault = HealthFault(rawValue: UInt8(truncatingIfNeeded: head &>> 8)),
        let reaction = HealthReaction(rawValue: UInt8(truncatingIfNeeded: head &>> 16)),
        let count = bytes.littleEndianWord(at: 4), let time = bytes.littleEndianDoubleWord(at: 8),
        let detail = bytes.littleEndianDoubleWord(at: 16)
      else { return nil }
      self.init(
        machine: UInt8(truncatingIfNeeded: head), fault: fault, reaction: reaction, count: count,
        time: time, detail: detail)
    }

    public func write(to message: inout ControlMessage) {
      message.append(
        littleEndian: UInt32(machine) | UInt32(fault.rawValue) &<< 8
          | UInt32(reaction.rawValue) &<< 16)
      message.append(littleEndian: count)
      message.append(littleEndian: time)
      message.append(littleEndian: detail)
      message.append(littleEndian: 0 as UInt64)
    }
  }
#endif
