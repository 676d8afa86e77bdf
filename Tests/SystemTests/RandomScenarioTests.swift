import Foundation
import Scenario
import Testing

extension SystemTests {
  /// What the checker accepts boots.
  @Suite struct RandomScenarioTests {
    private static let payloads: [ScenarioGenerator.Payload] = [
      .debian("debian-6.12", powersOff: false), .debian("debian-6.1", powersOff: true),
      .control(path: Workshop.build.appending(path: "guests/control.bin").path, ticks: 200),
    ]

    @Test func manyCanBeBuilt() throws {
      for seed in 1...3 as ClosedRange<UInt64> {
        var generator = ScenarioGenerator(seed: seed, payloads: Self.payloads)
        for _ in 0..<5 {
          let scenario = generator.next()
          let file = try Workshop.file(scenario)
          #expect(file.bytes.count % 4096 == 0, "\(scenario)")
        }
      }
    }

    @Test(arguments: [11, 12, 13] as [UInt64]) func oneBoots(seed: UInt64) throws {
      var generator = ScenarioGenerator(
        seed: seed, payloads: Self.payloads, largestMemory: 2 << 30)
      _ = try SystemRun("random-\(seed)", generator.next()).requireSuccess()
    }

    @Test func oneWithChannelsBoots() throws {
      var generator = ScenarioGenerator(
        seed: 31, payloads: Self.payloads, largestMemory: 2 << 30)
      var scenario = generator.next()
      while !ScenarioChecker.needsService(text: scenario) { scenario = generator.next() }
      _ = try SystemRun("random-channels", scenario).requireSuccess()
    }

    /// With pools of all schedulers; more of them in SoakTests.
    @Test func oneThatSharesCoresBoots() throws { try Self.bootShared(seed: 22) }

    static func bootShared(seed: UInt64) throws {
      var generator = ScenarioGenerator(
        seed: seed, payloads: payloads, largestMemory: 2 << 30, sharesCores: true)
      _ = try SystemRun("random-shared-\(seed)", generator.next()).requireSuccess()
    }
  }
}
