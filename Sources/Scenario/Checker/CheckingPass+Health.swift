internal import Core

extension CheckingPass {
  /// What is watched of the machine and of each VM, and what follows. After VMs and channels.
  mutating func checkHealth() {
    checkMachineHealth()
    for index in clauses.indices {
      let plan = checkHealth(index)
      machines[index]?.health = plan
    }
    checkHousekeeper()
  }

  private mutating func checkMachineHealth() {
    guard let clause = document.health else { return }
    health.bundleCheck = clause.bundleCheck?.value ?? 0
    health.coreCheck = clause.coreCheck?.value ?? 0
    for name in clause.safeState?.value ?? [] {
      guard let index = machine(named: name) else { continue }
      if health.safe.contains(index) {
        diagnostics.error(
          "\"\(name.value)\" stands here twice", at: name.position, remedy: "keep one of them")
      }
      health.safe.append(index)
    }
    for (number, fault) in MachineFaultWord.allCases.enumerated() {
      guard let reaction = clause.reactions[fault] else { continue }
      switch reaction.value {
      case .restart, .stop, .switchOver:
        diagnostics.error(
          "\"\(fault.rawValue)\" is no VM's fault, so that nothing can be done by"
            + " \"\(reaction.value.rawValue)\"", at: reaction.position,
          remedy: "use `ignore`, `log`, `safe-state`, `reset-machine` or `halt-machine`")
      case .ignore, .log, .safeState, .resetMachine, .haltMachine:
        health.reactions[number] = reaction.value
      }
      checkSafeState(reaction)
      if fault == .bundle, clause.places["bundle_check"] == nil {
        diagnostics.error(
          "\"bundle\" has a reaction, and nobody looks at the bundle", at: reaction.position,
          remedy: "add `bundle_check: 10s`, or leave \"bundle\" out")
      }
    }
  }

  /// The safe state is what the scenario says who stays in it.
  private mutating func checkSafeState(_ reaction: Located<ReactionWord>) {
    guard reaction.value == .safeState, document.health?.places["safe_state"] == nil else { return }
    diagnostics.error(
      "the scenario does not say which VMs go on in the safe state", at: reaction.position,
      remedy: "add `health: { safe_state: […] }` to the scenario")
  }

  private mutating func checkHealth(_ index: Int) -> HealthPlan {
    let machine = clauses[index]
    let isPaired = pairedMachines.contains(index)
    let onFailure =
      isPaired && machine.onFailure == nil
      ? HealthPlan.Rule(.switchOver, limit: UInt32(Self.defaultRestartLimit))
      : failureRule(machine.onFailure?.value)
    var plan = HealthPlan(onFailure: onFailure, isPaired: isPaired)
    guard let clause = machine.health else { return plan }
    if let watchdog = clause.watchdog {
      if watchdog.value % 1_000_000_000 != 0 {
        diagnostics.error(
          "the watchdog's time-out, \(TimeSpan.describe(watchdog.value)), is not a number of whole"
            + " seconds", at: watchdog.position,
          remedy: "use \(TimeSpan.describe((watchdog.value / 1_000_000_000 + 1) * 1_000_000_000))")
      }
      plan.watchdog = UInt32(watchdog.value / 1_000_000_000)
    }
    if let interrupts = clause.interrupts {
      if isDirect(index) {
        diagnostics.error(
          "\(title(index)) is \"direct\": it takes its interrupts itself, and nobody counts them",
          at: interrupts.position, remedy: "leave `interrupts` out, or make the VM `virtual`")
      }
      plan.interrupts = UInt64(interrupts.value)
    }
    plan.heartbeat = clause.heartbeat.flatMap { checkHeartbeat(index, $0) }
    for (number, fault) in FaultWord.allCases.enumerated() {
      guard let reaction = clause.reactions[fault] else { continue }
      checkReaction(index, fault, reaction)
      plan.rules[number] =
        switch reaction.value {
        case .word(let word):
          .init(
            word,
            limit: word == .restart || word == .switchOver ? UInt32(Self.defaultRestartLimit) : 0)
        case .restart(let limit, let backOff):
          .init(.restart, limit: UInt32(limit), backOff: backOff)
        case .switchOver(let limit, let backOff):
          .init(.switchOver, limit: UInt32(limit), backOff: backOff)
        }
    }
    return plan
  }

