import Foundation

/// The program `martlet`, as built with these tests.
enum Program {
  /// SwiftPM puts it beside the tests.
  static let path = URL(filePath: CommandLine.arguments[0]).absoluteURL
    .deletingLastPathComponent().appending(path: "martlet")

  /// Runs it to its end; what it prints must be shorter than a pipe.
  static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let (status, output) = try run(path, arguments)
    return (status, String(decoding: output, as: UTF8.self))
  }

  /// What a file of `gzip` has in it.
  static func unpack(_ file: String) throws -> Data {
    let (status, output) = try run(URL(filePath: "/bin/gzip"), ["-dc", file])
    guard status == 0 else { throw SystemTestError("\(file) cannot be unpacked") }
    return output
  }

  private static func run(
    _ program: URL, _ arguments: [String]
  ) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = Workshop.root
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }
}
