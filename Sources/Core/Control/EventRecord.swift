#if MARTLET_SERVICE
  /// One event, in an answer as in the ring of events. 32 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 8 | number, counted from 0 at boot |
  /// | 8 | 8 | nanoseconds since boot |
  /// | 16 | 1 | kind |
  /// | 17 | 1 | index of the VM; 255: of none |
  /// | 24 | 8 | value |
  public struct EventRecord: ControlRecord, Equatable, Sendable {
    public var number: UInt64
    /// Its time is in nanoseconds.
    public var event: ManagementEvent

    public init(number: UInt64, event: ManagementEvent) {
      self.number = number
      self.event = event
    }

    public init?(_ bytes: RawSpan) {
      guard let number = bytes.littleEndianDoubleWord(at: 0),
        let time = bytes.littleEndianDoubleWord(at: 8), let head = bytes.littleEndianWord(at: 16),
        let kind = ManagementEvent.Kind(rawValue: UInt8(truncatingIfNeeded: head)),
        let value = bytes.littleEndianDoubleWord(at: 24)
      else { return nil }
      self.number = number
      event = ManagementEvent(
        time: time, kind: kind, machine: UInt8(truncatingIfNeeded: head &>> 8), value: value)
    }

    public func write(to message: inout ControlMessage) {
      message.append(littleEndian: number)
      message.append(littleEndian: event.time)
      message.append(littleEndian: UInt64(event.kind.rawValue) | UInt64(event.machine) &<< 8)
      message.append(littleEndian: event.value)
    }
  }
#endif
