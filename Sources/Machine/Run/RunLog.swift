private import Foundation

/// The files of a run: `raw.log` as it came, one file a VM, `martlet.log` with the hypervisor's lines
/// and `board.log` with what neither wrote.
public final class RunLog {
  private let folder: URL
  private var files: [String: FileHandle] = [:]

  /// Makes the folder, and empties the logs that are in it.
  public init(folder path: String, names: [String]) throws(EmulatorError) {
    folder = URL(fileURLWithPath: path, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in ["raw", "martlet", "board"] + names {
        files[name] = try Self.file(name, in: folder)
      }
    } catch {
      throw .fileNotWritten(path: path, reason: error.localizedDescription)
    }
  }

  private static func file(_ name: String, in folder: URL) throws -> FileHandle {
    let file = folder.appendingPathComponent(name + ".log")
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  public func write(raw bytes: [UInt8]) {
    try? files["raw"]?.write(contentsOf: Data(bytes))
  }

  public func write(_ line: ConsoleLine) {
    let name =
      switch line.source {
      case .machine(let name): name
      case .hypervisor: "martlet"
      case .board: "board"
      }
    // That of a VM that was created while the machine runs.
    if files[name] == nil { files[name] = try? Self.file(name, in: folder) }
    try? files[name]?.write(contentsOf: Data((line.text + "\n").utf8))
  }
}
