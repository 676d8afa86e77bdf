/// A budget of time in each period, as the architecture of servers calls it: what a virtual core may use before it has to
/// wait. A deferrable server: the budget is full at each start of a period, keeps while the virtual core sleeps, and what is
/// left at the end of the period is lost.
///
/// Why deferrable and not sporadic: one number to refill at known moments, where a sporadic server keeps a list of
/// replenishments whose length the guest decides. Its price is known: a budget at the end of one period and the next at
/// the start of the next can meet, so that those below see at most two in a row.
public struct Server: Sendable, Equatable {
  /// Ticks in each period; `period` 0: no limit.
  public let budget: UInt64
  public let period: UInt64
  /// What is left until `end`.
  private var left: UInt64
  private var end: UInt64

  /// Its first period starts at `start`.
  public init(budget: UInt64, period: UInt64, start: UInt64 = 0) {
    self.budget = period == 0 ? .max : min(budget, period)
    self.period = period
    left = self.budget
    end = period == 0 ? .max : start.addingSaturated(period)
  }

  /// No limit.
  public static var unlimited: Server { Server(budget: .max, period: 0) }

  /// Takes up the periods that have begun.
  public mutating func advance(to now: UInt64) {
    guard now >= end else { return }
    let periods = (now &- end) / period &+ 1
    end = end.addingSaturated(periods.multipliedSaturated(period))
    left = budget
  }

  /// Whether a period has begun that is not taken up.
  public func isDue(at now: UInt64) -> Bool { now >= end }

  public mutating func charge(_ ticks: UInt64, now: UInt64) {
    guard period != 0 else { return }
    // What was used before the latest start of a period does not count against this one's budget.
    let before = end
    advance(to: now)
    let used = before == end ? ticks : min(ticks, now &- (end &- period))
    left = left > used ? left &- used : 0
  }

  /// What is left at `now`.
  public func remaining(at now: UInt64) -> UInt64 { now >= end ? budget : left }

  /// When the budget is full again.
  public func nextPeriod(at now: UInt64) -> UInt64 {
    guard period != 0 else { return .max }
    if now < end { return end }
    return end.addingSaturated(((now &- end) / period &+ 1).multipliedSaturated(period))
  }

  /// Until when a virtual core that runs from `now` on has some left. Where budget and period are the same, for ever.
  public func end(at now: UInt64) -> UInt64 {
    guard period != 0 else { return .max }
    let exhausted = now.addingSaturated(remaining(at: now))
    return exhausted < nextPeriod(at: now) ? exhausted : nextPeriod(at: now).addingSaturated(budget)
  }
}
