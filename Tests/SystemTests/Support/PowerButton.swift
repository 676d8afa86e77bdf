import Foundation

/// The board's power button: line 3 of its GPIO controller, pressed through QEMU's monitor.
struct PowerButton {
  private let pipe: URL

  /// Makes the two pipes of the monitor among the logs of the run.
  init(_ name: String) throws {
    let logs = Workshop.logs(name)
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    pipe = logs.appending(path: "monitor")
    remove()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/mkfifo")
    process.arguments = Self.ends.map { pipe.path + $0 }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw SystemTestError("no pipes could be made in \(logs.path)")
    }
  }

  private static let ends = [".in", ".out"]

  /// Arguments to add to QEMU's.
  var arguments: [String] {
    ["-chardev", "pipe,id=monitor,path=\(pipe.path)", "-mon", "chardev=monitor,mode=readline"]
  }

  /// The line is high for a tenth of a second. Only while QEMU runs: it holds both ends of both pipes.
  func press() throws {
    let handle = try FileHandle(forUpdating: URL(filePath: pipe.path + Self.ends[0]))
    try handle.write(contentsOf: Data("system_powerdown\n".utf8))
    try handle.close()
  }

  func remove() {
    for end in Self.ends { try? FileManager.default.removeItem(atPath: pipe.path + end) }
  }
}
