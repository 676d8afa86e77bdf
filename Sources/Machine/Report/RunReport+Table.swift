extension RunReport {
  /// The report as a table, one row a VM, then exits by cause and the guests' own figures.
  public var table: String {
    var rows = [["VM", "state", "starts", "resets", "boot", "exits", "injected", "at EL2"]]
    for machine in virtualMachines {
      let exits = machine.virtualCPUs.map(\.exits).reduce(0, +)
      let injected = machine.virtualCPUs.map(\.injected).reduce(0, +)
      let time = machine.virtualCPUs.map(\.hypervisorTime).reduce(0, +)
      rows.append([
        machine.name, machine.state ?? "no report", machine.starts.map { "\($0)" } ?? "-",
        machine.resets.map { "\($0)" } ?? "-", machine.bootTime.map(Self.duration) ?? "-",
        machine.virtualCPUs.isEmpty ? "-" : "\(exits)",
        machine.virtualCPUs.isEmpty ? "-" : "\(injected)",
        machine.virtualCPUs.isEmpty ? "-" : Self.duration(time),
      ])
    }
    var lines = TextTable.lines(rows, left: [0, 1])
    for machine in virtualMachines {
      for cpu in machine.virtualCPUs.sorted(by: { $0.index < $1.index }) {
        let causes = cpu.causes.filter { $0.count > 0 }.sorted { $0.count > $1.count }
        guard !causes.isEmpty else { continue }
        let text = causes.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        lines.append("\(machine.name) vCPU \(cpu.index): \(text)")
      }
    }
    lines += virtualMachines.compactMap(\.figures)
    return lines.joined(separator: "\n")
  }

  /// Microseconds in the unit that reads best.
  static func duration(_ microseconds: UInt64) -> String {
    switch microseconds {
    case 0..<1000: "\(microseconds) us"
    case 1000..<1_000_000: "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
    default: "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
    }
  }
}
