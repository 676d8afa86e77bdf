import Analysis
import Testing

/// Figures that were worked out by hand, or that textbooks give.
@Suite struct PoolResultTests {
  private func task(
    _ budget: Int, every period: Int, by deadline: Int? = nil, priority: Int = 0
  ) -> GuestTask {
    GuestTask(
      name: "\(budget)/\(period)", period: period, budget: budget, deadline: deadline,
      priority: priority)
  }

  private func member(
    _ machine: Int, priority: Int = 0, weight: Int = 1024, _ share: TimeBudget? = nil,
    _ tasks: [GuestTask] = []
  ) -> PoolMember {
    PoolMember(
      machine: machine, machineName: "vm\(machine)", priority: priority, weight: weight,
      share: share, tasks: tasks)
  }

  private func result(
    _ scheduler: PoolModel.Scheduler, _ members: [PoolMember], cores: Int = 1, switchCost: Int = 0
  ) -> PoolResult {
    PoolResult(
      PoolModel(
        name: "pool", scheduler: scheduler, coreCount: cores, members: members,
        switchCost: switchCost))
  }

  /// How long the first member waits at the longest for so much time: one task that asks for it once in a blue moon.
  private func times(
    _ amounts: [Int], _ scheduler: PoolModel.Scheduler, _ members: [PoolMember], cores: Int = 1,
    switchCost: Int = 0
  ) -> [Int?] {
    amounts.map { amount in
      var members = members
      members[0].tasks = [task(amount, every: 1_000_000)]
      return result(scheduler, members, cores: cores, switchCost: switchCost)
        .machines[0].members[0].tasks[0].response
    }
  }

  // MARK: Tasks on a core of their own

  /// Burns and Wellings, "Real-Time Systems and Programming Languages", response time analysis.
  @Test func responseTimesOnABoundCore() {
    let tasks = [
      task(3, every: 7, priority: 3), task(3, every: 12, priority: 2),
      task(5, every: 20, priority: 1),
    ]
    let result = result(.bind, [member(0, nil, tasks)])
    check(result.machines[0].members[0].tasks.map(\.response) == [3, 6, 20])
    check(result.isInTime && result.machines[0].smallest == nil)
    check(result.utilization.partsPerMillion == 928_572)
  }

  /// Lehoczky, RTSS 1990: with deadlines after the period the fifth job is the slowest, not the first, which takes 114.
  @Test func laterJobsMayBeSlower() {
    let tasks = [
      task(26, every: 70, priority: 2), task(62, every: 100, by: 118, priority: 1),
    ]
    let found = result(.bind, [member(0, nil, tasks)]).machines[0].members[0]
    check(found.tasks.map(\.response) == [26, 118] && found.isInTime)
  }

  @Test func whoAsksForMoreThanACoreHasNoBound() {
    let tasks = [task(5, every: 10, priority: 2), task(6, every: 10, priority: 1)]
    let found = result(.bind, [member(0, nil, tasks)]).machines[0].members[0]
    check(found.tasks.map(\.response) == [5, nil] && found.tasks[1].lateness == nil)
    check(!found.isInTime && found.utilization.partsPerMillion == 1_100_000)
  }

  @Test func equalsDelayEachOther() {
    let found = result(.bind, [member(0, nil, [task(2, every: 10), task(3, every: 20)])])
    check(found.machines[0].members[0].tasks.map(\.response) == [5, 5])
  }

  @Test func aMissIsToldByHowMuch() {
    let tasks = [task(4, every: 10, priority: 2), task(4, every: 20, by: 7, priority: 1)]
    let found = result(.bind, [member(0, nil, tasks)]).machines[0].members[0].tasks[1]
    check(found.response == 8 && found.lateness == 1 && !found.isInTime)
  }

  // MARK: What pools give

  /// Shin and Lee's periodic resource of 3 in 5: nothing for 4, then 3 at the end of each 5.
  @Test func deadlineGivesAPeriodicResource() {
    let members = [member(0, TimeBudget(budget: 3, period: 5))]
    check(times([1, 3, 4, 6, 7], .deadline, members) == [5, 7, 10, 12, 15])
  }

