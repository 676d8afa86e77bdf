extension CheckingPass {
  /// Gives every vCPU its core: first to the VMs that ask for certain ones, then in the order of the
  /// file to the others.
  mutating func assignCores() {
    cores = Array(repeating: nil, count: clauses.count)
    var owners: [Int: Int] = [:]
    let chosen = clauses.indices.map { pool(of: $0) }

    for index in clauses.indices where clauses[index].cores != nil {
      cores[index] = takeNamedCores(index, pool: chosen[index], owners: &owners)
    }
    for index in clauses.indices where clauses[index].cores == nil {
      let clause = clauses[index]
      guard let pool = chosen[index], !clause.isVirtualCPUCountUnknown else { continue }
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
          remedy: "each vCPU of a `bind` pool needs its own core: use fewer vCPUs or more cores")
        continue
      }
      let taken = Array(free.prefix(wanted))
      for core in taken { owners[core] = index }
      cores[index] = taken
    }
  }

  func isDirect(_ index: Int) -> Bool {
    clauses[index].interrupts.map { $0.value != .virtual } ?? false
  }

  private mutating func takeNamedCores(
    _ index: Int, pool: CheckedScenario.Pool?, owners: inout [Int: Int]
  ) -> [Int]? {
    let clause = clauses[index]
    guard let list = clause.cores else { return nil }
    var taken: [Int] = []
    var isRight = true
    for core in list.value {
      if core.value >= coreCount {
        diagnostics.error(
          "core \(core.value) is outside the board, which has \(coreRange)", at: core.position,
          remedy: "use a core of the board, or give the board more with `cpus`")
        isRight = false
      } else if let pool, !pool.cores.contains(core.value) {
        diagnostics.error(
          "core \(core.value) is not in pool \"\(pool.name)\"", at: core.position,
          remedy: "use cores of the VM's own pool: "
            + pool.cores.map(String.init).joined(separator: ", "))
        isRight = false
      } else if taken.contains(core.value) {
        diagnostics.error(
          "core \(core.value) stands here twice", at: core.position, remedy: "keep one of them")
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

  /// The console's input needs a core whose interrupts the hypervisor takes.
  mutating func warnWithoutInputCore() {
    var direct: Set<Int> = []
    for (index, machine) in machines.enumerated() {
      guard let machine, machine.interruptMode != .virtual else { continue }
      direct.formUnion(cores[index] ?? [])
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
