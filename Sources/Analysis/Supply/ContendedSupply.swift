/// A core that others may take, and perhaps a budget of its own: it is given what they leave.
///
/// Two bounds on how long it waits for the others hold together. On the core that it would have, those run that may be
/// there before it, one after the other. And while it waits such ones run on all cores that it may use, each on one
/// core only.
///
/// With a budget of its own the worst begins when that was used up at the start of a period; from the next period on
/// it is given its budget as late as the others can make it. Source: Davis and Burns, "Hierarchical fixed priority
/// pre-emptive scheduling", RTSS 2005.
struct ContendedSupply: Supply {
  /// Where a search gives up.
  static let horizon = 1 << 56
  /// What the search for the yield may take.
  private static let effort = 1_000_000

  let contenders: [Contender]
  let coreCount: Int
  let limit: TimeBudget?
  /// The turns of its own, where others take turns with it.
  let quantum: Int?
  let switchCost: Int
  /// What it is given in each of its periods.
  private var yield = 0

  init(
    contenders: [Contender], coreCount: Int, limit: TimeBudget?, quantum: Int?, switchCost: Int
  ) {
    self.contenders = contenders
    self.coreCount = coreCount
    self.limit = limit
    self.quantum = quantum
    self.switchCost = switchCost
    guard let limit else { return }
    var effort = Self.effort
    var room = (low: 0, high: limit.budget)
    while room.low < room.high {
      let middle = (room.low + room.high + 1) / 2
      if stretch(for: middle, until: limit.period, effort: &effort) != nil {
        room.low = middle
      } else {
        room.high = middle - 1
      }
    }
    yield = room.low
  }

  /// How long it is kept waiting in so much time, before it was given so much.
  private func waiting(for amount: Int, within time: Int) -> Int {
    var alone: Int? = 0
    for contender in contenders {
      guard let sum = alone else { break }
      alone = contender.most(beside: amount, within: time).map { min(sum + $0, Self.horizon) }
    }
    let together = coreCount > 1 ? waitingForAll(within: time) : time
    return min(alone ?? time, together)
  }

  /// The longest wait in which all cores can be kept busy by the others.
  private func waitingForAll(within time: Int) -> Int {
    guard contenders.count >= coreCount else { return 0 }
    let most = contenders.map { $0.most(within: time) ?? time }
    var room = (low: 0, high: time)
    while room.low < room.high {
      let middle = (room.low + room.high + 1) / 2
      if most.reduce(0, { $0 + min($1, middle) }) >= middle * coreCount {
        room.low = middle
      } else {
        room.high = middle - 1
      }
    }
    return room.low
  }

  /// How long it takes until it was given so much by the others; nil when that is longer than `end`.
  private func stretch(for amount: Int, until end: Int, effort: inout Int) -> Int? {
    var time = amount
    let step = contenders.count * (coreCount > 1 ? 50 : 1) + 1
    while effort > 0 {
      effort -= step
      guard time <= end else { return nil }
      let next = amount + waiting(for: amount, within: time)
      if next <= time { return time }
      time = next
    }
    return nil
  }

  func time(for amount: Int, effort: inout Int) -> Int? {
    guard amount > 0 else { return 0 }
    guard let limit else {
      return stretch(for: amount, until: Self.horizon, effort: &effort)
    }
    guard yield > 0 else { return nil }
    let periods = (amount - 1) / yield
    let whole = periods.multipliedReportingOverflow(by: limit.period)
    guard !whole.overflow, whole.partialValue < Self.horizon,
      let rest = stretch(
        for: amount - periods * yield, until: limit.period, effort: &effort)
    else { return nil }
    return limit.period - yield + whole.partialValue + rest
  }

  func switches(for amount: Int, within time: Int) -> Int {
    var count = 1 + (limit?.starts(within: time) ?? 0)
    if let quantum, !contenders.isEmpty { count += 1 + amount.dividedUp(by: quantum) }
    return contenders.reduce(count) {
      $0 + $1.disturbances(beside: amount, within: time, switchCost: switchCost)
    }
  }
}