  @Test func deadlineGivesNothingThatIsNotAdmitted() {
    let three = (0..<3).map { member($0, TimeBudget(budget: 6, period: 10), [task(1, every: 100)]) }
    let found = result(.deadline, three, cores: 2)
    check(
      found.machines.map { $0.members[0].noGuarantee } == [
        .notAdmitted, .notAdmitted, .notAdmitted,
      ])
    // Exactly full is not too full, whatever the fractions are.
    let thirds = (0..<3).map { member($0, TimeBudget(budget: 1, period: 3), [task(1, every: 100)]) }
    check(result(.deadline, thirds).isInTime)
    let none = result(.deadline, [member(0, nil, [task(1, every: 9)])])
    check(none.machines[0].members[0].noGuarantee == .noBudget)
  }

  /// A more urgent one with 2 in 5 takes 2 at the end of a period and 2 at the start of the next.
  @Test func twoBudgetsMeet() {
    let members = [
      member(0), member(1, priority: 1, TimeBudget(budget: 2, period: 5)),
    ]
    check(times([1, 3, 4], .fixedPriority(quantum: 10), members) == [5, 7, 10])
  }

  /// Its own budget of 4 in 20 is used up at once, and comes again 16 later; then somebody with 2 in 10 comes first.
  @Test func ownBudgetsComeLate() {
    let own = TimeBudget(budget: 4, period: 20)
    let alone = [member(0, own)]
    check(times([1, 4, 5, 9], .fixedPriority(quantum: 10), alone) == [17, 20, 37, 57])
    let two = [member(0, own), member(1, priority: 1, TimeBudget(budget: 2, period: 10))]
    check(times([1, 4, 5], .fixedPriority(quantum: 10), two) == [21, 24, 41])
  }

  @Test func whoHasNoBudgetAboveLeavesNothing() {
    let members = [member(0, nil, [task(1, every: 100)]), member(1, priority: 1)]
    let found = result(.fixedPriority(quantum: 10), members).machines[0].members[0]
    check(found.noGuarantee == .unlimited(machineName: "vm1") && !found.isInTime)
    // On two cores there is one left, and it is never waited for.
    check(times([7], .fixedPriority(quantum: 10), members, cores: 2) == [7])
  }

  /// Two equals go first with a turn each, and between its turns.
  @Test func equalsTakeTurns() {
    let members = [member(0), member(1), member(2)]
    check(times([1, 10, 11], .fixedPriority(quantum: 10), members) == [21, 30, 51])
  }

  /// Three more urgent ones on two cores: twice 2 of each, 12 together, keep both busy for 6 only.
  @Test func severalCoresShareTheWait() {
    let urgent = (1...3).map { member($0, priority: 1, TimeBudget(budget: 2, period: 100)) }
    check(times([50], .fixedPriority(quantum: 10), [member(0)] + urgent, cores: 2) == [56])
    check(times([1], .fixedPriority(quantum: 10), [member(0)] + urgent, cores: 2) == [7])
  }

  /// The stretch begins at the end of a window; which one is worst depends on the amount.
  @Test func windowsInTheWorstPhase() {
    let frame = TimeFrame(
      length: 100,
      windows: [
        .init(start: 0, length: 30, machine: 0), .init(start: 30, length: 20, machine: 1),
        .init(start: 70, length: 10, machine: 0),
      ], quantum: 7)
    let members = [member(0), member(1)]
    check(
      times([1, 10, 11, 30, 31, 41], .timePartition(frame), members) == [41, 50, 71, 90, 91, 141])
    let other = [member(2, nil, [task(1, every: 1000)])]
    check(
      result(.timePartition(frame), other).machines[0].members[0].noGuarantee == .noWindow)
  }

  /// Three of a VM on two cores: the two others' turns of 10 keep both cores busy for 10 before each of its own.
  @Test func turnsInWindows() {
    let frame = TimeFrame(
      length: 100, windows: [.init(start: 0, length: 50, machine: 0)], quantum: 10)
    let three = [member(0), member(0), member(0)]
    check(
      times([1, 10, 11, 21], .timePartition(frame), three, cores: 2) == [61, 70, 81, 101 + 50])
    check(times([1, 50], .timePartition(frame), three, cores: 3) == [51, 100])
  }

