extension CheckingPass {
  /// Gives every vCPU its core: first to the VMs that ask for certain ones, then in the order of the
  /// file to the others. In a pool that is shared, every vCPU gets the cores that it may use.
  mutating func assignCores() {
    allowedCores = Array(repeating: nil, count: clauses.count)
    var owners: [Int: Int] = [:]
    let known = clauses.indices.filter { index in
      poolIndices[index].map { !poolsWithoutScheduler.contains($0) } ?? true
    }
    func pool(_ index: Int) -> PoolPlan? { poolIndices[index].map { pools[$0] } }
    let bound = known.filter { pool($0)?.isShared != true }

    for index in known {
      guard let pool = pool(index), pool.isShared else { continue }
      allowedCores[index] = sharedCores(index, pool: pool)
    }
    for index in bound where clauses[index].cores != nil {
      allowedCores[index] = takeNamedCores(index, pool: pool(index), owners: &owners)?.map { [$0] }
    }
    for index in bound where clauses[index].cores == nil {
      let clause = clauses[index]
      guard let pool = pool(index), !isCountUnknown(clause) else { continue }
      let wanted = clause.virtualCPUs?.value ?? 1
      let free = pool.cores.filter { owners[$0] == nil }
      guard free.count >= wanted else {
        let others = Set(pool.cores.compactMap { owners[$0] }).sorted()
          .compactMap { clauses[$0].name?.value }
        let rest =
          others.isEmpty
          ? "" : " left beside \(alternatives(others, joinedBy: "and"))"
        diagnostics.error(
          "\(title(index)) wants \(count(wanted, "vCPU")), and pool \"\(pool.name)\" has"
            + " \(count(free.count, "core"))\(rest)",
          at: clause.virtualCPUs?.position ?? clause.position,
          remedy: "each vCPU of a `bind` pool needs its own core: use fewer vCPUs or more cores, or"
            + " let the pool share them by another `scheduler`")
        continue
      }
      let taken = Array(free.prefix(wanted))
      for core in taken { owners[core] = index }
      allowedCores[index] = taken.map { [$0] }
    }
  }

  func isDirect(_ index: Int) -> Bool {
    clauses[index].interrupts.map { $0.value != .virtual } ?? false
  }

  /// `vcpus` is there and could not be read.
  private func isCountUnknown(_ clause: ScenarioDocument.VirtualMachineClause) -> Bool {
    clause.virtualCPUs == nil && clause.places["vcpus"] != nil
  }

  private mutating func takeNamedCores(
    _ index: Int, pool: PoolPlan?, owners: inout [Int: Int]
  ) -> [Int]? {
    let clause = clauses[index]
    guard let list = clause.cores else { return nil }
    var taken: [Int] = []
    var isRight = true
    for core in list.value {
      if !checkPlace(core, in: pool, beside: taken) {
        isRight = false
      } else if let owner = owners[core.value] {
        if let direct = [index, owner].first(where: isDirect) {
          diagnostics.error(
            "\(title(direct)) is \"direct\" and would share core \(core.value) with"
              + " \(title(direct == index ? owner : index))", at: core.position,
            remedy: "give a `direct` VM cores that nobody else has")
        } else {
          diagnostics.error(
            "core \(core.value) belongs to \(title(owner)) already", at: core.position,
            remedy: "in a `bind` pool a core has one VM: use another core")
        }
        isRight = false
      } else {
        owners[core.value] = index
        taken.append(core.value)
      }
    }
    if let wanted = clause.virtualCPUs, wanted.value != list.value.count {
      diagnostics.error(
        "\(title(index)) wants \(count(wanted.value, "vCPU")) and names"
          + " \(count(list.value.count, "core"))", at: list.position,
        remedy: "name one core for each vCPU, or leave `vcpus` out")
      isRight = false
    } else if list.value.isEmpty {
      diagnostics.error(
        "\(title(index)) names no core", at: list.position,
        remedy: "name one for each vCPU, or leave `cpus` out")
      isRight = false
    }
    return isRight ? taken : nil
  }

