#if MARTLET_SERVICE
  /// The frame of an answer's part. An answer has one part for each record and at least one; a record follows the frame.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 2 | operation of the request |
  /// | 2 | 1 | status |
  /// | 3 | 1 | bit 0: another part follows |
  /// | 4 | 4 | tag of the request |
  /// | 8 | 8 | nanoseconds since boot |
  public struct ControlAnswer: Equatable, Sendable {
    public static var size: Int { 16 }

    public var operation: UInt16
    public var status: ManagementStatus
    public var isLast: Bool
    public var tag: UInt32
    public var time: UInt64

    public init(
      to request: ControlRequest, _ status: ManagementStatus, isLast: Bool, time: UInt64
    ) {
      operation = request.operation
      tag = request.tag
      self.status = status
      self.isLast = isLast
      self.time = time
    }

    /// Nil where it is none, or of a status that is not known here.
    public init?(_ message: RawSpan) {
      guard let head = message.littleEndianWord(at: 0), let tag = message.littleEndianWord(at: 4),
        let time = message.littleEndianDoubleWord(at: 8),
        let status = ManagementStatus(rawValue: UInt8(truncatingIfNeeded: head &>> 16)),
        head &>> 25 == 0
      else { return nil }
      operation = UInt16(truncatingIfNeeded: head)
      self.status = status
      isLast = head &>> 24 & 1 == 0
      self.tag = tag
      self.time = time
    }

    public func write(to message: inout ControlMessage) {
      message.append(
        littleEndian: UInt32(operation) | UInt32(status.rawValue) &<< 16 | (isLast ? 0 : 1 &<< 24))
      message.append(littleEndian: tag)
      message.append(littleEndian: time)
    }

    /// The record of a part; nil where there is none.
    @_lifetime(copy message)
    public static func record(of message: RawSpan) -> RawSpan? {
      guard message.byteCount > size else { return nil }
      return message.slice(size, count: message.byteCount &- size)
    }
  }
#endif
