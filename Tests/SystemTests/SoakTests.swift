import Foundation
import Testing

extension SystemTests {
  /// What takes too long for `make test`: `make soak`.
  @Suite(.enabled(if: ProcessInfo.processInfo.environment["MARTLET_SOAK"] == "1"))
  struct SoakTests {
    @Test(arguments: 30...35 as ClosedRange<UInt64>)
    func aRandomScenarioThatSharesCoresBoots(seed: UInt64) throws {
      try RandomScenarioTests.bootShared(seed: seed)
    }

    @Test func threeLinuxStayRightUnderStressForLong() throws {
      try SharedCoreTests.stress(seconds: 120)
    }

    @Test(arguments: 2...3 as ClosedRange<UInt64>)
    func aThousandChangesLoseNothing(seed: UInt64) throws {
      try RandomChangeTests.change(
        1000, seed: seed, restarted: ["three"], timeout: .seconds(5400))
    }

    @Test func fiveHundredVMsAreCreatedAndDestroyed() throws {
      try PackageTests.createAndDestroy(500, timeout: .seconds(3600))
    }

    @Test(arguments: 2...3) func aThousandOperationsOnVMsLoseNothing(seed: Int) throws {
      try PackageTests.live(1000, seed: seed, timeout: .seconds(3600))
    }

    @Test(arguments: 1...5) func nobodyIsHarmedByAnyOf(seed: Int) throws {
      try SharedCoreTests.attack(seed: seed)
    }

    @Test func nobodyElseNoticesThatTheServiceIsKilled() throws {
      try KilledServiceTests.kill(
        rounds: 60, name: "killed-service-often", timeout: .seconds(3600))
    }

    /// Idle otherwise it takes some 35, and each of the other four cores can have its turn of 20 first.
    @Test func aKilledServiceCostsNobodyTime() throws {
      try KilledServiceTests.kill(
        rounds: 9, name: "killed-service-counted", timeout: .seconds(3600), latency: 250)
    }

    @Test func nothingIsLostInAnyWay() throws {
      try StandbyTests.end(
        by: PrimaryEnd.allCases, name: "standby-all", timeout: .seconds(3600))
    }
  }
}
