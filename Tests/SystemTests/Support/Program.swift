import Foundation

/// The program `martlet`, as built with these tests.
enum Program {
  /// SwiftPM puts it beside the tests.
  static let path = URL(filePath: CommandLine.arguments[0]).absoluteURL
    .deletingLastPathComponent().appending(path: "martlet")

  /// Runs it to its end; what it prints must be shorter than a pipe.
  static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    process.currentDirectoryURL = Workshop.root
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
