internal import ArgumentParser
internal import Bench
internal import Foundation
internal import Machine

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Counts the instructions of exits, beside bare metal and other hypervisors.",
    discussion: """
      The figures are numbers of executed instructions under QEMU, not times; two runs give the same. \
      `make bench` fetches what the peers need.
      """)

  @Option(help: "Write all figures to this file.", completion: .file(extensions: ["json"]))
  var json: String?

  @Option(help: "Draw a chart (needs gnuplot).", completion: .file(extensions: ["svg"]))
  var chart: String?

  @Option(help: "Write them as a page.", completion: .file(extensions: ["md"]))
  var markdown: String?

  @Option(
    help:
      "Measure only this machine (repeat for more): bare, martlet, martlet-fiq, martlet-doorbell, martlet-guarded-doorbell, martlet-traced, martlet-sharing, martlet-shared, xen, xen-native-wfi."
  )
  var peer: [String] = []

  @Option(help: "Measure nothing; take the figures from this file.", completion: .file())
  var from: String?

  @Option(help: "Hold the figures to these budgets; exit code 3 when one exceeds its own.")
  var budgets: String?

  @Flag(help: "Lower the budgets' limits to what was reached.")
  var tighten = false

  @Option(help: "Samples of each metric.")
  var samples = 1000

  @OptionGroup var files: BenchFiles

  func validate() throws {
    guard (1...16_000).contains(samples) else {
      throw ValidationError("--samples is a number from 1 to 16000")
    }
    guard !tighten || budgets != nil else {
      throw ValidationError("--tighten needs --budgets")
    }
  }

  func run() throws {
    do {
      let report = try from.map { try BenchReport(path: $0) } ?? measure()
      let limits = try budgets.map { try readBudgets(at: $0, for: report) }
      print(report.table)
      if let json { try report.json.write(to: URL(filePath: json)) }
      if let chart { try BenchChart.write(report, to: chart) }
      if let markdown {
        let name = chart.map { URL(filePath: $0).lastPathComponent }
        let page = report.markdown(chart: name, budgets: limits)
        try Data(page.utf8).write(to: URL(filePath: markdown))
      }
      if let limits { try hold(report, to: limits) }
    } catch let error as ExitCode {
      throw error
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.missing)
    }
  }

  private func readBudgets(at path: String, for measured: BenchReport) throws -> Budgets {
    var budgets = try Budgets(path: path)
    if tighten {
      budgets.tighten(to: measured)
      try budgets.json.write(to: URL(filePath: path))
    }
    return budgets
  }

  private func hold(_ measured: BenchReport, to budgets: Budgets) throws {
    guard budgets.cover(measured) else {
      report("martlet: no budgets are known for Swift \(measured.toolchain); nothing is held")
      return
    }
    let excesses = budgets.excesses(of: measured)
    guard !excesses.isEmpty else { return }
    let bench = try files.bench()
    for excess in excesses {
      report("martlet: " + excess.description)
      if let story = try bench.story(of: excess) { report(story) }
    }
    throw ExitCode(.unexpected)
  }

  private func measure() throws -> BenchReport {
    let bench = try files.bench()
    let names = bench.peers.map(\.name)
    if let unknown = peer.first(where: { !names.contains($0) }) {
      report("martlet: there is no peer \"\(unknown)\"; there are \(names.joined(separator: ", "))")
      throw ExitCode(.wrongInput)
    }
    var results: [BenchReport.Result] = []
    for machine in bench.peers where peer.isEmpty || peer.contains(machine.name) {
      if peer.isEmpty, let absence = machine.absence {
        report("martlet: leaving out \(machine.name): \(absence)")
        continue
      }
      report("martlet: measuring \(machine.title)")
      results.append(try bench.measure(machine, samples: samples))
    }
    var measured = BenchReport(
      emulator: bench.emulator.version, toolchain: try Bench.toolchain(), samples: samples,
      results: results)
    if peer.isEmpty {
      report("martlet: counting the exits of Linux")
      do {
        measured.linux = try bench.measureLinux()
      } catch BenchError.scenarioRefused(let reason) {
        report("martlet: leaving out Linux: \(reason)")
      }
    }
    return measured
  }
}
