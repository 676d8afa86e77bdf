extension CheckingPass {
  mutating func checkPools() {
    guard let clauses = document.pools else {
      pools = [.init(name: "all", cores: Array(0..<coreCount), scheduler: .bind)]
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
          diagnostics.error(
            "core \(core.value) is outside the board, which has \(coreRange)", at: core.position,
            remedy: "use a core of the board, or give the board more with `cpus`")
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
      if let name = clause.name {
        pools.append(
          .init(name: name.value, cores: cores, scheduler: clause.scheduler?.value ?? .bind))
      }
    }
  }

  /// The pool that a VM's clause means; nil, with a complaint, when there is none.
  mutating func pool(of index: Int) -> CheckedScenario.Pool? {
    let clause = clauses[index]
    guard let name = clause.pool else {
      if pools.count == 1 { return pools[0] }
      diagnostics.error(
        "\(title(index)) does not say which pool it runs in", at: clause.position,
        remedy: pools.isEmpty
          ? "define a pool and add its name"
          : "add `pool:` and \(alternatives(pools.map(\.name)))")
      return nil
    }
    if let pool = pools.first(where: { $0.name == name.value }) { return pool }
    diagnostics.error(
      "there is no pool \"\(name.value)\"", at: name.position,
      remedy: pools.isEmpty
        ? "define it under `pools`" : suggestion(for: name.value, among: pools.map(\.name)))
    return nil
  }
}
