import Foundation
import Testing

@testable import Bench

@Suite struct BudgetTests {
  private static func figure(_ median: UInt64, p99: UInt64) -> BenchFigure {
    BenchFigure(minimum: median, median: median, p99: p99, maximum: p99, count: 100)
  }

  private static let report: BenchReport = {
    var result = BenchReportTests.result("martlet", [:])
    result.figures = ["fast": figure(90, p99: 95), "slow": figure(100, p99: 150)]
    result.resetParts = [
      .init(name: ResetParts.hashing, instructions: 900), .init(name: "other", instructions: 100),
    ]
    result.sizes = .init(text: 1, data: 2, bss: 3, memory: 4096)
    return BenchReport(emulator: "10", toolchain: "6.3", samples: 100, results: [result])
  }()

  private static func budgets(_ own: [String: Budgets.Budget]) -> Budgets {
    Budgets(toolchains: ["6.3": ["martlet": own]])
  }

  @Test func whatIsWithinItsBudgetIsNoExcess() {
    let budgets = Self.budgets([
      "fast": .init(goal: 100, limit: 95), "slow": .init(limit: 100, isOfMedian: true),
      BenchReport.Result.resetWithoutHashing: .init(limit: 100),
      BenchReport.Result.memory: .init(limit: 4096),
    ])
    #expect(budgets.excesses(of: Self.report) == [])
  }

  @Test func oneInstructionTooManyIsAnExcess() {
    let budgets = Self.budgets([
      "fast": .init(goal: 100, limit: 94), "slow": .init(limit: 99, isOfMedian: true),
      BenchReport.Result.resetWithoutHashing: .init(limit: 99),
      BenchReport.Result.memory: .init(limit: 4095),
    ])
    let excesses = budgets.excesses(of: Self.report)
    #expect(excesses.map(\.metric) == ["fast", "memory-bytes", "reset-without-hashing", "slow"])
    #expect(excesses.map(\.reached) == [95, 4096, 100, 100])
    #expect(excesses[1].description == "martlet: memory-bytes takes 4,096, its budget is 4,095")
  }

  @Test func aFigureThatIsGoneIsAnExcess() {
    #expect(Self.budgets(["gone": .init(limit: 5)]).excesses(of: Self.report).count == 1)
  }

  @Test func anotherCompilersBudgetsSayNothing() {
    var report = Self.report
    report.toolchain = "7.0"
    let budgets = Self.budgets(["fast": .init(limit: 1)])
    #expect(!budgets.cover(report))
    #expect(budgets.cover(Self.report))
    #expect(budgets.excesses(of: report) == [])
  }

  @Test func tighteningLowersAndNeverRaises() {
    var budgets = Self.budgets([
      "fast": .init(goal: 100, limit: 1000), "slow": .init(goal: 100, limit: 1000),
      BenchReport.Result.resetWithoutHashing: .init(limit: 1000),
      BenchReport.Result.memory: .init(goal: 1, limit: 4000),
    ])
    budgets.tighten(to: Self.report)
    let own = budgets.toolchains["6.3"]?["martlet"]
    #expect(own?["fast"]?.limit == 100)
    #expect(own?["slow"]?.limit == 150)
    #expect(own?["slow"]?.isReached == false)
    #expect(own?[BenchReport.Result.resetWithoutHashing]?.limit == 105)
    #expect(own?[BenchReport.Result.memory]?.limit == 4000)
  }

  /// The published budgets: what has a goal is held at it, or at what was reached.
  @Test func noPublishedLimitIsBelowItsGoal() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Benchmarks/budgets.json").path
    let budgets = try Budgets(path: path)
    #expect(!budgets.toolchains.isEmpty)
    for machines in budgets.toolchains.values {
      #expect(
        machines.keys.sorted() == [
          "martlet", "martlet-doorbell", "martlet-fiq", "martlet-guarded-doorbell",
          "martlet-shared", "martlet-sharing", "martlet-traced",
        ])
      for (metric, budget) in machines.values.joined() {
        if let goal = budget.goal { #expect(budget.limit >= goal, "\(metric)") }
      }
    }
  }
}
