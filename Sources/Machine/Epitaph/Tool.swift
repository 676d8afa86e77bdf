private import Foundation

/// A program of this machine that is run to its end.
public enum Tool {
  /// The tool's path, if it is not one already: beside `swift`, where its version fits the code that is read, else in PATH.
  public static func find(_ name: String) -> String? {
    if name.hasPrefix("/") { return name }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let manager = FileManager.default
    for folder in folders where manager.isExecutableFile(atPath: "\(folder)/swift") {
      let compiler = URL(fileURLWithPath: "\(folder)/swift").resolvingSymlinksInPath()
      let candidate = compiler.deletingLastPathComponent().appendingPathComponent(name).path
      if manager.isExecutableFile(atPath: candidate) { return candidate }
    }
    return folders.map { "\($0)/\(name)" }.first { manager.isExecutableFile(atPath: $0) }
  }

  /// What it prints. Input goes through a file: a tool that answers while it reads would fill a pipe.
  public static func run(
    _ name: String, _ arguments: [String], input: String = ""
  ) throws(ToolError) -> String {
    guard let path = find(name) else { throw .missing(name) }
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
      try Data(input.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
      try process.run()
    } catch {
      throw .failed(name, reason: error.localizedDescription)
    }
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw .failed(name, reason: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return text
  }
}

/// Why a program of this machine did not do its work.
public enum ToolError: Error, Equatable {
  case missing(String)
  case failed(String, reason: String)
}
