internal import Core

extension CheckingPass {
  /// Everything about channels but their place on the board.
  mutating func checkChannels() {
    guard let list = document.channels else { return }
    let names = list.value.map(\.name)
    for case let name? in names { checkName(name, of: "a channel") }
    checkUnique(names, of: "channel")
    if list.value.count > ChannelPlatform.mostChannels {
      diagnostics.error(
        "there are \(list.value.count) channels", at: list.position,
        remedy: "use at most \(ChannelPlatform.mostChannels)")
    }
    channels = list.value.map { checkChannel($0) }
    checkEndCounts(list.value)
    checkSpareInterrupts(list.value)
  }

  /// Whether the VM is an end of a channel.
  func hasChannels(_ index: Int) -> Bool {
    guard let name = clauses[index].name?.value, let list = document.channels else { return false }
    return list.value.contains { channel in
      channel.between?.value.contains { $0.value == name } ?? false
    }
  }

  /// Where guests find their channels, on a bus or without one.
  static let channelPlaces = [
    (ChannelPlatform.registerBase, ChannelPlatform.registerSize),
    (PCIPlatform.registerBase, PCIPlatform.registerSize),
    (PCIPlatform.configurationBase, PCIPlatform.configurationSize),
    (PCIPlatform.memoryBase, PCIPlatform.memorySize),
  ].map { base, size in base..<(base + size) }

  private mutating func checkChannel(
    _ clause: ScenarioDocument.ChannelClause
  ) -> CheckedScenario.Channel? {
    let machines = checkEnds(clause)
    let parts = checkParts(clause)
    guard let name = clause.name, let machines, let parts else { return nil }
    return .init(name: name.value, position: name.position, machines: machines, parts: parts)
  }

  /// The two VMs; nil, with complaints, when they are not two.
  private mutating func checkEnds(_ clause: ScenarioDocument.ChannelClause) -> [Int]? {
    guard let between = clause.between else { return nil }
    var machines: [Int] = []
    var isRight = true
    for name in between.value {
      guard let index = machine(named: name) else {
        isRight = false
        continue
      }
      if machines.contains(index) {
        diagnostics.error(
          "VM \"\(name.value)\" is both ends of the channel", at: name.position,
          remedy: "name two different VMs")
        isRight = false
      }
      machines.append(index)
    }
    if between.value.count != 2 {
      diagnostics.error(
        "a channel is between two VMs, and here are \(between.value.count)", at: between.position,
        remedy: "name two; several VMs need a channel for each pair")
      isRight = false
    }
    return isRight ? machines : nil
  }

  /// Nil, with a complaint, when there is no such VM.
  mutating func machine(named name: Located<String>) -> Int? {
    index(of: name, among: clauses.map { $0.name?.value }, "VM", definedUnder: "vms")
  }

  /// The same of a channel.
  mutating func channel(named name: Located<String>) -> Int? {
    let names = document.channels?.value.map { $0.name?.value } ?? []
    return index(of: name, among: names, "channel", definedUnder: "channels")
  }