  /// Whether a core that a VM names is on the board, in its pool and not there twice.
  private mutating func checkPlace(
    _ core: Located<Int>, in pool: PoolPlan?, beside others: [Int]
  ) -> Bool {
    if core.value >= coreCount {
      complainOutsideBoard(core)
    } else if let pool, !pool.cores.contains(core.value) {
      diagnostics.error(
        "core \(core.value) is not in pool \"\(pool.name)\"", at: core.position,
        remedy: "use cores of the VM's own pool: "
          + pool.cores.map(String.init).joined(separator: ", "))
    } else if others.contains(core.value) {
      diagnostics.error(
        "core \(core.value) stands here twice", at: core.position, remedy: "keep one of them")
    } else {
      return true
    }
    return false
  }

  /// The cores that each vCPU may use, in a pool that is shared.
  private mutating func sharedCores(_ index: Int, pool: PoolPlan) -> [[Int]]? {
    let clause = clauses[index]
    var isRight = true
    var own = pool.cores
    if let list = clause.cores {
      own = []
      for core in list.value {
        if checkPlace(core, in: pool, beside: own) {
          own.append(core.value)
        } else {
          isRight = false
        }
      }
      if list.value.isEmpty {
        diagnostics.error(
          "\(title(index)) names no core", at: list.position,
          remedy: "name those that it may use, or leave `cpus` out for all of its pool")
        isRight = false
      }
    }
    if clause.cores == nil && clause.places["cpus"] != nil { isRight = false }
    if let affinity = clause.affinity {
      guard isRight, !isCountUnknown(clause) else { return nil }
      return affinityCores(index, affinity, of: own, pool: pool)
    }
    // Lists that could not be read, or a pool without cores, have been complained about.
    guard isRight, !own.isEmpty, !isCountUnknown(clause), clause.places["affinity"] == nil else {
      return nil
    }
    let wanted = clause.virtualCPUs?.value ?? (clause.cores == nil ? 1 : own.count)
    return Array(repeating: own, count: wanted)
  }

  private mutating func affinityCores(
    _ index: Int, _ affinity: Located<[Located<[Located<Int>]>]>, of own: [Int], pool: PoolPlan
  ) -> [[Int]]? {
    let clause = clauses[index]
    var all: [[Int]] = []
    var isRight = true
    for (number, list) in affinity.value.enumerated() {
      var cores: [Int] = []
      for core in list.value {
        if !checkPlace(core, in: pool, beside: cores) {
          isRight = false
        } else if !own.contains(core.value) {
          diagnostics.error(
            "core \(core.value) is not one of \(title(index))'s `cpus`", at: core.position,
            remedy: "use " + own.map(String.init).joined(separator: ", "))
          isRight = false
        } else {
          cores.append(core.value)
        }
      }
      if list.value.isEmpty {
        diagnostics.error(
          "vCPU \(number) of \(title(index)) may not run anywhere", at: list.position,
          remedy: "name at least one core")
        isRight = false
      }
      all.append(cores)
    }
    if let wanted = clause.virtualCPUs, wanted.value != all.count {
      diagnostics.error(
        "\(title(index)) has \(count(wanted.value, "vCPU")), and its \"affinity\" has"
          + " \(count(all.count, "list"))", at: affinity.position,
        remedy: "write one list for each vCPU, or leave `vcpus` out")
      isRight = false
    } else if !(1...8).contains(all.count) {
      diagnostics.error(
        "the \"affinity\" of \(title(index)) has \(count(all.count, "list"))",
        at: affinity.position, remedy: "write one list for each vCPU, 1 to 8")
      isRight = false
    }
    return isRight ? all : nil
  }

  /// The console's input needs a core whose interrupts the hypervisor takes.
  mutating func warnWithoutInputCore() {
    var direct: Set<Int> = []
    for (index, machine) in machines.enumerated() {
      guard let machine, machine.interruptMode != .virtual else { continue }
      direct.formUnion(allowedCores[index]?.joined().map { $0 } ?? [])
    }
    guard direct.count == coreCount, let list = document.vms else { return }
    diagnostics.warning(
      "every core belongs to a `direct` VM, so that nothing typed at the console reaches anybody",
      at: list.position, remedy: "leave one core without a VM, or make one VM `virtual`")
  }
}

/// `1 core`, `2 cores`.
func count(_ number: Int, _ thing: String) -> String {
  number == 1 ? "1 \(thing)" : "\(number == 0 ? "no" : String(number)) \(thing)s"
}
