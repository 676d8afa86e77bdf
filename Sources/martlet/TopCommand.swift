internal import ArgumentParser
internal import Foundation
internal import Machine

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Shows where virtual cores spend their time, and why they leave.",
    discussion: """
      MEMORY is as for `martlet trace`. The first table is about the time since boot, each further \
      one about the time since the one before. Without --count one table is printed, or on a \
      terminal one after the other until Ctrl-C.

      A bound virtual core's own sleep counts as the guest's: it is no exit.
      """)

  @Argument(help: "The machine's memory.", completion: .file())
  var memory: String

  @Option(help: "Seconds between two tables.")
  var interval: Double = 2

  @Option(help: "How many tables.")
  var count: Int?

  func validate() throws {
    guard interval > 0, interval <= 3600 else {
      throw ValidationError("--interval is a number of seconds above zero, at most 3600")
    }
    guard count ?? 1 > 0 else { throw ValidationError("--count is a number above zero") }
  }

  func run() throws {
    do {
      var file = try TraceFile(path: memory)
      let isLive = count == nil && MachineRun.hasTerminal
      var top = TraceTop()
      var time = ContinuousClock.now
      show(top.table(try file.snapshot()), isLive)
      var rest = count.map { $0 - 1 } ?? (isLive ? Int.max : 0)
      while rest > 0 {
        Thread.sleep(forTimeInterval: interval)
        let snapshot = try file.snapshot()
        let elapsed = (ContinuousClock.now - time).components
        time = .now
        let nanoseconds =
          UInt64(elapsed.seconds) * 1_000_000_000 + UInt64(elapsed.attoseconds / 1_000_000_000)
        show(top.table(snapshot, elapsed: nanoseconds), isLive)
        rest -= 1
      }
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.wrongInput)
    }
  }

  /// On a terminal each table takes the place of the one before. Written at once, also into a pipe.
  private func show(_ table: String, _ isLive: Bool) {
    let text = (isLive ? "\u{1B}[2J\u{1B}[H" : "") + table + (isLive ? "\n" : "\n\n")
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
