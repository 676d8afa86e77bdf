import ChannelDevice
import Core
import TerminalTool
import TestSupport

/// A machine in which the program runs, and what else happens in it whenever the program waits.
final class FakeMachine {
  let channels: [FakeChannel]
  private(set) var isStopped = false
  private(set) var waits: [(interest: TerminalInterest, milliseconds: UInt32)] = []
  /// What others do meanwhile; false ends the program.
  private var happen: (FakeMachine) -> Bool = { _ in false }

  init(_ channels: [FakeChannel]) { self.channels = channels }

  func pass(_ interest: TerminalInterest, _ milliseconds: UInt32) {
    waits.append((interest, milliseconds))
    // A test that waits for what never comes must end, too.
    if waits.count > 100_000 || !happen(self) { isStopped = true }
  }

  func run(
    _ line: String, _ happen: @escaping (FakeMachine) -> Bool = { _ in false }
  ) -> (code: Int32, output: String, complaints: String) {
    isStopped = false
    waits = []
    self.happen = happen
    for channel in channels { channel.isTaken = false }
    return Self.run(line) { () throws(ChannelFailure) in FakeBoard(machine: self) }
  }

  static func run(
    _ line: String, open: () throws(ChannelFailure) -> FakeBoard
  ) -> (code: Int32, output: String, complaints: String) {
    let console = FakeConsole()
    let bytes: [UInt8] = line.split(separator: " ").flatMap { [UInt8]($0.utf8) + [0] }
    let code = TerminalTool.run(bytes.span.raw, console, open: open)
    return (code, console.output, console.complaints)
  }
}
