internal import Scheduling

extension CheckingPass {
  /// The keys of a pool that not every scheduler has.
  private static let schedulerKeys: [(key: String, schedulers: [Scheduler])] = [
    ("quantum", [.fixedPriority, .timePartition, .fair]), ("frame", [.timePartition]),
    ("slack", [.timePartition]), ("windows", [.timePartition]),
  ]

  mutating func checkPools() {
    guard let clauses = document.pools else {
      pools = [.init(name: "all", cores: Array(0..<coreCount))]
      return
    }
    checkUnique(clauses.map(\.name), of: "pool")
    var owners: [Int: String] = [:]
    for clause in clauses {
      if let name = clause.name { checkName(name, of: "a pool") }
      let title = clause.name?.value ?? "?"
      var cores: [Int] = []
      for core in clause.cores?.value ?? [] {
        if core.value >= coreCount {
          complainOutsideBoard(core)
        } else if cores.contains(core.value) {
          diagnostics.error(
            "core \(core.value) stands in pool \"\(title)\" twice", at: core.position,
            remedy: "keep one of them")
        } else if let owner = owners[core.value] {
          diagnostics.error(
            "core \(core.value) is in pool \"\(owner)\" already", at: core.position,
            remedy: "take it out of one of the two pools")
        } else {
          owners[core.value] = title
          cores.append(core.value)
        }
      }
      if let list = clause.cores, list.value.isEmpty {
        diagnostics.error(
          "pool \"\(title)\" has no core", at: list.position, remedy: "name at least one core")
      }
      checkScheduler(clause, title: title)
      if let name = clause.name {
        if clause.scheduler == nil, clause.places["scheduler"] != nil {
          poolsWithoutScheduler.insert(pools.count)
        }
        poolClauses.append(clause)
        pools.append(pool(name.value, cores: cores, clause))
      }
    }
  }

  mutating func complainOutsideBoard(_ core: Located<Int>) {
    diagnostics.error(
      "core \(core.value) is outside the board, which has \(coreRange)", at: core.position,
      remedy: "use a core of the board, or give the board more with `cpus`")
  }

  private func pool(
    _ name: String, cores: [Int], _ clause: ScenarioDocument.PoolClause
  ) -> PoolPlan {
    let scheduler = clause.scheduler?.value ?? .bind
    let usual: UInt64 =
      switch scheduler {
      case .bind, .deadline: 0
      case .fixedPriority, .timePartition: 10_000_000
      case .fair: 5_000_000
      }
    return PoolPlan(
      name: name, cores: cores, scheduler: scheduler.plan,
      quantum: usual == 0 ? 0 : clause.quantum?.value ?? usual,
      frame: clause.frame?.value ?? 0, donatesSlack: clause.slack?.value == .donate)
  }

  /// The keys that the pool's scheduler has not, and those that it cannot do without.
  private mutating func checkScheduler(_ clause: ScenarioDocument.PoolClause, title: String) {
    guard clause.scheduler != nil || clause.places["scheduler"] == nil else { return }
    let scheduler = clause.scheduler?.value ?? .bind
    for (key, schedulers) in Self.schedulerKeys where !schedulers.contains(scheduler) {
      guard let place = clause.places[key] else { continue }
      diagnostics.error(
        "\"\(key)\" does not go with the scheduler of pool \"\(title)\", \"\(scheduler.rawValue)\"",
        at: place, remedy: Self.leaveOut(key, schedulers))
    }
    guard scheduler == .timePartition else { return }
    for key in ["frame", "windows"] where clause.places[key] == nil {
      diagnostics.error(
        "pool \"\(title)\" needs \"\(key)\" for its scheduler, \"\(scheduler.rawValue)\"",
        at: clause.position, remedy: "add `\(KeyTable.pool[key]?.example ?? key)`")
    }
  }

  static func leaveOut(_ key: String, _ schedulers: [Scheduler]) -> String {
    let words = alternatives(schedulers.map(\.rawValue), joinedBy: "and")
    return "leave it out; only \(words) \(schedulers.count == 1 ? "has" : "have") it"
  }

  /// Settles in which pool each VM is.
  mutating func choosePools() {
    poolIndices = []
    for index in clauses.indices { poolIndices.append(pool(of: index)) }
  }

  /// The pool that a VM's clause means; nil, with a complaint, when there is none.
  private mutating func pool(of index: Int) -> Int? {
    let clause = clauses[index]
    guard let name = clause.pool else {
      if pools.count == 1 { return 0 }
      diagnostics.error(
        "\(title(index)) does not say which pool it runs in", at: clause.position,
        remedy: pools.isEmpty
          ? "define a pool and add its name"
          : "add `pool:` and \(alternatives(pools.map(\.name)))")
      return nil
    }
    return self.index(of: name, among: pools.map(\.name), "pool", definedUnder: "pools")
  }
}
