internal import Scheduling

extension Explanation {
  /// Tables for a terminal.
  public var text: String {
    var parts = [
      "\(name) on \(board): \(count(cores.count, "core")) (\(processor)),"
        + " \(ByteSize.describe(memorySize))\nconsole: \(console)"
    ]
    parts.append(
      Self.table(
        title: "Cores", heads: ["core", "pool", "VM", "vCPU", "interrupts"],
        rows: cores.map { core in
          [
            String(core.number), core.pool ?? "-", owner(of: core) ?? "-",
            core.virtualCPU.map(String.init) ?? (core.sharers.isEmpty ? "-" : "shared"),
            (core.machine ?? core.sharers.first).map { machines[$0].interrupts } ?? "-",
          ]
        }))
    parts.append(
      Self.table(
        title: "Pools", heads: ["pool", "scheduler", "cores", "with"],
        rows: pools.map { pool in
          [
            pool.name, pool.scheduler.word.rawValue, Self.list(pool.cores), parameters(of: pool),
          ]
        }))
    parts.append(
      Self.table(
        title: "Memory of the board", heads: ["from", "to", "size", "use"],
        rows: memory.map { part in
          [
            hexadecimal(part.range.lowerBound), hexadecimal(part.range.upperBound),
            ByteSize.describe(part.range.upperBound - part.range.lowerBound), part.use,
          ]
        }))
    parts.append(
      Self.table(
        title: "Interrupts", heads: ["INTID", "for", "use"],
        rows: interrupts.map { interrupt in
          [
            String(interrupt.number),
            interrupt.machine.map { machines[$0].name } ?? "the hypervisor", interrupt.use,
          ]
        }))
    if !channels.isEmpty {
      parts.append(
        Self.table(
          title: "Channels", heads: ["channel", "VM", "writes", "where", "INTID"],
          rows: channels.flatMap { channel in channel.ends.map { row(of: channel, $0) } }))
    }
    parts += machines.map(Self.text)
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func row(of channel: Channel, _ end: Channel.End) -> [String] {
    let writes = channel.parts.map { part in
      part.writers.contains(end.machine)
        ? ByteSize.describe(part.size) : "(\(ByteSize.describe(part.size)))"
    }
    let role = channel.standby.map { $0 == end.machine ? ", standby" : ", primary" } ?? ""
    return [
      channel.name, machines[end.machine].name + role, writes.joined(separator: " "), end.place,
      String(end.interrupt),
    ]
  }

  /// Who has the core, or shares it.
  func owner(of core: Core) -> String? {
    if let machine = core.machine { return machines[machine].name }
    return core.sharers.isEmpty ? nil : Self.list(core.sharers.map { machines[$0].name })
  }

  private func parameters(of pool: PoolPlan) -> String {
    var words: [String] = []
    if pool.quantum > 0 { words.append("quantum \(TimeSpan.describe(pool.quantum))") }
    if pool.scheduler == .timePartition {
      words.append("frame \(TimeSpan.describe(pool.frame))")
      words.append("slack \((pool.donatesSlack ? Slack.donate : .idle).rawValue)")
      for window in pool.windows {
        words.append(
          "\(machines[window.machine].name) \(TimeSpan.describe(window.start)) to"
            + " \(TimeSpan.describe(window.start + window.length))")
      }
    }
    return words.isEmpty ? "-" : Self.list(words)
  }

  private static func text(_ machine: Machine) -> String {
    var rows = places(machine)
    rows += [
      ("interrupts", machine.interrupts),
      (
        "memory",
        "\(ByteSize.describe(machine.memory.size)) at \(hexadecimal(machine.memory.guest))"
          + (machine.memory.guest == machine.memory.physical
            ? ", where it really is" : ", really \(hexadecimal(machine.memory.physical))")
      ),
      ("device tree", hexadecimal(machine.deviceTree)),
      ("payload", "\(machine.payload) \(machine.payloadFile)"),
    ]
    for load in machine.loads {
      rows.append(
        (
          "",
          "\(load.what) at \(hexadecimal(load.range.lowerBound)) to"
            + " \(hexadecimal(load.range.upperBound))"
        ))
    }
    rows.append(("entry", hexadecimal(machine.entry)))
    if let arguments = machine.arguments { rows.append(("arguments", arguments)) }
    rows.append(("devices", machine.devices.isEmpty ? "none" : list(machine.devices)))
    rows.append(("on failure", machine.onFailure))
    if machine.isService { rows.append(("role", "service, by the control device at PCI 00:01.0")) }
    if !machine.managed.isEmpty { rows.append(("managed", list(machine.managed))) }
    for line in machine.health { rows.append((line.what, line.rule)) }
    if !machine.autostart { rows.append(("autostart", "no")) }
    for text in machine.expectations { rows.append(("expects", text)) }
    let width = rows.map(\.0.count).max() ?? 0
    let lines = rows.map { "  \(padded($0.0, to: width))  \($0.1)" }
    return (["VM \(machine.name)"] + lines).joined(separator: "\n")
  }

  private static func places(_ machine: Machine) -> [(String, String)] {
    guard let share = machine.share else {
      return [("runs on", "pool \(machine.pool), cores \(list(machine.cores))")]
    }
    let vCPUs = count(share.cores.count, "vCPU")
    var rows = [
      ("runs on", "pool \(machine.pool), \(vCPUs) on cores \(list(machine.cores)), shared")
    ]
    if Set(share.cores.map(Set.init)).count > 1 {
      for (number, cores) in share.cores.enumerated() {
        rows.append(("", "vCPU \(number) on cores \(list(cores))"))
      }
    }
    let words = [
      share.priority.map { "priority \($0)" }, share.weight.map { "weight \($0)" },
      share.cap.map { "cap \($0) %" }, share.budget.map { "budget \(TimeSpan.describe($0))" },
      share.period.map { "period \(TimeSpan.describe($0))" },
    ].compactMap { $0 }
    if !words.isEmpty { rows.append(("share", list(words))) }
    if let guarding = share.guarding {
      rows.append(("guard", text(guarding, pool: share.guardPool ?? "?")))
    }
    if let exits = share.exits {
      rows.append(("exits", "at most \(exits.most) in \(TimeSpan.describe(exits.period))"))
    }
    return rows
  }

  private static func text(_ guarding: GuardConfiguration, pool: String) -> String {
    "to pool \(pool) after \(guarding.misses) missed of \(guarding.of) periods"
      + " (\(TimeSpan.describe(guarding.budget)) within \(TimeSpan.describe(guarding.deadline)) of"
      + " \(TimeSpan.describe(guarding.period))), home after \(guarding.calm) calm ones, each for"
      + " \(TimeSpan.describe(guarding.dwell)) at least"
  }

  static func list<Element>(_ elements: [Element]) -> String {
    elements.map { "\($0)" }.joined(separator: ", ")
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func table(title: String, heads: [String], rows: [[String]]) -> String {
    let widths = heads.indices.map { column in
      ([heads] + rows).map { $0[column].count }.max() ?? 0
    }
    let lines = ([heads] + rows).map { row in
      let cells = zip(row, widths).map { padded($0, to: $1) }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return ([title] + lines).joined(separator: "\n")
  }
}
