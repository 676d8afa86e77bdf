import Foundation
import Testing

/// The program itself, as this machine runs it: here is no control device.
@Suite struct ProgramTests {
  private static func run(_ arguments: [String]) throws -> (Int32, String, String) {
    let process = Process()
    // Built beside the tests.
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "martletctl")
    process.arguments = arguments
    let (output, complaints) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaints
    try process.run()
    let texts = try [output, complaints].map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  @Test func itHelps() throws {
    let (code, output, complaints) = try Self.run([])
    #expect(code == 0 && complaints.isEmpty)
    #expect(output.contains("vm move VM POOL") && output.contains("Exit codes"))
  }

  @Test func itSaysThatThereIsNoDevice() throws {
    let (code, output, complaints) = try Self.run(["list", "--json"])
    #expect(code == 2 && output.isEmpty)
    #expect(complaints.hasPrefix("martletctl: this machine has no control device"))
  }

  @Test func itSaysWhatIsWrong() throws {
    let (code, _, complaints) = try Self.run(["li st"])
    #expect(code == 1)
    #expect(complaints.hasPrefix("martletctl: no command \"li?st\""))
  }
}
