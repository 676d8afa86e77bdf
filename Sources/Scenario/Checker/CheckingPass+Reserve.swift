/// What is kept for VMs that are created while the machine runs, and what one of them may ask for.
extension CheckingPass {
  mutating func checkReserve() {
    guard let clause = document.reserve else { return }
    var isRight = true
    if !clauses[fixed].contains(where: { $0.role?.value == .service }) {
      diagnostics.error(
        "there is a reserve, and no VM that could create others", at: clause.position,
        remedy: "give a VM `role: service`, or leave \"reserve\" out")
      isRight = false
    }
    isRight =
      checkBlocks(
        clause.memory, "the memory of the reserve", atMost: memorySize, "the board",
        remedy: "use less, or give the board more with `memory`") && isRight
    if let memory = clauses[fixed].first(where: { $0.role?.value == .service })?.memory {
      isRight =
        checkBlocks(
          clause.given, "the memory that can be given", atMost: memory.value, "the service VM",
          mayBeNone: true, remedy: "use less, or give the service VM more `memory`") && isRight
    }
    let most = CheckedScenario.largestMachineCount - fixed.count
    if let machines = clause.machines, machines.value > most {
      diagnostics.error(
        "the reserve has room for \(count(machines.value, "VM")) beside \(fixed.count)",
        at: machines.position,
        remedy: most > 0
          ? "use at most \(most); there are \(CheckedScenario.largestMachineCount) in all"
          : "use fewer VMs; there are \(CheckedScenario.largestMachineCount) in all")
      isRight = false
    }
    guard isRight, let memory = clause.memory, let machines = clause.machines else { return }
    reserve = .init(
      memorySize: memory.value, machines: machines.value,
      virtualCPUs: clause.virtualCPUs?.value ?? 1, givableSize: clause.given?.value ?? 0)
  }

  /// Whether so much memory is some blocks, and no more than there is.
  private mutating func checkBlocks(
    _ memory: Located<UInt64>?, _ title: String, atMost most: UInt64, _ owner: String,
    mayBeNone: Bool = false, remedy: String
  ) -> Bool {
    guard let memory, !mayBeNone || memory.value > 0 else { return true }
    let right = max(Planner.granule, roundUp(memory.value, to: Planner.granule))
    if memory.value != right {
      diagnostics.error(
        "\(title), \(ByteSize.describe(memory.value)), is not some blocks of 2MiB",
        at: memory.position, remedy: "use \(ByteSize.describe(right))")
      return false
    }
    guard memory.value <= most else {
      diagnostics.error(
        "\(title), \(ByteSize.describe(memory.value)), is more than \(owner) has,"
          + " \(ByteSize.describe(most))", at: memory.position, remedy: remedy)
      return false
    }
    return true
  }

  /// What only a VM of the scenario can have, and what the reserve has no room for.
  mutating func checkCreated() {
    guard let created else { return }
    let clause = clauses[created]
    guard document.reserve != nil else {
      diagnostics.error(
        "the scenario keeps nothing for VMs that are created while it runs", at: clause.position,
        remedy: "add `\(KeyTable.scenario["reserve"]?.example ?? "reserve")` to it")
      return
    }
    func refuse(_ what: String, at place: SourcePosition?, remedy: String) {
      guard let place else { return }
      diagnostics.error("a created VM has no \(what)", at: place, remedy: remedy)
    }
    refuse("role", at: clause.role?.position, remedy: "leave \"role\" out")
    refuse(
      "place in the board's memory of its own choice", at: clause.places["physical"],
      remedy: "leave \"physical\" out; it gets what is free of the reserve")
    if case .identity? = clause.address?.value {
      refuse(
        "place in the board's memory of its own choice", at: clause.address?.position,
        remedy: "leave \"address\" out, or name one of the guest's")
    }
    refuse(
      "interrupts of the board", at: isDirect(created) ? clause.interrupts?.position : nil,
      remedy: "use `interrupts: virtual`")
    refuse(
      "devices of the board", at: clause.passthrough.first?.position,
      remedy: "leave \"passthrough\" out")
    refuse(
      "guard", at: clause.places["guard"],
      remedy: "leave \"guard\" out; `martletctl vm move` puts it into another pool")
    refuse(
      "health of its own", at: clause.places["health"],
      remedy: "leave \"health\" out; `on_failure` says what follows when it crashes")
    if case .word(.haltMachine)? = clause.onFailure?.value {
      refuse(
        "power over the machine", at: clause.onFailure?.position,
        remedy: "use `on_failure: stop` or `restart`")
    }
    refuse(
      "boot flash", at: clause.payload?.kind == .flash ? clause.payload?.position : nil,
      remedy: "start it from a kernel, an ELF or a raw file")
    checkPlace(ofCreated: created)
    if let reserve, let wanted = allowedCores[created]?.count, wanted > reserve.virtualCPUs {
      diagnostics.error(
        "\(title(created)) wants \(count(wanted, "vCPU")), and the reserve has room for"
          + " \(count(reserve.virtualCPUs, "vCPU")) of each VM",
        at: clause.virtualCPUs?.position ?? clause.position,
        remedy: "use fewer, or give the scenario's reserve more `vcpus`")
    }
  }

  /// Its cores are chosen, and its neighbours asked, when it is created.
  private mutating func checkPlace(ofCreated created: Int) {
    guard let number = poolIndices[created] else { return }
    let clause = clauses[created]
    guard pools[number].isShared else {
      if let place = clause.places["cpus"] {
        diagnostics.error(
          "the cores of a created VM in pool \"\(pools[number].name)\" are those that are free then",
          at: place, remedy: "write `vcpus` in place of \"cpus\"")
      }
      return
    }
    for index in fixed where poolIndices[index] == number {
      guard !(clauses[index].managed?.value.contains { $0.value == .share } ?? false) else {
        continue
      }
      diagnostics.error(
        "\(title(index)) is in pool \"\(pools[number].name)\" and does not let the service VM"
          + " change its share of it", at: clause.pool?.position ?? clause.position,
        remedy: "use another pool, or add \"share\" to the `managed` of that VM")
    }
  }

  /// The created VM's memory and its package, which stays beside it. `size`: of the package.
  mutating func checkRoom(ofPackage size: UInt64) {
    guard let created, let reserve, let memory = clauses[created].memory else { return }
    let package = roundUp(size, to: Planner.page)
    // The package comes first, to where it fits first; the VM begins with a block. Neither lies partly in what is kept and
    // partly in what was given.
    let (own, given) = (reserve.memorySize, reserve.givableSize)
    let blocks = roundUp(package, to: Planner.granule)
    let rest =
      blocks <= own ? max(own - blocks, given) : blocks <= given ? max(own, given - blocks) : 0
    guard memory.value > rest else { return }
    diagnostics.error(
      "\(title(created)) needs \(ByteSize.describe(memory.value)) and"
        + " \(ByteSize.describeRoundedUp(package)) for its package, and the reserve has"
        + " \(ByteSize.describe(own))"
        + (given > 0 ? " and at most \(ByteSize.describe(given)) of the service VM" : ""),
      at: memory.position,
      remedy: rest >= Self.smallestMemory
        ? "use at most \(ByteSize.describe(rest & ~(Planner.page - 1))), or make the reserve larger"
        : "make the scenario's reserve larger")
  }
}
