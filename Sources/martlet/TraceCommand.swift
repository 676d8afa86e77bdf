internal import ArgumentParser
internal import Foundation
internal import Machine

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Reads the trace out of a machine's memory, for Perfetto.",
    discussion: """
      MEMORY is the file that `martlet run --trace` was given, while the machine runs or later, or a \
      dump of the memory of a machine that booted the traced image (QEMU's `pmemsave` or \
      `dump-guest-memory`). Open the output in https://ui.perfetto.dev.
      """)

  @Argument(help: "The machine's memory.", completion: .file())
  var memory: String

  @Option(name: .shortAndLong, help: "Where the trace goes.", completion: .file())
  var output: String = "martlet.pftrace"

  @Flag(help: "Print the events as lines of text instead.")
  var text = false

  func run() throws {
    let snapshot: TraceSnapshot
    do {
      var file = try TraceFile(path: memory)
      snapshot = try file.snapshot()
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.wrongInput)
    }
    if text {
      for line in snapshot.lines { print(line) }
      return
    }
    do {
      try Data(PerfettoTrace.file(snapshot)).write(to: URL(filePath: output))
    } catch {
      report("martlet: \(output) cannot be written: \(error.localizedDescription)")
      throw ExitCode(.missing)
    }
    for core in snapshot.cores {
      let older = core.lost > 0 ? ", \(core.lost) older ones overwritten" : ""
      print("core \(core.index): \(core.events.count) events\(older)")
    }
    print("\(output): open it in https://ui.perfetto.dev")
  }
}
