import ControlTool
import Core
import TestSupport

extension FakeHypervisor {
  /// Runs the tool with a command line, of words with single spaces between.
  func run(_ line: String) -> (code: Int32, output: String, complaints: String) {
    // The process before has ended, and its locks with it.
    taken = 0
    return Self.run(line) { () throws(ControlFailure) in FakeBoard(hypervisor: self) }
  }

  /// The same with somebody at a terminal, or a file as input.
  func run(_ line: String, _ terminal: FakeTerminal) -> Int32 {
    taken = 0
    let bytes: [UInt8] = line.split(separator: " ").flatMap { [UInt8]($0.utf8) + [0] }
    terminal.hypervisor = self
    return ControlTool.run(bytes.span.raw, terminal) { () throws(ControlFailure) in
      FakeBoard(hypervisor: self)
    }
  }

  static func run(
    _ line: String, open: () throws(ControlFailure) -> FakeBoard
  ) -> (code: Int32, output: String, complaints: String) {
    let console = FakeConsole()
    let bytes: [UInt8] = line.split(separator: " ").flatMap { [UInt8]($0.utf8) + [0] }
    let code = ControlTool.run(bytes.span.raw, console, open: open)
    return (code, console.output, console.complaints)
  }
}
