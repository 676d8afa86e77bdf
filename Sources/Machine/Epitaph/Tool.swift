private import Foundation

/// Where this machine has a program.
public enum ToolPath {
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
}
