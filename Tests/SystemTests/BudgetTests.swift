import Bench
import Foundation
import Machine
import Scenario
import Testing

extension SystemTests {
  /// `Benchmarks/budgets.json`, held.
  @Suite struct BudgetTests {
    private static let path = Workshop.root.appending(path: "Benchmarks/budgets.json").path

    /// A compiler that the file does not know makes other code; nothing is held then.
    private static var isCompilerKnown: Bool {
      guard let budgets = try? Budgets(path: path), let version = try? Bench.toolchain() else {
        // The test itself will say what is wrong.
        return true
      }
      return budgets.toolchains[version] != nil
    }

    @Test(.enabled(if: isCompilerKnown)) func everyPathHoldsItsBudget() throws {
      let bench = try Workshop.bench()
      let report = BenchReport(
        emulator: bench.emulator.version, toolchain: try Bench.toolchain(), samples: 1000,
        results: try MartletPeer.Mode.allCases.map {
          try bench.measure(bench.martlet($0), samples: 1000)
        })
      for excess in try Budgets(path: Self.path).excesses(of: report) {
        Issue.record("\(excess.description)\n\(try bench.story(of: excess) ?? "")")
      }
      // What a bound virtual core asks for costs no instruction more where others share cores. Until it runs, more is set up.
      func figures(_ mode: MartletPeer.Mode) throws -> [String: BenchFigure] {
        let name = bench.martlet(mode).name
        return try #require(report.results.first { $0.name == name }).figures
      }
      let alone = try figures(.virtual)
      let beside = try figures(.sharing)
      #expect(beside.count > 20)
      for (name, figure) in alone where name != BenchMetric.reset {
        let other = try #require(beside[name], "\(name)")
        #expect(other.median <= figure.median, "\(name)")
      }
    }

    /// An image whose exits run through 20 instructions that do nothing exceeds a budget that its original holds, and the
    /// story says in which function.
    @Test func aSlowedPathIsCaughtAndNamed() throws {
      let original = try Workshop.bench()
      let slowed = try Workshop.bench(
        hypervisor: HypervisorImage(
          SlowedImage.make(
            bytes: [UInt8](Data(contentsOf: Workshop.build.appending(path: "martlet.bin"))),
            symbols: ElfSymbols(path: original.files.hypervisorSymbols))))
      let figure = try original.measure(original.martlet(.virtual), samples: 40)
        .figures["psci-version"]
      let limit = try #require(figure?.p99)
      let budgets = Budgets(toolchains: ["any": ["martlet": ["psci-version": .init(limit: limit)]]])
      func excesses(_ bench: Bench) throws -> [Budgets.Excess] {
        budgets.excesses(
          of: BenchReport(
            emulator: "any", toolchain: "any", samples: 40,
            results: [try bench.measure(bench.martlet(.virtual), samples: 40)]))
      }
      #expect(try excesses(original) == [])
      let excess = try #require(try excesses(slowed).first)
      #expect(excess.reached == limit + UInt64(SlowedImage.delay))
      let story = try #require(try slowed.story(of: excess))
      let grown = try #require(
        story.split(separator: "\n").first { $0.contains("martlet_vectors") })
      let count = try #require(grown.split(separator: " ").first.flatMap { UInt64($0) })
      #expect(count > SlowedImage.delay, "\(story)")
    }
  }
}
