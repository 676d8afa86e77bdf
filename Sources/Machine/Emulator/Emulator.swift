private import Foundation
public import Scenario

/// An installed QEMU for AArch64 machines.
public struct Emulator: Sendable, Equatable {
  /// The oldest version whose `virt` board is known to work.
  static let oldestMajorVersion = 10

  public let path: String
  /// As QEMU tells it, such as `10.0.2`.
  public let version: String

  /// The emulator named by MARTLET_QEMU, else the first in PATH; of this process unless given.
  public static func find(
    environment given: [String: String]? = nil
  ) throws(EmulatorError) -> Emulator {
    let environment = given ?? ProcessInfo.processInfo.environment
    let candidates =
      if let named = environment["MARTLET_QEMU"], !named.isEmpty {
        [named]
      } else {
        (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/qemu-system-aarch64" }
      }
    guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw .missing }
    return try Emulator(path: path)
  }

  /// Asks the program for its version.
  init(path: String) throws(EmulatorError) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["--version"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw .unusable(path: path, reason: error.localizedDescription)
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let version = Self.version(in: text), let major = version.split(separator: ".").first
    else { throw .unusable(path: path, reason: "it does not tell its version") }
    guard let number = Int(major), number >= Self.oldestMajorVersion else {
      throw .tooOld(path: path, version: version)
    }
    self.path = path
    self.version = version
  }

  /// The number in `QEMU emulator version 10.0.2 (Debian …)`.
  static func version(in text: String) -> String? {
    let words = text.split { $0 == " " || $0 == "\n" }
    guard let place = words.firstIndex(of: "version"), words.indices.contains(place + 1) else {
      return nil
    }
    return String(words[place + 1])
  }

  /// The command line that boots `image` on the board with its console on standard input and output.
  public static func arguments(
    board: BoardModel, image: String, memoryFile: String? = nil, extra: [String] = []
  ) throws(EmulatorError) -> [String] {
    guard let own = board.emulatorArguments else { throw .boardNotEmulated(board.name) }
    let size = "\(board.memorySize >> 20)M"
    let memory = memoryFile.map { path in
      [
        "-object",
        "memory-backend-file,id=memory,size=\(size),share=on,mem-path=\(path.doublingCommas)",
        "-machine", "memory-backend=memory",
      ]
    }
    return own + (memory ?? []) + [
      "-smp", "\(board.cores.count)", "-m", size,
      // Signals belong to this program, not to the guest's console.
      "-display", "none", "-monitor", "none", "-chardev", "stdio,id=console,signal=off",
      "-serial", "chardev:console", "-no-reboot", "-kernel", image,
    ] + extra
  }
}

extension String {
  /// As QEMU wants a comma within the value of an option.
  fileprivate var doublingCommas: String {
    split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
  }
}
