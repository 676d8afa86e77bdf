/// What a virtual core's time went to, and its exits by cause. Written by the core that runs it; anybody may read.
public struct TraceAccount<Memory: TraceSource> {
  private let memory: Memory
  private let base: UInt64

  @inline(__always)
  public init(_ memory: Memory, at base: UInt64) {
    self.memory = memory
    self.base = base
  }

  /// Index of the VM in the low byte, of its virtual core in the second, of the core that it is on, or was on last,
  /// in the third; 31 where it was on none yet.
  public var owner: UInt64 { memory.load(base) }
  /// Counter when the virtual core last went into its guest, or left it; what came after is in no sum yet.
  public var since: UInt64 { memory.load(base &+ 8) }
  /// Ticks in the guest.
  public var guest: UInt64 { memory.load(base &+ 16) }
  /// Ticks at EL2, without those asleep.
  public var hypervisor: UInt64 { memory.load(base &+ 24) }
  /// Ticks that EL2 slept for the guest.
  public var idle: UInt64 { memory.load(base &+ 32) }
  /// Whether the virtual core is on its core.
  public var isInside: Bool { memory.load(base &+ 40) != 0 }
  /// Counter when EL2 fell asleep for the guest; 0 while it does not.
  public var asleepSince: UInt64 { memory.load(base &+ 48) }

  /// Exits for a cause, by its number in `ExitCause`.
  public func exits(_ cause: UInt64) -> UInt64 { memory.load(counter(cause)) }

  @inline(__always)
  private func counter(_ cause: UInt64) -> UInt64 {
    base &+ 64 &+ cause % TraceLayout.causes &* 8
  }
}

extension TraceAccount where Memory: TraceMemory {
  /// Says whose account it is.
  public func open(owner: UInt64) { memory.store(base, owner) }

  /// The virtual core comes onto the core, or leaves it.
  public func move(isInside: Bool, at time: UInt64) {
    memory.store(base &+ 8, time)
    memory.store(base &+ 40, isInside ? 1 : 0)
  }

  @inline(__always)
  public func exit(cause: UInt8, from start: UInt64, to end: UInt64) {
    add(base &+ 16, start &- since)
    add(base &+ 24, end &- start &- memory.load(base &+ 56))
    memory.store(base &+ 56, 0)
    add(counter(UInt64(cause)), 1)
    memory.store(base &+ 8, end)
  }

  /// Within an exit, EL2 falls asleep.
  public func fallAsleep(at time: UInt64) { memory.store(base &+ 48, time) }

  /// It woke again. What it slept is kept apart until the exit is over, so that no sum ever falls.
  public func wake(at time: UInt64) {
    let slept = time &- asleepSince
    memory.store(base &+ 48, 0)
    add(base &+ 32, slept)
    add(base &+ 56, slept)
  }

  @inline(__always)
  private func add(_ place: UInt64, _ ticks: UInt64) {
    memory.store(place, memory.load(place) &+ ticks)
  }
}
