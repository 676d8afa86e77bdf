#if MARTLET_SERVICE
  /// A piece of what a VM printed. 224 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index of the VM |
  /// | 1 | 1 | bytes of the piece, 0 to 192 |
  /// | 8 | 8 | position of the first of them; of what comes next, where there are none |
  /// | 16 | 8 | position behind the newest byte that there is |
  /// | 24 | 8 | position of the VM's first byte |
  /// | 32 | 192 | the bytes, and zeros behind |
  public struct ConsoleRecord: ControlRecord, Sendable {
    public static var mostBytes: Int { 192 }

    public var machine: UInt8
    public var position: UInt64
    public var end: UInt64
    public var origin: UInt64
    private var bytes = InlineArray<192, UInt8>(repeating: 0)
    public private(set) var count = 0

    /// A piece without bytes.
    public init(machine: UInt8, position: UInt64, end: UInt64, origin: UInt64) {
      self.machine = machine
      self.position = position
      self.end = end
      self.origin = origin
    }

    /// The oldest bytes that are kept, from `wanted` on.
    public init<let capacity: Int>(
      machine: UInt8, of history: borrowing ConsoleHistory<capacity>, from wanted: UInt64
    ) {
      let window = history.window
      let first = min(max(wanted, window.first), window.end)
      self.init(machine: machine, position: first, end: window.end, origin: window.origin)
      while count < Self.mostBytes, first &+ UInt64(truncatingIfNeeded: count) < window.end {
        append(history.byte(at: first &+ UInt64(truncatingIfNeeded: count)))
      }
      // What the VM replaced meanwhile is left out.
      let after = history.window
      guard after.first > first else { return }
      var rest = ConsoleRecord(
        machine: machine, position: after.first, end: after.end, origin: after.origin)
      let lost = after.first &- first
      var index = Int(truncatingIfNeeded: min(lost, UInt64(truncatingIfNeeded: count)))
      while index < count {
        rest.append(bytes[index])
        index &+= 1
      }
      self = rest
    }

    public init?(_ record: RawSpan) {
      guard record.byteCount >= 224, let head = record.littleEndianWord(at: 0),
        let position = record.littleEndianDoubleWord(at: 8),
        let end = record.littleEndianDoubleWord(at: 16),
        let origin = record.littleEndianDoubleWord(at: 24)
      else { return nil }
      let length = Int(head &>> 8 & 0xFF)
      guard length <= Self.mostBytes else { return nil }
      self.init(
        machine: UInt8(truncatingIfNeeded: head), position: position, end: end, origin: origin)
      while count < length, let byte = record.byte(at: 32 &+ count) { append(byte) }
    }

    /// What does not fit is left out.
    public mutating func append(_ byte: UInt8) {
      guard count < Self.mostBytes else { return }
      bytes[count] = byte
      count &+= 1
    }

    /// Position of what comes behind the piece.
    public var next: UInt64 { position &+ UInt64(truncatingIfNeeded: count) }

    /// Gives the bytes to `body`. Mutating, because a read-only span of an `InlineArray` copies it.
    public mutating func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
      body(bytes.span.extracting(first: count))
    }

    public func write(to message: inout ControlMessage) {
      var copy = self
      message.append(littleEndian: UInt64(machine) | UInt64(truncatingIfNeeded: count) &<< 8)
      message.append(littleEndian: position)
      message.append(littleEndian: end)
      message.append(littleEndian: origin)
      copy.withBytes { message.append($0.raw) }
      var index = count
      while index < Self.mostBytes {
        message.append(byte: 0)
        index &+= 1
      }
    }
  }
#endif
