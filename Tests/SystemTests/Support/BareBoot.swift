import Foundation
import Machine
import Scenario

/// A boot of bytes that no scenario stands for, or of a machine without the hypervisor.
enum BareBoot {
  /// Boots a file as `martlet run` would, until the machine ends by itself.
  static func start(
    _ name: String, _ bytes: [UInt8], on board: BoardModel, extraArguments: [String] = []
  ) throws -> RunResult {
    let logs = Workshop.logs(name)
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    let image = logs.appending(path: "image")
    try Data(bytes).write(to: image)
    defer { try? FileManager.default.removeItem(at: image) }
    return try start(
      name, arguments: Emulator.arguments(board: board, image: image.path, extra: extraArguments))
  }

  /// Runs QEMU with these arguments until the machine ends by itself; a minute and a half is a failure.
  static func start(_ name: String, arguments: [String]) throws -> RunResult {
    let logs = Workshop.logs(name)
    let log = try RunLog(folder: logs.path, names: [])
    var session = RunSession(
      options: .init(names: [], timeout: .seconds(90)), script: RunScript(steps: []), log: log,
      output: { _ in })
    var machine = try EmulatedMachine(
      emulator: Emulator.find(), arguments: arguments, isInteractive: false,
      complaints: logs.appending(path: "qemu.log").path)
    let start = ContinuousClock.now
    return session.run(&machine) { ContinuousClock.now - start }
  }
}