  private mutating func checkReaction(
    _ index: Int, _ fault: FaultWord, _ reaction: Located<ScenarioDocument.ReactionClause>
  ) {
    if reaction.value.switchesOver, !pairedMachines.contains(index) {
      diagnostics.error(
        "\(title(index)) has no standby to switch over to", at: reaction.position,
        remedy: "use another reaction, or name its pair under `standby`")
    }
    if case .word(let word) = reaction.value {
      checkSafeState(Located(word, at: reaction.position))
      if fault == .crash || fault == .trap, word == .ignore || word == .log {
        diagnostics.error(
          "after \"\(fault.rawValue)\" a VM does not go on, so that \"\(word.rawValue)\" is not"
            + " enough", at: reaction.position, remedy: "use `stop` or `restart`")
      }
    }
    let clause = clauses[index]
    let missing: (key: String, example: String)? =
      switch fault {
      case .watchdog: clause.health?.places["watchdog"] == nil ? ("watchdog", "watchdog: 5s") : nil
      case .heartbeat:
        clause.health?.places["heartbeat"] == nil
          ? ("heartbeat", "heartbeat: { channel: …, every: 100ms }") : nil
      case .interrupts:
        clause.health?.places["interrupts"] == nil ? ("interrupts", "interrupts: 20_000") : nil
      case .exits:
        clause.places["exits"] == nil ? ("exits", "exits: { most: 20_000, per: 10ms }") : nil
      case .guarantee: clause.places["guard"] == nil ? ("guard", "guard: { pool: … }") : nil
      case .crash, .trap: nil
      }
    if let missing {
      diagnostics.error(
        "\"\(fault.rawValue)\" has a reaction, and \(title(index)) has no \"\(missing.key)\"",
        at: reaction.position,
        remedy: "add `\(missing.example)`, or leave \"\(fault.rawValue)\" out")
    }
  }

  private mutating func checkHeartbeat(
    _ index: Int, _ clause: ScenarioDocument.HeartbeatClause
  ) -> HealthPlan.Heartbeat? {
    guard let name = clause.channel, let period = clause.period,
      let channel = channel(named: name)
    else { return nil }
    // A channel that is wrong has been complained about.
    guard channels.indices.contains(channel), let checked = channels[channel] else { return nil }
    guard let position = checked.machines.firstIndex(of: index) else {
      diagnostics.error(
        "\(title(index)) is no end of channel \"\(name.value)\"", at: name.position,
        remedy: "name a channel of the VM's own")
      return nil
    }
    guard checked.parts.contains(where: { $0.writers >> UInt32(position) & 1 != 0 }) else {
      diagnostics.error(
        "\(title(index)) may not write channel \"\(name.value)\"", at: name.position,
        remedy: "let it write a part of the channel, or name another")
      return nil
    }
    return .init(channel: channel, period: period.value)
  }

  /// What has its time has to be looked at by a core that has a timer to spare.
  private mutating func checkHousekeeper() {
    var direct: Set<Int> = []
    var others: Set<Int> = [0]
    for index in clauses.indices {
      let cores = Set((allowedCores[index] ?? []).joined())
      if isDirect(index) { direct.formUnion(cores) } else { others.formUnion(cores) }
    }
    // Where pools are shared each core of a pool is used.
    if pools.contains(where: \.isShared) { others.formUnion(pools.flatMap(\.cores)) }
    guard others.subtracting(direct).isEmpty, !clauses.isEmpty else { return }
    var places = clauses.compactMap { clause -> SourcePosition? in
      if let health = clause.health,
        !Set(health.places.keys).isDisjoint(with: ["watchdog", "heartbeat"])
          || health.reactions.values.contains(where: { $0.value.waits })
      {
        return health.position
      }
      if case .restart(_, let backOff)? = clause.onFailure?.value, backOff > 0 {
        return clause.onFailure?.position
      }
      return nil
    }
    if let clause = document.health, clause.bundleCheck != nil || clause.coreCheck != nil {
      places.append(clause.position)
    }
    places += document.standby?.value.map(\.position) ?? []
    for place in places {
      diagnostics.error(
        "nobody can look after this: every core that runs belongs to a `direct` VM", at: place,
        remedy: "leave core 0 without a VM, or make one VM `virtual`")
    }
  }

  private func failureRule(_ clause: ScenarioDocument.FailureClause?) -> HealthPlan.Rule {
    switch clause {
    case nil, .word(.stop)?: .init(.stop)
    case .word(.haltMachine)?: .init(.haltMachine)
    case .word(.restart)?: .init(.restart, limit: UInt32(Self.defaultRestartLimit))
    case .restart(let limit, let backOff)?:
      .init(.restart, limit: UInt32(limit), backOff: backOff)
    }
  }
}

extension ScenarioDocument.ReactionClause {
  fileprivate var waits: Bool {
    switch self {
    case .word: false
    case .restart(_, let backOff), .switchOver(_, let backOff): backOff > 0
    }
  }

  fileprivate var switchesOver: Bool {
    switch self {
    case .word(let word): word == .switchOver
    case .restart: false
    case .switchOver: true
    }
  }
}
