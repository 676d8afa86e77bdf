internal import Scheduling

extension CheckingPass {
  /// What the image counts for each one of a scenario's weights.
  static let weightUnit = UInt32(Fair.lightest)
  private static let usualWeight = 100
  private static let usualPriority = 100
  private static let capPeriod: UInt64 = 100_000_000

  /// The keys of a VM that not every scheduler has.
  private static let shareKeys: [(key: String, schedulers: [Scheduler])] = [
    ("affinity", [.fixedPriority, .timePartition, .deadline, .fair]), ("weight", [.fair]),
    ("cap", [.fair]), ("priority", [.fixedPriority]), ("budget", [.fixedPriority, .deadline]),
    ("period", [.fixedPriority, .deadline]),
  ]

  /// What each VM gets of its pool, once it is known which cores it may use.
  mutating func checkShares() {
    shares = Array(repeating: nil, count: clauses.count)
    for index in clauses.indices {
      guard let number = poolIndices[index], !poolsWithoutScheduler.contains(number) else {
        continue
      }
      let isRight = checkKeys(index, pool: pools[number])
      guard let share = share(index, number), isRight, let cores = allowedCores[index] else {
        continue
      }
      shares[index] = share
      shares[index]?.cores = cores
    }
    checkNumbers()
    checkAdmission()
  }

  private mutating func checkKeys(_ index: Int, pool: PoolPlan) -> Bool {
    let clause = clauses[index]
    var isRight = true
    let scheduler = pool.scheduler.word
    for (key, schedulers) in Self.shareKeys where !schedulers.contains(scheduler) {
      guard let place = clause.places[key] else { continue }
      diagnostics.error(
        "\"\(key)\" does not go with the scheduler of pool \"\(pool.name)\","
          + " \"\(scheduler.rawValue)\"", at: place, remedy: Self.leaveOut(key, schedulers))
      isRight = false
    }
    if pool.isShared, isDirect(index), let place = clause.interrupts?.position {
      diagnostics.error(
        "\(title(index)) is \"direct\", and pool \"\(pool.name)\" shares its cores"
          + " (\"\(scheduler.rawValue)\")", at: place,
        remedy: "give a `direct` VM a pool with `scheduler: bind`, or make it `virtual`")
      isRight = false
    }
    return isRight
  }

  private mutating func share(_ index: Int, _ number: Int) -> SharePlan? {
    let clause = clauses[index]
    var share = SharePlan(pool: number)
    switch pools[number].scheduler {
    case .bind, .timePartition: break
    case .fixedPriority:
      share.priority = UInt8(clause.priority?.value ?? Self.usualPriority)
      guard clause.places["budget"] != nil || clause.places["period"] != nil else { break }
      return withServer(share, index)
    case .deadline: return withServer(share, index)
    case .fair:
      share.weight = Self.weightUnit * UInt32(clause.weight?.value ?? Self.usualWeight)
      if let cap = clause.cap {
        share.budget = Self.capPeriod / 100 * UInt64(cap.value)
        share.period = Self.capPeriod
      }
    }
    return share
  }

  /// Budget and period, both of them; nil, with complaints, where they are not right.
  private mutating func withServer(_ share: SharePlan, _ index: Int) -> SharePlan? {
    let clause = clauses[index]
    let pool = pools[share.pool]
    let keys = ["budget", "period"]
    for (key, other) in zip(keys, keys.reversed()) where clause.places[key] == nil {
      let reason =
        clause.places[other] == nil
        ? "in pool \"\(pool.name)\", whose scheduler is \"\(pool.scheduler.word.rawValue)\""
        : "beside its \"\(other)\""
      diagnostics.error(
        "\(title(index)) needs \"\(key)\" \(reason)", at: clause.position,
        remedy: "add `\(KeyTable.vm[key]?.example ?? key)`")
    }
    guard let budget = clause.budget, let period = clause.period else { return nil }
    guard budget.value <= period.value else {
      diagnostics.error(
        "the budget of \(title(index)), \(TimeSpan.describe(budget.value)), is longer than its"
          + " period, \(TimeSpan.describe(period.value))", at: budget.position,
        remedy: "use at most \(TimeSpan.describe(period.value))")
      return nil
    }
    var share = share
    share.budget = budget.value
    share.period = period.value
    return share
  }

