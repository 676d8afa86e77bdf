/// The tasks of a guest on one virtual core, under preemptive fixed priorities, and what the virtual core is given.
///
/// A job's response time is found where what is given reaches what is demanded, for each job of the longest stretch in
/// which the task and those that are as urgent keep the virtual core busy: with a deadline after the period the first
/// job need not be the slowest. Sources: Lehoczky, "Fixed priority scheduling of periodic task sets with arbitrary
/// deadlines", RTSS 1990; Lipari and Bini, "A methodology for designing hierarchical scheduling systems", 2005.
struct ResponseTimes {
  /// Where a search gives up; what then has no bound may be served all the same. Enough for some ten thousand steps.
  private static let effort = 500_000
  /// Amounts beside which whatever is given late at first counts for nothing; the smaller ones where little is given.
  private static let large = [1 << 44, 1 << 38, 1 << 32]

  let tasks: [GuestTask]
  let supply: any Supply
  let switchCost: Int
  /// A long time and what is given in it for sure, without the switches; nil when hardly anything is.
  private let rate: (time: Int, amount: Int)?

  init(tasks: [GuestTask], supply: any Supply, switchCost: Int) {
    self.tasks = tasks
    self.supply = supply
    self.switchCost = switchCost
    for amount in Self.large {
      var effort = Self.effort
      guard let time = supply.time(for: amount, effort: &effort) else { continue }
      let switches = switchCost > 0 ? supply.switches(for: amount, within: time) : 0
      rate = (time, amount - Self.cost(of: switches, each: switchCost))
      return
    }
    rate = nil
  }

  private static func cost(of switches: Int, each cost: Int) -> Int {
    let product = switches.multipliedReportingOverflow(by: cost)
    return product.overflow
      ? ContendedSupply.horizon : min(product.partialValue, ContendedSupply.horizon)
  }

  /// Whether such tasks ask for more than is given, so that no search would end.
  private func isTooMuch(_ tasks: [GuestTask]) -> Bool {
    if tasks.contains(where: { $0.budget > $0.period }) { return true }
    guard let rate else { return true }
    return tasks.reduce(0) { $0 + rate.time / $1.period * $1.budget } > rate.amount
  }

  /// Whether all deadlines are met.
  var areInTime: Bool {
    tasks.indices.allSatisfy { response(of: $0, giveUpAfter: tasks[$0].deadline) != nil }
  }

  /// The longest time from a release of the task to the end of its job; nil when no bound was found, or when it is
  /// longer than `limit`.
  func response(of index: Int, giveUpAfter limit: Int = .max) -> Int? {
    let task = tasks[index]
    let others = tasks.indices.filter { $0 != index && tasks[$0].priority >= task.priority }
    guard !isTooMuch(others.map { tasks[$0] } + [task]) else { return nil }
    var worst = 0
    var time = 0
    var effort = Self.effort
    var job = 0
    while true {
      // The job's end, which is not before the one before it.
      while true {
        effort -= others.count + 1
        guard effort > 0 else { return nil }
        let demand = others.reduce((job + 1) * task.budget) {
          $0 + max(time.dividedUp(by: tasks[$1].period), 1) * tasks[$1].budget
        }
        guard let end = end(of: demand, from: time, effort: &effort) else { return nil }
        if end <= time { break }
        time = end
        guard time - job * task.period <= limit, time < ContendedSupply.horizon else { return nil }
      }
      worst = max(worst, time - job * task.period)
      if time <= (job + 1) * task.period { return worst }
      job += 1
    }
  }

  /// When so much work is done, with the switches until then; not before `start`.
  private func end(of demand: Int, from start: Int, effort: inout Int) -> Int? {
    guard demand < ContendedSupply.horizon else { return nil }
    var amount = demand
    var time = start
    while true {
      guard let reached = supply.time(for: amount, effort: &effort) else { return nil }
      time = max(time, reached)
      guard switchCost > 0 else { return time }
      let switches = supply.switches(for: amount, within: time)
      let next = demand + Self.cost(of: switches, each: switchCost)
      if next <= amount { return time }
      amount = next
      effort -= 1
      guard effort > 0, amount < ContendedSupply.horizon else { return nil }
    }
  }
}
