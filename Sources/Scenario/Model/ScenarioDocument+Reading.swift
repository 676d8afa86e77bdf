extension ScenarioDocument {
  /// Reads the tree of a file. Nil only when it is no mapping at all; otherwise what could not be
  /// read is missing and has been complained about.
  init?(_ root: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(root, as: .scenario, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    name = reader.text("name", diagnostics: &diagnostics)
    board = reader.raw("board", diagnostics: &diagnostics)
      .flatMap { BoardClause($0, diagnostics: &diagnostics) }
    console = reader.raw("console", diagnostics: &diagnostics)
      .flatMap { ConsoleClause($0, diagnostics: &diagnostics) }
    pools = reader.list("pools", diagnostics: &diagnostics)?.value
      .compactMap { PoolClause($0, diagnostics: &diagnostics) }
    vms = reader.list("vms", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap { VirtualMachineClause($0, diagnostics: &diagnostics) },
        at: list.position)
    }
    channels = reader.list("channels", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap { ChannelClause($0, diagnostics: &diagnostics) }, at: list.position)
    }
    standby = reader.list("standby", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap { StandbyClause($0, diagnostics: &diagnostics) }, at: list.position)
    }
    health = reader.raw("health", diagnostics: &diagnostics)
      .flatMap { MachineHealthClause($0, diagnostics: &diagnostics) }
    reserve = reader.raw("reserve", diagnostics: &diagnostics)
      .flatMap { ReserveClause($0, diagnostics: &diagnostics) }
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.ReserveClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .reserve, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    memory = reader.size("memory", diagnostics: &diagnostics)
    machines = reader.integer("vms", diagnostics: &diagnostics)
    virtualCPUs = reader.integer("vcpus", diagnostics: &diagnostics)
    given = reader.size("given", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.ChannelClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .channel, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    name = reader.text("name", diagnostics: &diagnostics)
    between = reader.texts("between", diagnostics: &diagnostics)
    size = reader.size("size", diagnostics: &diagnostics)
    parts = reader.list("parts", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap { ScenarioDocument.PartClause($0, diagnostics: &diagnostics) },
        at: list.position)
    }
    places = reader.places
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.StandbyClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .standby, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    primary = reader.text("primary", diagnostics: &diagnostics)
    standby = reader.text("standby", diagnostics: &diagnostics)
    channel = reader.text("channel", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.PartClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .part, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    size = reader.size("size", diagnostics: &diagnostics)
    writer = reader.text("writer", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.BoardClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    if case .scalar(let text) = value.content {
      name = Located(text, at: value.position)
      return
    }
    guard var reader = MappingReader(value, as: .board, diagnostics: &diagnostics) else {
      return nil
    }
    memory = reader.size("memory", diagnostics: &diagnostics)
    cores = reader.integer("cpus", diagnostics: &diagnostics)
    processor = reader.text("cpu", diagnostics: &diagnostics)
    idleState = reader.integer("idle_state", diagnostics: &diagnostics)
    guard let name = reader.text("name", diagnostics: &diagnostics) else { return nil }
    self.name = name
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.ConsoleClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .console, diagnostics: &diagnostics) else {
      return nil
    }
    mode = reader.choice("mode", diagnostics: &diagnostics)
    focus = reader.text("focus", diagnostics: &diagnostics)
    escape = reader.text("escape", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.PoolClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .pool, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    name = reader.text("name", diagnostics: &diagnostics)
    cores = reader.integers("cpus", diagnostics: &diagnostics)
    scheduler = reader.choice("scheduler", diagnostics: &diagnostics)
    quantum = reader.time("quantum", diagnostics: &diagnostics)
    frame = reader.time("frame", diagnostics: &diagnostics)
    slack = reader.choice("slack", diagnostics: &diagnostics)
    windows = reader.list("windows", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap {
          ScenarioDocument.WindowClause($0, diagnostics: &diagnostics)
        }, at: list.position)
    }
    places = reader.places
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.WindowClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .window, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    machine = reader.text("vm", diagnostics: &diagnostics)
    start = reader.time("start", diagnostics: &diagnostics)
    length = reader.time("length", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.GuardClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .guarding, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    pool = reader.text("pool", diagnostics: &diagnostics)
    budget = reader.time("budget", diagnostics: &diagnostics)
    period = reader.time("period", diagnostics: &diagnostics)
    deadline = reader.time("deadline", diagnostics: &diagnostics)
    misses = reader.integer("misses", diagnostics: &diagnostics)
    of = reader.integer("of", diagnostics: &diagnostics)
    calm = reader.integer("calm", diagnostics: &diagnostics)
    dwell = reader.time("dwell", diagnostics: &diagnostics)
    places = reader.places
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.ExitsClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .exits, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    most = reader.integer("most", diagnostics: &diagnostics)
    period = reader.time("per", diagnostics: &diagnostics)
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.TaskClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .task, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    name = reader.text("name", diagnostics: &diagnostics)
    period = reader.time("period", diagnostics: &diagnostics)
    budget = reader.time("budget", diagnostics: &diagnostics)
    deadline = reader.time("deadline", diagnostics: &diagnostics)
    priority = reader.integer("priority", diagnostics: &diagnostics)
    virtualCPU = reader.integer("vcpu", diagnostics: &diagnostics)
    places = reader.places
    precondition(reader.isExhausted)
  }
}

