/// Another virtual core that takes time from the one that is looked at.
struct Contender {
  /// What bounds its time by the time that the other one gets.
  enum Turns {
    /// Nothing.
    case unbounded
    /// A quantum of it before each of the other's. With `resumes` one that has had the other's place before may come
    /// back in the middle of the other's turn to end its own: one more.
    case equal(quantum: Int, resumes: Bool)
    /// Weights, see ``PoolModel/fairSupply(of:quantum:)``.
    case weighted(own: Int, other: Int, quantum: Int)
  }

  var limit: TimeBudget?
  var turns = Turns.unbounded
  /// Whether it may take the other's core at once when it wakes.
  var preempts: Bool
  /// The periods of its tasks, for which it wakes; empty when it says nothing of them.
  var taskPeriods: [Int]

  /// The most that it uses within so much time, by its budget only; nil: as much as it likes.
  func most(within time: Int) -> Int? { limit.map { $0.most(within: time) } }

  /// The same, and before the other one was given so much.
  func most(beside amount: Int, within time: Int) -> Int? {
    let byTurns: Int?
    switch turns {
    case .unbounded: byTurns = nil
    case .equal(let quantum, let resumes):
      let turns =
        resumes ? 1 + max(amount - 1, 0).dividedUp(by: quantum) : amount.dividedUp(by: quantum)
      byTurns = quantum * turns
    case .weighted(let own, let other, let quantum):
      // A virtual time is rounded at most four times, each to a unit of 1024 ticks by the weight.
      let rounding = 4 * own / 1024 + 2
      let share = min((amount + quantum).multipliedUp(by: own, over: other), 1 << 60)
      byTurns = share + quantum + quantum / 2 + rounding
    }
    guard let byBudget = most(within: time) else { return byTurns }
    return min(byBudget, byTurns ?? byBudget)
  }

  /// How often it makes the other one leave a core within so much time, before that was given so much.
  func disturbances(beside amount: Int, within time: Int, switchCost: Int) -> Int {
    let refills = limit?.starts(within: time) ?? 0
    guard preempts, switchCost > 0 else { return refills }
    if !taskPeriods.isEmpty {
      return taskPeriods.reduce(refills) { $0 + time.dividedUp(by: $1) }
    }
    // To wake again it must have been on a core, which cost it a switch.
    return refills + 1 + (most(beside: amount, within: time) ?? time) / switchCost
  }
}
