import Foundation
import Testing

@testable import Bench

@Suite struct BenchReportTests {
  static func result(_ name: String, _ medians: [String: UInt64]) -> BenchReport.Result {
    BenchReport.Result(
      name: name, title: name.uppercased(),
      figures: medians.mapValues {
        BenchFigure(minimum: $0, median: $0, p99: $0, maximum: $0, count: 1)
      })
  }

  static let report = BenchReport(
    emulator: "10.0.2", toolchain: "6.3", samples: 1,
    results: [
      result("bare", ["psci-version": 1, BenchMetric.reset: 8]),
      result("martlet", ["psci-version": 96, BenchMetric.reset: 1_234_567]),
      result("xen", ["psci-version": 471]), result("other", ["psci-version": 240]),
    ])

  @Test func theTableHasRatiosToTheBestPeerAndToBareMetal() {
    #expect(
      Self.report.medians == [
        [
          "median, instructions", "BARE", "MARTLET", "XEN", "OTHER", "best peer ÷ Martlet",
          "Martlet ÷ bare",
        ],
        ["hypercall PSCI_VERSION", "1", "96", "471", "240", "2.5", "96.0"],
        ["reset → first guest instruction", "8", "1,234,567", "–", "–", "–", "–"],
      ])
  }

  @Test(arguments: [
    (UInt64?(471), UInt64?(95), "5.0"), (1, 3, "0.3"), (2, 3, "0.7"), (123_456, 10, "12,345.6"),
    (1, 0, "–"), (nil, 1, "–"), (1, nil, "–"),
  ])
  func ratiosAreRounded(_ one: UInt64?, _ other: UInt64?, _ text: String) {
    #expect(BenchReport.ratio(one, other) == text)
  }

  @Test(arguments: [(UInt64(0), "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func thousandsAreGrouped(_ number: UInt64, _ text: String) {
    #expect(BenchReport.grouped(number) == text)
  }

  @Test func jsonComesBackAsItWas() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Self.report.json.write(to: file)
    #expect(try BenchReport(path: file.path) == Self.report)
  }

  @Test func theChartHasABarForEachMachine() {
    let script = BenchChart.script(Self.report, path: "x.svg")
    #expect(script.contains("\"hypercall\" 1 96 471 240\n"))
    #expect(script.contains("\"GICD read\" NaN NaN NaN NaN\n"))
    #expect(script.contains("using 5 title \"OTHER\""))
  }

  /// docs/benchmarks.md is made from docs/benchmarks.json, and from nothing else.
  @Test func thePublishedPageIsGenerated() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let docs = root.appending(path: "docs")
    let budgets = try Budgets(path: root.appending(path: "Benchmarks/budgets.json").path)
    let report = try BenchReport(path: docs.appending(path: "benchmarks.json").path)
    let page = try String(contentsOf: docs.appending(path: "benchmarks.md"), encoding: .utf8)
    #expect(
      page == report.markdown(chart: "benchmarks.svg", budgets: budgets), "run `make bench-page`")
  }
}
