/// So much time in each period, for one virtual core.
public struct TimeBudget: Sendable, Equatable {
  public var budget: Int
  public var period: Int

  public init(budget: Int, period: Int) {
    self.budget = budget
    self.period = period
  }

  /// Whether it limits nothing.
  var isWhole: Bool { budget >= period }

  /// The most that a deferrable server lets one use within a stretch of time: a budget at the end of a period, the
  /// next one right behind it, and so on.
  func most(within time: Int) -> Int {
    guard !isWhole, time > budget else { return time }
    let rest = time - budget
    return budget + rest / period * budget + min(rest % period, budget)
  }

  /// How many periods begin in such a stretch at most.
  func starts(within time: Int) -> Int { time.dividedUp(by: period) }
}