extension ScenarioDocument.VirtualMachineClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .vm, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    name = reader.text("name", diagnostics: &diagnostics)
    pool = reader.text("pool", diagnostics: &diagnostics)
    virtualCPUs = reader.integer("vcpus", diagnostics: &diagnostics)
    cores = reader.integers("cpus", diagnostics: &diagnostics)
    affinity = reader.integerLists("affinity", diagnostics: &diagnostics)
    weight = reader.integer("weight", diagnostics: &diagnostics)
    cap = reader.integer("cap", diagnostics: &diagnostics)
    priority = reader.integer("priority", diagnostics: &diagnostics)
    budget = reader.time("budget", diagnostics: &diagnostics)
    period = reader.time("period", diagnostics: &diagnostics)
    guarding = reader.raw("guard", diagnostics: &diagnostics)
      .flatMap { ScenarioDocument.GuardClause($0, diagnostics: &diagnostics) }
    exits = reader.raw("exits", diagnostics: &diagnostics)
      .flatMap { ScenarioDocument.ExitsClause($0, diagnostics: &diagnostics) }
    tasks = reader.list("tasks", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap {
          ScenarioDocument.TaskClause($0, diagnostics: &diagnostics)
        }, at: list.position)
    }
    places = reader.places
    interrupts = reader.raw("interrupts", diagnostics: &diagnostics)
      .flatMap { Self.interrupts($0, diagnostics: &diagnostics) }
    memory = reader.size("memory", diagnostics: &diagnostics)
    address = reader.raw("address", diagnostics: &diagnostics).flatMap { value in
      if case .scalar("identity") = value.content { return Located(.identity, at: value.position) }
      return value.address(
        named: "address", orOneOf: ["identity"], diagnostics: &diagnostics
      ).map { Located(.fixed($0.value), at: $0.position) }
    }
    physical = reader.address("physical", diagnostics: &diagnostics)
    payload = reader.raw("payload", diagnostics: &diagnostics)
      .flatMap { ScenarioDocument.PayloadClause($0, diagnostics: &diagnostics) }
    deviceTree = reader.raw("device_tree", diagnostics: &diagnostics).flatMap { value in
      if case .scalar("start") = value.content { return Located(.start, at: value.position) }
      if case .scalar("end") = value.content { return Located(.end, at: value.position) }
      return value.address(
        named: "device_tree", orOneOf: ["start", "end"], diagnostics: &diagnostics
      ).map { Located(.fixed($0.value), at: $0.position) }
    }
    devices = reader.list("devices", diagnostics: &diagnostics)?.value.compactMap {
      $0.choice(VirtualDevice.self, named: "an element of devices", diagnostics: &diagnostics)
    }
    passthrough =
      reader.list("passthrough", diagnostics: &diagnostics)?.value.compactMap { value in
        Self.passthrough(value, diagnostics: &diagnostics).map { Located($0, at: value.position) }
      } ?? []
    onFailure = reader.raw("on_failure", diagnostics: &diagnostics).flatMap { value in
      Self.onFailure(value, diagnostics: &diagnostics).map { Located($0, at: value.position) }
    }
    health = reader.raw("health", diagnostics: &diagnostics)
      .flatMap { ScenarioDocument.HealthClause($0, diagnostics: &diagnostics) }
    autostart = reader.boolean("autostart", diagnostics: &diagnostics)?.value ?? true
    role = reader.choice("role", diagnostics: &diagnostics)
    managed = reader.list("managed", diagnostics: &diagnostics).map { list in
      Located(
        list.value.compactMap {
          $0.choice(ManagedWord.self, named: "an element of managed", diagnostics: &diagnostics)
        }, at: list.position)
    }
    expectations = reader.texts("expect", diagnostics: &diagnostics)?.value.map(\.value) ?? []
    precondition(reader.isExhausted)
  }

  private static func interrupts(
    _ value: YAMLValue, diagnostics: inout DiagnosticList
  ) -> Located<ScenarioDocument.InterruptClause>? {
    guard case .mapping = value.content else {
      return value.choice(InterruptWord.self, named: "interrupts", diagnostics: &diagnostics)
        .map { Located($0.value == .virtual ? .virtual : .direct(nil), at: $0.position) }
    }
    guard var reader = MappingReader(value, as: .interrupts, diagnostics: &diagnostics),
      let variant: Located<DirectVariant> = reader.choice("direct", diagnostics: &diagnostics)
    else { return nil }
    return Located(.direct(variant.value), at: variant.position)
  }

  private static func passthrough(
    _ value: YAMLValue, diagnostics: inout DiagnosticList
  ) -> ScenarioDocument.PassthroughClause? {
    if case .scalar(let name) = value.content { return .named(name) }
    guard var reader = MappingReader(value, as: .passthrough, diagnostics: &diagnostics) else {
      return nil
    }
    return .described(
      name: reader.text("name", diagnostics: &diagnostics),
      compatible: reader.texts("compatible", diagnostics: &diagnostics)?.value.map(\.value) ?? [],
      address: reader.address("address", diagnostics: &diagnostics),
      size: reader.size("size", diagnostics: &diagnostics),
      interrupts: reader.integers("interrupts", diagnostics: &diagnostics)?.value ?? [])
  }

  private static func onFailure(
    _ value: YAMLValue, diagnostics: inout DiagnosticList
  ) -> ScenarioDocument.FailureClause? {
    guard case .mapping = value.content else {
      return value.choice(FailureWord.self, named: "on_failure", diagnostics: &diagnostics)
        .map { .word($0.value) }
    }
    return ScenarioDocument.RestartClause(failure: value, diagnostics: &diagnostics)
      .map { .restart(limit: $0.limit, backOff: $0.backOff) }
  }
}

