/// Watches whether a virtual machine gets its time in each period: decides when it gets cores of its own, and when it goes
/// home. Between two changes lies a dwell at least, so that it cannot go back and forth at the pace of the load.
///
/// What is asked for is not done yet: the caller tells by `changed(now:)` when it is, and asks again in the next period
/// when it was refused. All calls take constant time; times are ticks of one counter.
public struct Guard: BitwiseCopyable, Equatable, Sendable {
  /// A bit for each of the last 64 periods at home, the latest being bit 0: whether it was missed.
  private var history: UInt64 = 0
  /// Calm periods in a row, up to now, since it was promoted.
  private var calmPeriods: UInt32 = 0
  /// When it came to where it is; it may have been there from the beginning.
  private var lastChange: UInt64 = 0
  private var hasChanged = false

  public init() {}

  /// Somebody else moved the VM: nothing counted so far holds any more, and it stays for a dwell.
  public mutating func reset(now: UInt64) {
    history = 0
    calmPeriods = 0
    lastChange = now
    hasChanged = true
  }

  /// What was asked for is done.
  public mutating func changed(now: UInt64) { reset(now: now) }

  /// Whether a virtual core that ran and waited for so long in a period missed it: with less than its budget and a wait of
  /// more than `deadline - budget`, a job that was released in it and takes the budget was late, whenever that was.
  public static func isMissed(
    run: UInt64, waited: UInt64, budget: UInt64, deadline: UInt64
  ) -> Bool {
    run < budget && waited > (deadline > budget ? deadline &- budget : 0)
  }

  /// At the end of a period. At home `isMissed` counts, of any of its virtual cores; on cores of its own `isCalm`: the pool
  /// at home would have had the time for it. `dwell` is in ticks, and 1 ≤ `misses` ≤ `of` ≤ 64.
  public mutating func check(
    isMissed: Bool, isCalm: Bool, isPromoted: Bool, now: UInt64, misses: Int, of: Int,
    calm: UInt32, dwell: UInt64
  ) -> GuardDecision {
    let mayChange = !hasChanged || now >= lastChange && now &- lastChange >= dwell
    if isPromoted {
      history = 0
      calmPeriods = isCalm ? calmPeriods == .max ? .max : calmPeriods &+ 1 : 0
      return calmPeriods >= calm && mayChange ? .demote : .stay
    }
    calmPeriods = 0
    history = history &<< 1 | (isMissed ? 1 : 0)
    let recent = of >= 64 ? history : history & (1 &<< UInt64(max(of, 0)) &- 1)
    return recent.nonzeroBitCount >= misses && mayChange ? .promote : .stay
  }
}
