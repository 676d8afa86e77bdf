import Foundation
import Machine
import Scenario
import Testing

/// One boot of a scenario, and what must come of it.
struct SystemRun {
  /// The folder of its logs.
  var name: String
  var scenario: String
  /// In addition to what the scenario expects.
  var steps: [RunStep] = []
  /// None: the one that `martlet` would take.
  var image: Workshop.Image?
  /// Gets the machine's memory.
  var memoryFile: String?
  /// Only there to end a run that hangs: far more than it needs on a busy machine.
  var timeout: Duration = .seconds(300)
  /// Arguments to add to QEMU's.
  var extraArguments: [String] = []
  /// Where `martlet ctl` finds it; it ends when that ends it.
  var controlPath: String?
  /// Gets what `martlet run` would show, each line with its writer in front.
  var onOutput: ([UInt8]) -> Void = { _ in }

  init(_ name: String, _ scenario: String, steps: [RunStep] = []) {
    self.name = name
    self.scenario = scenario
    self.steps = steps
  }

  /// Boots it, waits for everything expected, and powers it off by the console. Requires that all
  /// this happened: every VM has left its cores when the report is there, but those that cannot be
  /// made to, which have not.
  func requireSuccess(leaving: Set<String> = []) throws -> RunResult {
    let result = try start()
    let story = "\(result.outcome)\(result.missing.map { "\n  " + $0 }.joined())\n\(tail(result))"
    try #require(result.outcome == .done, "\(name): \(story)")
    try #require(result.report.isPresent, "\(name): no report, so it did not power off\n\(story)")
    for machine in result.report.virtualMachines {
      let states: Set = leaving.contains(machine.name) ? ["leaving"] : ["off", "failed"]
      #expect(states.contains(machine.state ?? ""), "\(name): \(machine.name)\n\(story)")
    }
    #expect(
      !result.hypervisorLines.contains { $0.hasPrefix("epitaph") } || image == .testHooks,
      "\(name): the hypervisor failed\n\(story)")
    return result
  }

  /// Boots it and tells how it went.
  func start() throws -> RunResult {
    let file = try Workshop.file(scenario, on: image)
    var run = MachineRun(file)
    run.steps = steps
    run.timeout = timeout
    run.memoryFile = memoryFile
    run.controlPath = controlPath
    run.farewell = .seconds(60)
    run.logFolder = Workshop.logs(name).path
    run.extraArguments = extraArguments
    return try run.start(output: onOutput)
  }

  /// The end of the console, for the message of a failed test.
  private func tail(_ result: RunResult) -> String {
    let lines = result.lines.suffix(25).map { line in
      switch line.source {
      case .machine(let name): "  [\(name)] \(line.text)"
      case .hypervisor: "  martlet: \(line.text)"
      case .board: "  \(line.text)"
      }
    }
    return "  the last of \(Workshop.logs(name).path)/raw.log:\n" + lines.joined(separator: "\n")
  }
}
