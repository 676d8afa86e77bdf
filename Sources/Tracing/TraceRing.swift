/// A core's events: the newest of them, the oldest overwritten. Only its core writes; anybody may read at any time.
public struct TraceRing<Memory: TraceSource> {
  private let memory: Memory
  private let base: UInt64
  private let capacity: UInt64

  @inline(__always)
  public init(_ memory: Memory, at base: UInt64, capacity: UInt64) {
    self.memory = memory
    self.base = base
    self.capacity = capacity
  }

  @inline(__always)
  private func slot(_ number: UInt64) -> UInt64 {
    base &+ TraceLayout.ringHeaderSize &+ (number & (capacity &- 1)) &* TraceLayout.eventSize
  }

  /// Whose events these are.
  public var core: UInt64 { memory.load(base &+ 8) }

  /// How many events were ever written.
  public var written: UInt64 { memory.load(base) }

  /// Event `number`, counted from the first ever written; nil when what lies there is no event.
  public func event(_ number: UInt64) -> TraceEvent? {
    let slot = slot(number)
    return TraceEvent(
      time: memory.load(slot), head: memory.load(slot &+ 8), location: memory.load(slot &+ 16),
      detail: memory.load(slot &+ 24))
  }

  /// The numbers of the events that are whole when the ring was copied between `before` and `after`, which are what
  /// `written` was then.
  public static func whole(before: UInt64, after: UInt64, capacity: UInt64) -> Range<UInt64> {
    guard before <= after else { return 0..<0 }
    let first = oldest(after: after, capacity: capacity)
    return first < before ? first..<before : before..<before
  }

  /// The number of the oldest event that is whole for one who read it before `written` was this. Two slots after the newest may
  /// be half overwritten: that of the event under way, and, because nothing orders the count before the stores of the next
  /// event, that of the one after it.
  public static func oldest(after written: UInt64, capacity: UInt64) -> UInt64 {
    written &+ 2 > capacity ? written &+ 2 &- capacity : 0
  }
}

extension TraceRing where Memory: TraceMemory {
  /// Says whose ring it is.
  public func open(core: UInt64) { memory.store(base &+ 8, core) }

  @inline(__always)
  public func append(_ event: TraceEvent) {
    let count = memory.load(base)
    let slot = slot(count)
    memory.store(slot, event.time)
    memory.store(slot &+ 8, event.head)
    memory.store(slot &+ 16, event.location)
    memory.store(slot &+ 24, event.detail)
    memory.publish(base, count &+ 1)
  }
}
