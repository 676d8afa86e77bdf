private import Foundation
public import Scenario

/// A bootable file and how to run it under QEMU: what `martlet run` and the system tests use.
public struct MachineRun: Sendable {
  public var file: BootableFile
  /// In addition to the scenario's own expectations.
  public var steps: [RunStep] = []
  public var timeout: Duration = .seconds(600)
  /// Time for the machine to report and power off once everything is done.
  public var farewell: Duration = .seconds(20)
  public var logFolder: String?
  public var isInteractive = false
  /// Added to QEMU's command line.
  public var extraArguments: [String] = []
  /// A file that holds the machine's memory while it runs, and afterwards.
  public var memoryFile: String?
  /// A file name at which `martlet ctl` finds the run, which then goes on until it is ended.
  public var controlPath: String?
  /// Whether what the scenario lists under `expect` is waited for.
  public var usesScenarioExpectations = true

  public init(_ file: BootableFile) {
    self.file = file
  }

  /// Whether a person sits at both ends of this program.
  public static var hasTerminal: Bool { Terminal.isInteractive }

  /// How to find the way out, for a person.
  public var greeting: String {
    let escape = Self.name(ofKey: file.plan.console.escape)
    let machines = file.plan.virtualMachines.enumerated().map { index, machine in
      "\(String(index, radix: 16)) \(machine.name)"
    }
    return "martlet: \(escape) then \(machines.joined(separator: ", ")): to that VM;"
      + " \(escape) h: help; \(escape) q: report and power off; Ctrl-]: leave at once"
  }

  static func name(ofKey byte: UInt8) -> String {
    byte < 0x20
      ? "Ctrl-" + String(decoding: [byte + 0x40], as: UTF8.self)
      : String(decoding: [byte], as: UTF8.self)
  }

  /// Takes away what an earlier run left there; nothing else is touched.
  private static func clear(_ path: String) throws(EmulatorError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let isEmpty = attributes?[.size] as? Int == 0
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      isEmpty || (try? TraceFile(path: path)) != nil
    else { throw .notMemory(path: path) }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .fileNotWritten(path: path, reason: error.localizedDescription)
    }
  }

  /// Boots the file and returns when the machine has ended. `output` gets what is to be shown.
  public func start(
    emulator given: Emulator? = nil, output: @escaping ([UInt8]) -> Void
  ) throws(EmulatorError) -> RunResult {
    let emulator = if let given { given } else { try Emulator.find() }
    if let memoryFile { try Self.clear(memoryFile) }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-\(UUID().uuidString)", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = folder.appendingPathComponent("image").path
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(file.bytes).write(to: URL(fileURLWithPath: image))
    } catch {
      throw .fileNotWritten(path: image, reason: error.localizedDescription)
    }
    let plan = file.plan
    let names = plan.virtualMachines.map(\.name)
    let log: RunLog? =
      if let logFolder { try RunLog(folder: logFolder, names: names) } else { nil }
    var expectations: [(machine: String, text: String)] = []
    var steps = steps
    if usesScenarioExpectations {
      for machine in plan.virtualMachines.reversed() {
        if let script = RunStep.script(of: machine.expectations, machine: machine.name) {
          steps = script + steps
        } else {
          expectations += machine.expectations.map { (machine: machine.name, text: $0) }
        }
      }
    }
    var options = RunSession.Options(
      names: names, escape: plan.console.escape, focus: plan.console.focus,
      isRaw: plan.console.mode == .raw, isInteractive: isInteractive, timeout: timeout,
      farewell: farewell)
    options.service = plan.virtualMachines.first { $0.isService }?.name
    options.isServed = controlPath != nil
    var session = RunSession(
      options: options, script: RunScript(steps: steps, expectations: expectations), log: log,
      output: output)
    var machine = try EmulatedMachine(
      emulator: emulator,
      arguments: try Emulator.arguments(
        board: plan.board, image: image, memoryFile: memoryFile, extra: extraArguments),
      isInteractive: isInteractive, complaints: folder.appendingPathComponent("qemu").path,
      control: controlPath)
    let start = ContinuousClock.now
    let result = session.run(&machine) { ContinuousClock.now - start }
    if case .failed(let status) = result.outcome, result.lines.isEmpty {
      let complaints = machine.emulatorComplaints.trimmingCharacters(in: .whitespacesAndNewlines)
      throw .unusable(
        path: emulator.path, reason: complaints.isEmpty ? "status \(status)" : complaints)
    }
    return result
  }
}
