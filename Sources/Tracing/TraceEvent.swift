/// One event of a core's trace: four words in memory.
public struct TraceEvent: Sendable, Equatable {
  /// For what belongs to no VM.
  public static let nobody: UInt8 = 0xFF

  /// Counter when it began.
  public var time: UInt64
  /// Ticks that it took, at most 2^32 - 1; 0 for what happens at once.
  public var duration: UInt32
  public var kind: TraceKind
  /// Index of the VM, and of its virtual core, or `nobody`.
  public var machine: UInt8
  public var virtualCPU: UInt8
  public var code: UInt8
  public var location: UInt64
  public var detail: UInt64

  @inline(__always)
  public init(
    _ kind: TraceKind, time: UInt64, until end: UInt64? = nil, machine: UInt8 = Self.nobody,
    virtualCPU: UInt8 = Self.nobody, code: UInt8 = 0, location: UInt64 = 0, detail: UInt64 = 0
  ) {
    self.kind = kind
    self.time = time
    duration = UInt32(clamping: (end ?? time) &- time)
    self.machine = machine
    self.virtualCPU = virtualCPU
    self.code = code
    self.location = location
    self.detail = detail
  }

  /// Duration in the low half; then kind, VM, virtual core and code, a byte each.
  @inline(__always)
  var head: UInt64 {
    UInt64(duration) | UInt64(kind.rawValue) << 32 | UInt64(machine) << 40
      | UInt64(virtualCPU) << 48 | UInt64(code) << 56
  }

  /// As in memory.
  public var words: (UInt64, UInt64, UInt64, UInt64) { (time, head, location, detail) }

  /// Counter when it ended.
  public var end: UInt64 { time &+ UInt64(duration) }

  /// The event that these words say; nil where the kind is unknown.
  public init?(time: UInt64, head: UInt64, location: UInt64, detail: UInt64) {
    guard let kind = TraceKind(rawValue: UInt8(truncatingIfNeeded: head >> 32)) else { return nil }
    self.init(
      kind, time: time, machine: UInt8(truncatingIfNeeded: head >> 40),
      virtualCPU: UInt8(truncatingIfNeeded: head >> 48),
      code: UInt8(truncatingIfNeeded: head >> 56), location: location, detail: detail)
    duration = UInt32(truncatingIfNeeded: head)
  }
}
