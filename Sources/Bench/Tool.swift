private import Foundation
private import Machine

/// A program of this machine that is run to its end.
enum Tool {
  /// What it prints. Input goes through a file: a tool that answers while it reads would fill a pipe.
  static func run(
    _ name: String, _ arguments: [String], input: String? = nil
  ) throws(BenchError) -> String {
    guard let path = ToolPath.find(name) else {
      throw .toolFailed(tool: name, reason: "it is not in PATH")
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      try Data((input ?? "").utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
      try process.run()
    } catch {
      throw .toolFailed(tool: name, reason: error.localizedDescription)
    }
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw .toolFailed(
        tool: name, reason: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return text
  }
}
