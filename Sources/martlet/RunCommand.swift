internal import ArgumentParser
internal import Foundation
internal import Machine
internal import Scenario

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Boots a scenario under QEMU.",
    discussion: """
      On a terminal, keys go to the VM in focus; the console's escape key (Ctrl-T unless the scenario \
      says otherwise) followed by a VM's number changes the focus, by h shows help, by q reports and \
      powers off. Ctrl-] ends at once.

      Without a terminal, or with --expect, --send or --batch, every line is printed with its VM's \
      name, and the run ends when everything expected was shown: what the scenario lists under \
      `expect`, and each --expect. The --expect and --send of one VM happen in their order. \
      Exit code 3 when something did not appear. `martlet` in place of a VM stands for the \
      hypervisor's own lines, and for its monitor where it has one.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(help: "A text that must appear on a VM's console.")
  var expect: [String] = []

  @Option(
    help: """
      Text to type to a VM, with Enter unless it ends in \\c; \\r \\n \\t \\e \\\\ \\xNN as in C.
      """)
  var send: [String] = []

  @Option(help: "Seconds until a run that is not at its end fails.")
  var timeout: Int = 600

  @Option(help: "A folder for the logs: raw.log, martlet.log and one for each VM.")
  var log: String?

  @Flag(help: "Do not use the terminal even if there is one.")
  var batch = false

  @Option(
    help: """
      Boot the traced image, with the machine's memory in this file, for `martlet trace` and \
      `martlet top`.
      """, completion: .file())
  var trace: String?

  @Option(
    help: "A file name at which `martlet ctl` finds the machine; it then runs until it is ended.",
    completion: .file())
  var control: String?

  @OptionGroup var hypervisor: HypervisorOption

  @Option(
    name: .customLong("qemu"), parsing: .unconditionalSingleValue,
    help: "An argument to add to QEMU's command line; repeat it for more.")
  var extra: [String] = []

  func validate() throws {
    guard timeout > 0 else { throw ValidationError("--timeout is a number of seconds above zero") }
    for argument in expect where RunStep.expecting(argument) == nil {
      throw ValidationError("--expect \(argument): write VM:TEXT")
    }
    for argument in send where RunStep.sending(argument) == nil {
      throw ValidationError("--send \(argument): write VM:TEXT, with \\\\ for a backslash")
    }
  }

  func run() throws {
    let image = try hypervisor.load(for: scenario, isTraced: trace != nil)
    if trace != nil, !image.isTraced {
      report(
        "martlet: the hypervisor image keeps no trace; build one that does with"
          + " `scripts/image --trace`, or leave --trace out")
      throw ExitCode(.wrongInput)
    }
    let checked = try checkedScenario(scenario, for: image)
    let names = checked.virtualMachines.map(\.name)
    let steps = RunStep.ordered(
      CommandLine.arguments, expects: expect.compactMap(RunStep.expecting),
      sends: send.compactMap(RunStep.sending)
    ).map { $0.reachingHypervisor(unless: names) }
    if !image.sharesCores,
      steps.contains(where: { $0.isSend && $0.machine == RunStep.hypervisor })
    {
      report(
        "martlet: the hypervisor image has no monitor to type to; only one that shares cores has:"
          + " `scripts/image --sharing`")
      throw ExitCode(.wrongInput)
    }
    // Others may be created while the machine runs.
    for step in steps
    where step.machine != RunStep.hypervisor && !names.contains(step.machine)
      && checked.reserve == nil
    {
      report(
        "martlet: there is no VM \"\(step.machine)\" in \(scenario); its VMs are"
          + " \(names.joined(separator: ", "))")
      throw ExitCode(.wrongInput)
    }
    let isInteractive = !batch && steps.isEmpty && control == nil && MachineRun.hasTerminal
    let file = try bootableFile(checked, hypervisor: image) { plan in
      // Without a person there is nobody to change the focus: all output is shown.
      if !isInteractive { plan.console.mode = .lines }
    }
    var run = MachineRun(file)
    run.steps = steps
    run.timeout = .seconds(timeout)
    run.logFolder = log
    run.isInteractive = isInteractive
    run.memoryFile = trace
    run.controlPath = control
    run.extraArguments = extra
    if isInteractive { report(run.greeting) }
    let result: RunResult
    do {
      result = try run.start { bytes in FileHandle.standardOutput.write(Data(bytes)) }
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.missing)
    }
    try conclude(result, isInteractive: isInteractive)
  }

  private func conclude(_ result: RunResult, isInteractive: Bool) throws {
    if result.report.isPresent { print("\n" + result.report.table) }
    switch result.outcome {
    case .done:
      return
    case .ended:
      if isInteractive { return }
      report("martlet: the machine powered off too early:")
    case .timedOut:
      report("martlet: not at the end after \(timeout) seconds:")
    case .interrupted:
      if isInteractive { return }
      report("martlet: interrupted")
    case .failed(let status):
      report("martlet: QEMU failed with status \(status)")
    }
    for text in result.missing { report("  " + text) }
    throw ExitCode(.unexpected)
  }
}
