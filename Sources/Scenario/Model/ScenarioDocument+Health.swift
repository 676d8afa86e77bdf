extension ScenarioDocument {
  /// A limit of its own, as it stands behind `restart` and `switch-over`.
  struct RestartClause {
    var limit: Int
    var backOff: UInt64

    /// What stands behind `on_failure`.
    init?(failure value: YAMLValue, diagnostics: inout DiagnosticList) {
      guard var reader = MappingReader(value, as: .failure, diagnostics: &diagnostics),
        let inner = reader.raw("restart", diagnostics: &diagnostics)
      else { return nil }
      self.init(inner, diagnostics: &diagnostics)
    }

    init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
      guard var limits = MappingReader(value, as: .restart, diagnostics: &diagnostics) else {
        return nil
      }
      let limit = limits.integer("limit", diagnostics: &diagnostics)
      let backOff = limits.time("back_off", diagnostics: &diagnostics)
      precondition(limits.isExhausted)
      guard let limit, backOff != nil || !limits.has("back_off") else { return nil }
      self.limit = limit.value
      self.backOff = backOff?.value ?? 0
    }
  }
}

extension ScenarioDocument.HealthClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .health, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    watchdog = reader.time("watchdog", diagnostics: &diagnostics)
    heartbeat = reader.raw("heartbeat", diagnostics: &diagnostics)
      .flatMap { ScenarioDocument.HeartbeatClause($0, diagnostics: &diagnostics) }
    interrupts = reader.integer("interrupts", diagnostics: &diagnostics)
    reactions = [:]
    if let value = reader.raw("on_fault", diagnostics: &diagnostics),
      var table = MappingReader(value, as: .faults, diagnostics: &diagnostics)
    {
      for fault in FaultWord.allCases {
        reactions[fault] = table.raw(fault.rawValue, diagnostics: &diagnostics).flatMap {
          Self.reaction($0, named: fault.rawValue, diagnostics: &diagnostics)
        }
      }
      precondition(table.isExhausted)
    }
    places = reader.places
    precondition(reader.isExhausted)
  }

  private static func reaction(
    _ value: YAMLValue, named name: String, diagnostics: inout DiagnosticList
  ) -> Located<ScenarioDocument.ReactionClause>? {
    guard case .mapping = value.content else {
      return value.choice(ReactionWord.self, named: name, diagnostics: &diagnostics)
        .map { Located(.word($0.value), at: $0.position) }
    }
    guard var reader = MappingReader(value, as: .reaction, diagnostics: &diagnostics) else {
      return nil
    }
    let restart = reader.raw("restart", diagnostics: &diagnostics)
    let switchOver = reader.raw("switch-over", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
    guard (restart == nil) != (switchOver == nil) else {
      diagnostics.error(
        "\"\(name)\" has \(restart == nil ? "no reaction" : "two reactions")", at: reader.position,
        remedy: "write one of `restart: { limit: 5 }` and `switch-over: { limit: 5 }`")
      return nil
    }
    if let restart {
      return ScenarioDocument.RestartClause(restart, diagnostics: &diagnostics)
        .map { Located(.restart(limit: $0.limit, backOff: $0.backOff), at: value.position) }
    }
    return switchOver.flatMap { ScenarioDocument.RestartClause($0, diagnostics: &diagnostics) }
      .map { Located(.switchOver(limit: $0.limit, backOff: $0.backOff), at: value.position) }
  }
}

extension ScenarioDocument.HeartbeatClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .heartbeat, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    channel = reader.text("channel", diagnostics: &diagnostics)
    period = reader.time("every", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.MachineHealthClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .machineHealth, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    bundleCheck = reader.time("bundle_check", diagnostics: &diagnostics)
    coreCheck = reader.time("core_check", diagnostics: &diagnostics)
    safeState = reader.texts("safe_state", diagnostics: &diagnostics)
    reactions = [:]
    if let value = reader.raw("on_fault", diagnostics: &diagnostics),
      var table = MappingReader(value, as: .machineFaults, diagnostics: &diagnostics)
    {
      for fault in MachineFaultWord.allCases {
        reactions[fault] = table.choice(fault.rawValue, diagnostics: &diagnostics)
      }
      precondition(table.isExhausted)
    }
    places = reader.places
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument {
  /// Whether something has to be watched that only the image for that watches.
  var needsHealth: Bool {
    if health != nil || standby != nil { return true }
    return vms?.value.contains { machine in
      if machine.health != nil { return true }
      guard case .restart(_, let backOff)? = machine.onFailure?.value else { return false }
      return backOff > 0
    } ?? false
  }
}
