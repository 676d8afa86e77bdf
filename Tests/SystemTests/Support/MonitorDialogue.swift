import Machine
import Testing

/// What is typed to the hypervisor's monitor, and what it answers.
enum MonitorDialogue {
  static func type(_ line: String) -> RunStep {
    .send(machine: RunStep.hypervisor, bytes: [UInt8]("\(line)\r".utf8))
  }

  static func see(_ text: String) -> RunStep {
    .expect(machine: RunStep.hypervisor, text: text)
  }

  static func meet(_ point: String) -> RunStep {
    .meet(machine: RunStep.hypervisor, point: point)
  }

  /// Types commands that change something, each when the one before is answered. `verdicts` tells what the answers were:
  /// a refusal has "done" in it too.
  static func change(_ lines: String...) -> [RunStep] { lines.flatMap { [type($0), see("done")] } }

  /// Types a command that lists something about VMs; what ends its answer is the next prompt.
  static func list(_ line: String) -> [RunStep] {
    [type(line), see(line), see("VM "), see("> ")]
  }

  /// The answers to all commands that change something, in their order.
  static func verdicts(_ result: RunResult) -> [String] {
    result.hypervisorLines.filter { $0 == "done" || $0.hasPrefix("not done: ") }
  }

  /// The words of each line between a command's `turn`th time and the next prompt.
  static func answer(_ result: RunResult, to command: String, turn: Int = 0) -> [[Substring]] {
    let lines = result.hypervisorLines
    let starts = lines.indices.filter { lines[$0] == "> \(command)" }
    guard starts.indices.contains(turn) else { return [] }
    return lines[(starts[turn] + 1)...].prefix { !$0.hasPrefix("> ") }.map {
      $0.split(separator: " ")
    }
  }

  /// The first row of a table that begins with these words.
  static func row(_ table: [[Substring]], _ words: String...) -> [Substring] {
    let start = words.map { Substring($0) }
    // As long as any, so that a table that is not as expected is a failure and no trap.
    return (table.first { $0.starts(with: start) } ?? []) + Array(repeating: "", count: 8)
  }
}