  /// Each quantum of its own beside two of one with twice the weight; 15 and 10 at first, and 10 for the rounding.
  @Test func weightsShareTheTime() {
    let members = [member(0), member(1, weight: 2048)]
    check(times([100], .fair(quantum: 10), members) == [100 + 220 + 15 + 10])
    let capped = [member(0), member(1, weight: 2048, TimeBudget(budget: 20, period: 100))]
    check(times([100], .fair(quantum: 10), capped) == [160])
    check(times([1], .fair(quantum: 10), members, cores: 2) == [1])
    let three = members + [member(2, nil, [task(1, every: 100)])]
    check(
      result(.fair(quantum: 10), three, cores: 2).machines[0].members[0].noGuarantee == .uncapped)
  }

  /// A switch at first, and one at each window, and one in each period of its own.
  @Test func switchesCostTime() {
    let frame = TimeFrame(
      length: 100, windows: [.init(start: 0, length: 50, machine: 0)], quantum: 10)
    check(times([1, 46, 47], .timePartition(frame), [member(0)], switchCost: 2) == [55, 100, 153])
    check(times([7], .bind, [member(0)], switchCost: 2) == [7])
    // 3 and three switches, of a budget of 4: the second period brings the rest.
    let own = [member(0, TimeBudget(budget: 4, period: 20))]
    check(times([3], .fixedPriority(quantum: 10), own, switchCost: 1) == [38])
    let served = [member(0, TimeBudget(budget: 3, period: 5))]
    check(times([1], .deadline, served, switchCost: 1) == [10])
  }

  // MARK: The smallest share

  private func checkSmallest(
    _ result: PoolResult, _ kind: SmallestShare.Kind, _ amount: Int, fits: Bool,
    at location: SourceLocation = #_sourceLocation
  ) {
    let smallest = result.machines[0].smallest
    check(
      smallest?.kind == kind && smallest?.amount == amount && smallest?.fits == fits,
      "\(String(describing: smallest))", at: location)
  }

  @Test func theSmallestBudget() {
    let tasks = [task(2, every: 20, priority: 2), task(5, every: 50, priority: 1)]
    let found = result(.deadline, [member(0, TimeBudget(budget: 1, period: 10), tasks)])
    check(!found.isInTime)
    // With 2 in 10 the first task takes 16 + 2, but the second 16 + 30 + 1 at the least; by then the first comes
    // again, and again. With 3 the second's 5 and twice 2 take 14 + 20 + 3.
    checkSmallest(found, .budget, 3, fits: true)
    check(
      result(.deadline, [member(0, TimeBudget(budget: 3, period: 10), tasks)])
        .machines[0].members[0].tasks.map(\.response) == [16, 37])
    let neighbour = member(1, TimeBudget(budget: 8, period: 10))
    checkSmallest(
      result(.deadline, [member(0, TimeBudget(budget: 1, period: 10), tasks), neighbour]),
      .budget, 3, fits: false)
  }

  @Test func theSmallestWindow() {
    func pool(_ length: Int, until neighbour: Int) -> PoolResult {
      let frame = TimeFrame(
        length: 100,
        windows: [
          .init(start: 0, length: length, machine: 0),
          .init(start: neighbour, length: 10, machine: 1),
        ], quantum: 10)
      return result(.timePartition(frame), [member(0, nil, [task(15, every: 200)]), member(1)])
    }
    // The least with which two windows are enough.
    checkSmallest(pool(10, until: 20), .window, 8, fits: true)
    checkSmallest(pool(5, until: 6), .window, 8, fits: false)
    check(pool(8, until: 20).isInTime && !pool(7, until: 20).isInTime)
  }

  @Test func theSmallestWeight() throws {
    func pool(_ weight: Int) -> PoolResult {
      result(
        .fair(quantum: 10),
        [member(0, weight: weight, nil, [task(30, every: 100)]), member(1), member(2)])
    }
    let smallest = try #require(pool(1024).machines[0].smallest)
    check(smallest.kind == .weight && smallest.fits)
    check(pool(smallest.amount).isInTime && !pool(smallest.amount - 1).isInTime)
  }

  /// Whoever gets more takes it from those below.
  @Test func moreForOneMayBeTooMuchForAnother() {
    let members = [
      member(0, priority: 1, TimeBudget(budget: 2, period: 20), [task(5, every: 20)]),
      member(1, nil, [task(12, every: 20)]),
    ]
    let found = result(.fixedPriority(quantum: 10), members)
    check(!found.machines[0].isInTime && found.machines[1].isInTime)
    checkSmallest(found, .budget, 5, fits: false)
    check(found.machines[1].smallest == nil)
  }
}