  /// Nil, with complaints, when the sizes or writers are not right.
  private mutating func checkParts(
    _ clause: ScenarioDocument.ChannelClause
  ) -> [ChannelPlan.Part]? {
    let sizePlace = clause.places["size"]
    guard let partsPlace = clause.places["parts"] else {
      guard let size = clause.size else {
        if sizePlace == nil {
          diagnostics.error(
            "the channel has no memory", at: clause.position,
            remedy: "add `size: 64KiB`, or `parts` with a writer for each")
        }
        return nil
      }
      return isSize(size) ? [.init(size: size.value)] : nil
    }
    if let sizePlace {
      diagnostics.error(
        "the channel has a \"size\" and \"parts\" at once", at: sizePlace,
        remedy: "leave \"size\" out; the channel is as large as its parts")
    }
    guard let list = clause.parts else { return nil }
    var parts: [ChannelPlan.Part] = []
    var isRight = sizePlace == nil
    for part in list.value {
      var writers: UInt32 = 3
      if let writer = part.writer {
        let ends = clause.between?.value.map(\.value) ?? []
        if let end = ends.firstIndex(of: writer.value) {
          writers = 1 << UInt32(min(end, 1))
        } else if clause.between != nil {
          diagnostics.error(
            "\"\(writer.value)\" is not an end of the channel", at: writer.position,
            remedy: ends.isEmpty
              ? "name the VMs with `between`" : suggestion(for: writer.value, among: ends))
          isRight = false
        }
      }
      guard let size = part.size, isSize(size) else {
        isRight = false
        continue
      }
      parts.append(.init(size: size.value, writers: writers))
    }
    if list.value.isEmpty {
      diagnostics.error(
        "the channel has no memory", at: partsPlace, remedy: "name at least one part")
      isRight = false
    } else if list.value.count > ChannelPlatform.mostParts {
      diagnostics.error(
        "the channel has \(list.value.count) parts",
        at: list.value[ChannelPlatform.mostParts].position,
        remedy: "use at most \(ChannelPlatform.mostParts)")
      isRight = false
    }
    let total = parts.reduce(0) { $0 + $1.size }
    if isRight, total > ChannelPlatform.largestSize {
      diagnostics.error(
        "the parts have \(ByteSize.describe(total)) together", at: partsPlace,
        remedy: "use at most \(ByteSize.describe(ChannelPlatform.largestSize))")
      isRight = false
    }
    return isRight ? parts : nil
  }

  private mutating func isSize(_ size: Located<UInt64>) -> Bool {
    if size.value == 0 || size.value % Planner.page != 0 {
      let right = max(Planner.page, roundUp(size.value, to: Planner.page))
      diagnostics.error(
        "the size \(ByteSize.describe(size.value)) is not a multiple of 4KiB", at: size.position,
        remedy: "use \(ByteSize.describe(right))")
      return false
    }
    if size.value > ChannelPlatform.largestSize {
      diagnostics.error(
        "a channel of \(ByteSize.describe(size.value)) is too large", at: size.position,
        remedy: "use at most \(ByteSize.describe(ChannelPlatform.largestSize))")
      return false
    }
    return true
  }

  private mutating func checkEndCounts(_ list: [ScenarioDocument.ChannelClause]) {
    var counts: [Int: Int] = [:]
    for (clause, channel) in zip(list, channels) {
      guard let channel else { continue }
      for (place, machine) in zip(clause.between?.value ?? [], channel.machines) {
        counts[machine, default: 0] += 1
        if counts[machine] == ChannelPlatform.mostEnds + 1 {
          diagnostics.error(
            "\(title(machine)) has more than \(ChannelPlatform.mostEnds) channels",
            at: place.position, remedy: "use at most \(ChannelPlatform.mostEnds) for each VM")
        }
      }
    }
  }

  /// Each end in a `direct` VM takes one, as each device does that the hypervisor plays for such a VM.
  private mutating func checkSpareInterrupts(_ list: [ScenarioDocument.ChannelClause]) {
    let spares = board.largest.spareInterrupts.count
    var taken = 0
    for index in clauses.indices where isDirect(index) {
      let devices = machines[index]?.devices ?? []
      taken += (devices.contains(.uart) ? 1 : 0) + (devices.contains(.rtc) ? 1 : 0)
    }
    for (clause, channel) in zip(list, channels) {
      guard let channel else { continue }
      for (place, machine) in zip(clause.between?.value ?? [], channel.machines)
      where isDirect(machine) {
        taken += 1
        if taken == spares + 1 {
          diagnostics.error(
            "the board has no interrupt left for this end in \(title(machine)), which is direct:"
              + " \(board.name) has \(spares) to spare", at: place.position,
            remedy: "use fewer channels or devices in VMs with `interrupts: direct`")
        }
      }
    }
  }
}
