internal import Scheduling

extension CheckingPass {
  private static let usualMisses = 3
  private static let usualPeriods = 10
  private static let usualCalm = 100
  private static let usualDwell: UInt64 = 1_000_000_000

  /// Who watches over which VM, once it is known where each is.
  mutating func checkGuards() {
    for index in clauses.indices {
      guard let clause = clauses[index].guarding else { continue }
      guard canHaveGuard(index, clause) else { continue }
      let target = guardPool(index, clause)
      guard let guarding = guardTimes(index, clause), let target else { continue }
      shares[index]?.guarding = guarding
      shares[index]?.guarding.pool = target
    }
  }

  /// Exits of a VM with cores of its own delay nobody else.
  mutating func checkExitBudgets() {
    for index in clauses.indices {
      guard let clause = clauses[index].exits, let pool = home(index) else { continue }
      guard pools[pool].isShared else {
        diagnostics.error(
          "\"exits\" does not go with pool \"\(pools[pool].name)\": a VM that has its cores to itself"
            + " delays nobody else by its exits", at: clause.position,
          remedy: "leave it out, or let the pool share its cores by another `scheduler`")
        continue
      }
      guard let most = clause.most, let period = clause.period else { continue }
      shares[index]?.exits = ExitBudget(most: UInt32(most.value), period: period.value)
    }
  }

  /// Whether a guard makes sense where the VM is, as far as that is known.
  private mutating func canHaveGuard(
    _ index: Int, _ clause: ScenarioDocument.GuardClause
  ) -> Bool {
    if isDirect(index) {
      diagnostics.error(
        "\(title(index)) is \"direct\": its interrupts are the cores', and it cannot leave them",
        at: clause.position, remedy: "leave `guard` out, or make the VM `virtual`")
      return false
    }
    guard let home = home(index), !pools[home].isShared else { return true }
    diagnostics.error(
      "\(title(index)) has cores of its own in pool \"\(pools[home].name)\" already",
      at: clause.position, remedy: "leave `guard` out, or give the VM a pool that is shared")
    return false
  }

  /// The VM's own pool, where its scheduler is known.
  private func home(_ index: Int) -> Int? {
    poolIndices[index].flatMap { poolsWithoutScheduler.contains($0) ? nil : $0 }
  }

  /// The pool that the guard names; nil, with a complaint, where the VM could never go there.
  private mutating func guardPool(
    _ index: Int, _ clause: ScenarioDocument.GuardClause
  ) -> Int? {
    guard let name = clause.pool else { return nil }
    guard let target = pools.firstIndex(where: { $0.name == name.value }) else {
      let bound = pools.filter { !$0.isShared }.map(\.name)
      diagnostics.error(
        "there is no pool \"\(name.value)\"", at: name.position,
        remedy: bound.isEmpty
          ? "define one with `scheduler: bind` under `pools`"
          : suggestion(for: name.value, among: bound))
      return nil
    }
    guard let home = home(index), !poolsWithoutScheduler.contains(target) else { return nil }
    guard !pools[target].isShared else {
      diagnostics.error(
        target == home
          ? "the guard of \(title(index)) names the VM's own pool"
          : "the guard of \(title(index)) names pool \"\(name.value)\", which shares its cores"
            + " (\"\(pools[target].scheduler.word.rawValue)\")", at: name.position,
        remedy: "name a pool with `scheduler: bind`")
      return nil
    }
    guard let wanted = allowedCores[index]?.count else { return nil }
    let cores = pools[target].cores
    guard wanted <= cores.count else {
      diagnostics.error(
        "\(title(index)) has \(count(wanted, "vCPU")), and pool \"\(name.value)\" has"
          + " \(count(cores.count, "core"))", at: name.position,
        remedy: "name a pool with a core for each vCPU")
      return nil
    }
    let members = clauses.indices.filter { poolIndices[$0] == target }
    guard !members.contains(where: { allowedCores[$0] == nil }) else { return nil }
    let taken = members.reduce(0) { $0 + (allowedCores[$1]?.count ?? 0) }
    guard wanted <= cores.count - taken else {
      let owners = members.map(title)
      diagnostics.error(
        "\(title(index)) could never go to pool \"\(name.value)\": it has"
          + " \(count(cores.count - taken, "core")) left beside"
          + " \(owners.count == 1 ? owners[0] : "\(count(owners.count, "VM"))")",
        at: name.position, remedy: "leave a core of that pool free for each of the VM's vCPUs")
      return nil
    }
    return target
  }

  /// Everything but the pool; nil, with complaints, where it is not right.
  private mutating func guardTimes(
    _ index: Int, _ clause: ScenarioDocument.GuardClause
  ) -> GuardConfiguration? {
    let machine = clauses[index]
    for (key, isThere) in [("budget", machine.budget != nil), ("period", machine.period != nil)]
    where clause.places[key] == nil && !isThere && machine.places[key] == nil {
      diagnostics.error(
        "the guard of \(title(index)) needs \"\(key)\", as the VM has none", at: clause.position,
        remedy: "add `\(KeyTable.guarding[key]?.example ?? key)`")
    }
    // What is there and could not be read is not replaced by anything.
    func value<Value>(
      _ key: String, _ own: Located<Value>?, _ usual: @autoclosure () -> Value?
    ) -> Value? {
      own?.value ?? (clause.places[key] == nil ? usual() : nil)
    }
    let of = value("of", clause.of, Self.usualPeriods)
    let misses = value("misses", clause.misses, of.map { min($0, Self.usualMisses) })
    if let misses, let of, misses > of {
      diagnostics.error(
        "the guard of \(title(index)) waits for \(misses) misses of \(of) periods",
        at: clause.misses?.position ?? clause.position, remedy: "use at most \(of)")
      return nil
    }
    guard let period = value("period", clause.period, machine.period?.value) else { return nil }
    let isRight = [
      check(index, clause, "dwell", clause.dwell, from: period),
      check(index, clause, "deadline", clause.deadline, to: period),
    ]
    guard !isRight.contains(false),
      let deadline = value("deadline", clause.deadline, period),
      let budget = value("budget", clause.budget, machine.budget?.value),
      check(
        index, clause, "budget", clause.budget ?? Located(budget, at: clause.position),
        to: deadline, clause.deadline == nil ? "period" : "deadline"),
      let dwell = value("dwell", clause.dwell, max(Self.usualDwell, period)),
      let calm = value("calm", clause.calm, Self.usualCalm), let misses, let of
    else { return nil }
    return GuardConfiguration(
      pool: 0, budget: budget, period: period, deadline: deadline, dwell: dwell,
      misses: UInt8(misses), of: UInt8(of), calm: UInt32(calm))
  }

  /// Whether a time of the guard is not longer, or not shorter, than another of its times.
  private mutating func check(
    _ index: Int, _ clause: ScenarioDocument.GuardClause, _ key: String, _ time: Located<UInt64>?,
    from shortest: UInt64 = 0, to longest: UInt64 = .max, _ other: String = "period"
  ) -> Bool {
    guard let time, time.value < shortest || time.value > longest else { return true }
    let (relation, bound) =
      time.value < shortest ? ("shorter", shortest) : ("longer", longest)
    diagnostics.error(
      "the \(key) in the guard of \(title(index)), \(TimeSpan.describe(time.value)), is"
        + " \(relation) than its \(other), \(TimeSpan.describe(bound))", at: time.position,
      remedy: "use \(relation == "shorter" ? "at least" : "at most") \(TimeSpan.describe(bound))")
    return false
  }
}
