/// Decides which of a pool's virtual cores run. Pure: it knows no hardware and no clock; times are ticks of the system
/// counter that the caller passes, and never go back.
///
/// Virtual cores are numbers below 32, sets of them are bits. Every function takes a number of steps that is bounded by
/// the number of virtual cores. All are `mutating`: only so are the arrays read in place.
public protocol SchedulingPolicy: ~Copyable {
  /// The virtual core has something to do from now on, on one of `cores`.
  mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64)

  /// The virtual core waits for an interrupt, or is off.
  mutating func block(_ virtualCPU: Int, now: UInt64)

  /// The virtual core ran for so many ticks on `core`, up to now.
  mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64)

  /// The one of `candidates` to run on `core` now; nil when none of them may run now.
  mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int?

  /// Until when the virtual core, which is on a core, may stay there while nothing wakes; `waiting` are those that could
  /// be there instead. Later than now.
  mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64

  /// When the first of `candidates`, none of which may run now, may run. Later than now.
  mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64

  /// Whether `virtualCPU`, which may run and waits, must not wait for `other`, which is on a core. Never both ways round.
  mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool

  /// Whether `virtualCPU`, which may run and woke right now, is to run at once in place of `other`. At least where it
  /// precedes.
  mutating func preempts(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool

  /// The pool has these cores from now on, one bit each.
  mutating func setCores(_ cores: UInt32)

  /// Whether the virtual core may run now at all.
  mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool
}

extension SchedulingPolicy where Self: ~Copyable {
  public mutating func setCores(_ cores: UInt32) {}

  public mutating func preempts(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    precedes(virtualCPU, other, now: now)
  }
}
