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
            String(core.number), core.pool ?? "-", core.machine.map { machines[$0].name } ?? "-",
            core.virtualCPU.map(String.init) ?? "-",
            core.machine.map { machines[$0].interrupts } ?? "-",
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
    parts += machines.map(Self.text)
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func text(_ machine: Machine) -> String {
    var rows: [(String, String)] = [
      ("runs on", "pool \(machine.pool), cores \(list(machine.cores))"),
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
    if !machine.autostart { rows.append(("autostart", "no")) }
    for text in machine.expectations { rows.append(("expects", text)) }
    let width = rows.map(\.0.count).max() ?? 0
    let lines = rows.map { "  \(padded($0.0, to: width))  \($0.1)" }
    return (["VM \(machine.name)"] + lines).joined(separator: "\n")
  }

  static func list<Element>(_ elements: [Element]) -> String {
    elements.map { "\($0)" }.joined(separator: ", ")
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func table(title: String, heads: [String], rows: [[String]]) -> String {
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
