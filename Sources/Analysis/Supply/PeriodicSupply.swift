/// A budget somewhere in each period: what a constant-bandwidth server gets from an admitted set. The worst begins
/// when the budget was used up at once: the next one may come as late as it can.
///
/// Source: Shin and Lee, "Periodic resource model for compositional real-time guarantees", RTSS 2003. A server that
/// woke with a part of its budget gets no less: it has used the rest since its period began.
struct PeriodicSupply: Supply {
  let share: TimeBudget
  /// Those that may take its core when they wake or have a new budget.
  let others: [Contender]
  let switchCost: Int

  func time(for amount: Int, effort: inout Int) -> Int? {
    guard amount > 0 else { return 0 }
    let periods = (amount - 1) / share.budget
    let whole = periods.multipliedReportingOverflow(by: share.period)
    guard !whole.overflow, whole.partialValue < ContendedSupply.horizon else { return nil }
    return 2 * (share.period - share.budget) + whole.partialValue
      + (amount - periods * share.budget)
  }

  func switches(for amount: Int, within time: Int) -> Int {
    others.reduce(1 + share.starts(within: time)) { count, other in
      // Its budgets may lie two periods closer together than those of a deferrable server.
      let time = time + 2 * (other.limit?.period ?? 0)
      return count + other.disturbances(beside: amount, within: time, switchCost: switchCost)
    }
  }
}
