internal import ArgumentParser
internal import Bench
internal import Foundation

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Tells in which functions one exit spends its instructions.",
    discussion: """
      Counted by a plugin of QEMU, not by the guest. METRIC is one of `martlet bench`, such as \
      \(BenchMetric.all[0].name), or \(BenchMetric.reset).
      """)

  @Argument(help: "What to profile.")
  var metric: String

  @Option(
    help:
      "The interrupt mode: virtual, fiq, doorbell, guarded-doorbell; or traced: virtual with a trace; sharing: virtual on the image that shares cores; shared: on shared cores.",
    transform: { name in
      guard let mode = MartletPeer.Mode(rawValue: name) else {
        throw ValidationError(
          "--mode is virtual, fiq, doorbell, guarded-doorbell, traced, sharing or shared")
      }
      return mode
    })
  var mode = MartletPeer.Mode.virtual

  @Option(help: "How many functions to list.")
  var limit = 25

  @OptionGroup var files: BenchFiles

  func validate() throws {
    guard metric == BenchMetric.reset || BenchMetric.named(metric)?.path != nil else {
      let names = BenchMetric.followed.map(\.name) + [BenchMetric.reset]
      throw ValidationError(
        "there is no metric \(metric); there are \(names.joined(separator: ", "))")
    }
    guard limit > 0 else { throw ValidationError("--limit is a number above zero") }
  }

  func run() throws {
    let bench = try files.bench()
    do {
      let peer = bench.martlet(mode)
      if let absence = peer.absence { throw absence }
      let counter = try bench.executionCounter(of: mode)
      let profile =
        try BenchMetric.named(metric).map { try counter.profile($0, on: peer) }
        ?? counter.profileReset(on: peer)
      print("\(metric) on \(peer.title): \(profile.windows.last ?? 0) instructions")
      print(profile.table(limit: limit))
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.missing)
    }
  }
}
