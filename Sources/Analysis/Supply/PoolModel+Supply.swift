extension PoolModel {
  /// What the pool gives a member. `assumingAdmission`: `deadline` keeps all budgets, whatever they add up to.
  func supply(
    of index: Int, assumingAdmission: Bool = false
  ) throws(NoGuarantee) -> any Supply {
    switch scheduler {
    case .bind: CoreSupply()
    case .fixedPriority(let quantum): try prioritySupply(of: index, quantum: quantum)
    case .timePartition(let frame): try windowSupply(of: index, frame)
    case .deadline: try deadlineSupply(of: index, assumingAdmission)
    case .fair(let quantum): try fairSupply(of: index, quantum: quantum)
    }
  }

  private func contender(
    _ index: Int, turns: Contender.Turns = .unbounded, preempts: Bool
  ) -> Contender {
    Contender(
      limit: members[index].limit, turns: turns, preempts: preempts,
      taskPeriods: members[index].tasks.map(\.period))
  }

  /// It waits for the more urgent, each within its deferrable server's budgets, and for a quantum of each equal before
  /// each quantum of its own.
  ///
  /// Whoever has used up its budget keeps its place among the equals. When it comes back it may take the core in the
  /// middle of a turn; so may one, on several cores, that somebody more urgent drove away from another core.
  private func prioritySupply(
    of index: Int, quantum: Int
  ) throws(NoGuarantee) -> ContendedSupply {
    let rivals = neighbours(of: index).filter { members[$0].priority >= members[index].priority }
    let equals = rivals.filter { members[$0].priority == members[index].priority }
    let coreCount = cores(of: index).nonzeroBitCount
    let unlimited = rivals.filter { members[$0].limit == nil }
    if unlimited.count >= coreCount,
      let above = unlimited.first(where: { members[$0].priority > members[index].priority })
    {
      throw .unlimited(machineName: members[above].machineName)
    }
    let resumes = coreCount > 1 || equals.contains { members[$0].limit != nil }
    return ContendedSupply(
      contenders: rivals.map { rival in
        equals.contains(rival)
          ? contender(rival, turns: .equal(quantum: quantum, resumes: resumes), preempts: false)
          : contender(rival, preempts: true)
      },
      coreCount: coreCount, limit: members[index].limit, quantum: equals.isEmpty ? nil : quantum,
      switchCost: switchCost)
  }

  private func windowSupply(
    of index: Int, _ frame: TimeFrame
  ) throws(NoGuarantee) -> WindowSupply {
    let windows = frame.windows.filter { $0.machine == members[index].machine }
      .map { (start: $0.start, length: $0.length) }
    guard !windows.isEmpty else { throw .noWindow }
    let siblings = neighbours(of: index).count { members[$0].machine == members[index].machine }
    let coreCount = cores(of: index).nonzeroBitCount
    guard siblings >= coreCount else {
      return WindowSupply(frame: frame.length, windows: windows, turns: nil)
    }
    if isDivided { throw .divided }
    if frame.donatesSlack, switchCost > 0 { throw .turnsInDonatedTime }
    return WindowSupply(
      frame: frame.length, windows: windows,
      turns: (frame.quantum, siblings * frame.quantum / coreCount))
  }

  private func deadlineSupply(
    of index: Int, _ assumingAdmission: Bool
  ) throws(NoGuarantee) -> PeriodicSupply {
    guard let share = members[index].share else { throw .noBudget }
    guard assumingAdmission || isAdmitted else { throw .notAdmitted }
    guard !isDivided else { throw .divided }
    return PeriodicSupply(
      share: share, others: neighbours(of: index).map { contender($0, preempts: true) },
      switchCost: switchCost)
  }

  /// Whether `deadline` keeps all budgets. Source: Goossens, Funk and Baruah, Real-Time Systems 25, 2003.
  var isAdmitted: Bool {
    var shares = members.compactMap(\.share).map { (time: $0.budget, period: $0.period) }
    guard shares.allSatisfy({ $0.time > 0 && $0.time <= $0.period }) else { return false }
    let largest = shares.max {
      Int128($0.time) * Int128($1.period) < Int128($1.time) * Int128($0.period)
    }
    if let largest { shares.append(((coreCount - 1) * largest.time, largest.period)) }
    return Utilization(shares).isAtMost(coreCount)
  }

  /// On one core: whoever runs was behind all others in virtual time when its turn began. What has to do so all the
  /// time, with weight w, is at most a turn before the floor of all at first, others with weight v at most half a turn
  /// behind it; they run while they are not before it, and then to the end of a turn. Until it was given A they use no
  /// more than (A + quantum) v / w + 3/2 quantum each.
  ///
  /// On several cores weights count differently with each one that wakes, and nothing is known but that no core idles:
  /// one is given what others leave who have caps.
  private func fairSupply(of index: Int, quantum: Int) throws(NoGuarantee) -> ContendedSupply {
    let others = neighbours(of: index)
    let coreCount = cores(of: index).nonzeroBitCount
    let isSingle = self.coreCount == 1
    if !isSingle, others.count(where: { members[$0].limit == nil }) >= coreCount { throw .uncapped }
    return ContendedSupply(
      contenders: others.map { other in
        contender(
          other,
          turns: isSingle
            ? .weighted(
              own: members[other].weight, other: members[index].weight, quantum: quantum)
            : .unbounded,
          preempts: true)
      },
      coreCount: coreCount, limit: members[index].limit, quantum: quantum, switchCost: switchCost)
  }
}