extension ScenarioDocument.PayloadClause {
  init?(_ value: YAMLValue, diagnostics: inout DiagnosticList) {
    guard var reader = MappingReader(value, as: .payload, diagnostics: &diagnostics) else {
      return nil
    }
    position = reader.position
    let kinds = PayloadKind.allCases
    let files = kinds.compactMap { kind in
      reader.text(kind.rawValue, diagnostics: &diagnostics).map { (kind: kind, file: $0) }
    }
    initialRamdisk = reader.text("initrd", diagnostics: &diagnostics)
    arguments = reader.text("arguments", diagnostics: &diagnostics)
    address = reader.address("address", diagnostics: &diagnostics)
    entry = reader.address("entry", diagnostics: &diagnostics)
    precondition(reader.isExhausted)

    guard let first = files.first else {
      // A kind that is there and unreadable has been complained about.
      if !kinds.contains(where: { reader.has($0.rawValue) }) {
        diagnostics.error(
          "the payload names no file", at: position,
          remedy: "write one of \(alternatives(kinds.map(\.rawValue))) and its file")
      }
      return nil
    }
    for (kind, file) in files.dropFirst() {
      diagnostics.error(
        "the payload is \"\(first.kind.rawValue)\" and \"\(kind.rawValue)\" at once",
        at: file.position, remedy: "keep one of them")
    }
    kind = first.kind
    file = first.file
    if kind != .linux, initialRamdisk != nil {
      diagnostics.error(
        "\"initrd\" does not go with \"\(kind.rawValue)\"", at: reader.place("initrd"),
        remedy: "leave it out; only \"linux\" takes an initial ramdisk")
    }
    for key in ["address", "entry"] where kind != .raw && reader.has(key) {
      diagnostics.error(
        "\"\(key)\" does not go with \"\(kind.rawValue)\"", at: reader.place(key),
        remedy: "leave it out; \(kind.title) says by itself where it goes")
    }
  }
}