  /// As many vCPUs as a policy has room for.
  private mutating func checkNumbers() {
    let most = PoolConfiguration.mostVirtualCPUs
    for (number, pool) in pools.enumerated() where pool.isShared {
      var sum = 0
      for index in clauses.indices where poolIndices[index] == number {
        let before = sum
        sum += allowedCores[index]?.count ?? 0
        guard sum > most, before <= most else { continue }
        diagnostics.error(
          "with \(title(index)) pool \"\(pool.name)\" has \(sum) vCPUs",
          at: clauses[index].virtualCPUs?.position ?? clauses[index].position,
          remedy: "use at most \(most) in a pool")
      }
    }
  }

  /// Budgets that all can be kept. Judged by the policy itself, as the image does at start.
  private mutating func checkAdmission() {
    for (number, pool) in pools.enumerated()
    where pool.scheduler == .deadline && !pool.cores.isEmpty {
      var policy = EarliestDeadline(coreCount: pool.cores.count)
      var count = 0
      for index in clauses.indices where poolIndices[index] == number {
        guard let share = shares[index], let budget = clauses[index].budget,
          count + share.cores.count <= PoolConfiguration.mostVirtualCPUs
        else { continue }
        warnOfAffinity(index, pool: pool)
        let members = count..<(count + share.cores.count)
        if Self.admit(members, share.budget, share.period, to: &policy) {
          count = members.upperBound
          continue
        }
        let most = Self.largestBudget(members, share.period, in: &policy)
        diagnostics.error(
          "pool \"\(pool.name)\" cannot promise \(title(index))"
            + " \(TimeSpan.describe(share.budget)) in each \(TimeSpan.describe(share.period)) for"
            + " \(Scenario.count(share.cores.count, "vCPU"))"
            + (count == 0 ? "" : " beside what it promised to others"), at: budget.position,
          remedy: most < PoolConfiguration.shortestTime
            ? "give the pool more cores, or those before it smaller budgets"
            : "use a budget of at most \(TimeSpan.describe(most)), or give the pool more cores")
      }
    }
  }

  /// Admits all of them or none.
  private static func admit(
    _ members: Range<Int>, _ budget: UInt64, _ period: UInt64, to policy: inout EarliestDeadline
  ) -> Bool {
    for member in members
    where !policy.admit(member, budget: budget, period: period, now: 0) {
      for admitted in members.lowerBound..<member { policy.remove(admitted) }
      return false
    }
    return true
  }

  /// The largest budget, in whole microseconds, with which all of them are admitted; 0, if none is.
  private static func largestBudget(
    _ members: Range<Int>, _ period: UInt64, in policy: inout EarliestDeadline
  ) -> UInt64 {
    var (least, most) = (UInt64(0), period / 1000)
    while least < most {
      let middle = (least + most + 1) / 2
      if admit(members, middle * 1000, period, to: &policy) {
        for member in members { policy.remove(member) }
        least = middle
      } else {
        most = middle - 1
      }
    }
    return least * 1000
  }

  private mutating func warnOfAffinity(_ index: Int, pool: PoolPlan) {
    guard let cores = allowedCores[index],
      cores.contains(where: { Set($0) != Set(pool.cores) })
    else { return }
    let key = clauses[index].places["affinity"] == nil ? "cpus" : "affinity"
    diagnostics.warning(
      "\(title(index)) may not use every core of pool \"\(pool.name)\", so that the pool's budgets are"
        + " limits and no promises", at: clauses[index].places[key] ?? clauses[index].position,
      remedy: "leave \"\(key)\" out, or make a pool of those cores")
  }
}
