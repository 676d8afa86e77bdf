import Scheduling
import TestSupport
import Testing

@Suite struct EarliestDeadlineTests {
  private typealias Simulated = Simulation<EarliestDeadline>
  private typealias Member = (budget: UInt64, period: UInt64)

  /// As many random members as are admitted, of at most 16.
  private func fill(
    _ policy: inout EarliestDeadline, random: inout SplitMix
  ) -> [Member] {
    var members: [Member] = []
    for _ in 0..<20 where members.count < 16 {
      let period = UInt64.random(in: 20...200, using: &random)
      let budget = UInt64.random(in: 1...max(1, period / 2), using: &random)
      if policy.admit(members.count, budget: budget, period: period, now: 0) {
        members.append((budget, period))
      }
    }
    return members
  }

  /// Members that always want to run get their budget in each period and not a tick more, on one core and on several.
  @Test(arguments: Workloads.seeds(600)) func budgetsAreKeptAndNeverExceeded(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...4, using: &random)
    var policy = EarliestDeadline(coreCount: cores)
    let members = fill(&policy, random: &random)
    var simulation = Simulated(policy, cores: cores, members.map { _ in .always }, seed: seed)
    simulation.run(until: 1000)
    for (virtualCPU, member) in members.enumerated() {
      for start in stride(from: 0 as UInt64, to: 1000 - member.period, by: Int(member.period)) {
        check(
          simulation.time(of: virtualCPU, in: start..<start + member.period) == member.budget,
          "seed \(seed), virtual core \(virtualCPU) from \(start)")
      }
    }
  }

  /// Those that sleep now and then do not take from those that do not.
  @Test(arguments: Workloads.seeds(600)) func sleepersDoNoHarm(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...4, using: &random)
    var policy = EarliestDeadline(coreCount: cores)
    let members = fill(&policy, random: &random)
    let demands = members.map { _ in
      Bool.random(using: &random)
        ? Simulated.Demand.always : .init(work: 1...80, sleep: 1...150)
    }
    var simulation = Simulated(policy, cores: cores, demands, seed: seed)
    simulation.run(until: 1500)
    for (virtualCPU, member) in members.enumerated() {
      let period = Int(member.period)
      if demands[virtualCPU].work == nil {
        for start in stride(from: 0 as UInt64, to: 1500 - member.period, by: period) {
          check(
            simulation.time(of: virtualCPU, in: start..<start + member.period) == member.budget,
            "seed \(seed), virtual core \(virtualCPU) from \(start)")
        }
      } else {
        // What is served within a stretch was due in it, and in the period before and after it.
        for start in stride(from: 0 as UInt64, to: 1500, by: 37) {
          check(
            simulation.time(of: virtualCPU, in: start..<start + 3 * member.period)
              <= 5 * member.budget, "seed \(seed), virtual core \(virtualCPU) from \(start)")
        }
      }
    }
  }

  /// With affinities the guarantee is void; what the pool promises is not, and budgets hold.
  @Test(arguments: Workloads.seeds(300)) func affinitiesDoNotBreakThePool(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 2...4, using: &random)
    var policy = EarliestDeadline(coreCount: cores)
    let members = fill(&policy, random: &random)
    let demands = members.map { _ in
      Simulated.Demand(
        work: 1...80, sleep: 1...50,
        cores: UInt32.random(in: 1..<1 << UInt32(cores), using: &random))
    }
    var simulation = Simulated(policy, cores: cores, demands, seed: seed)
    simulation.run(until: 1000)
  }

  @Test func admitsWhatFitsOnly() {
    var policy = EarliestDeadline(coreCount: 1)
    check(policy.admit(0, budget: 50, period: 100, now: 0))
    check(!policy.admit(1, budget: 51, period: 100, now: 0))
    check(policy.admit(1, budget: 1, period: 2, now: 0))
    check(!policy.admit(2, budget: 1, period: 1_000_000, now: 0))
    policy.remove(0)
    check(policy.admit(2, budget: 1, period: 3, now: 0))
    check(!policy.admit(3, budget: 0, period: 3, now: 0))
    check(!policy.admit(3, budget: 4, period: 3, now: 0))

    // Two cores cannot give 0.6 three times (Dhall's effect bounds the sum by the largest).
    var two = EarliestDeadline(coreCount: 2)
    check(two.admit(0, budget: 60, period: 100, now: 0))
    check(two.admit(1, budget: 60, period: 100, now: 0))
    check(!two.admit(2, budget: 60, period: 100, now: 0))
    check(two.admit(2, budget: 20, period: 100, now: 0))
  }

  /// The first period begins with the admission, not at a multiple of the period.
  @Test func whoIsAdmittedLateHasAWholePeriod() {
    var policy = EarliestDeadline(coreCount: 1)
    check(policy.admit(0, budget: 30, period: 100, now: 1990))
    check(policy.choose(among: 1, core: 0, now: 1990) == 0)
    check(policy.deadline(of: 0) == 2090)
  }

  @Test func whoIsNoMemberNeverRuns() {
    var policy = EarliestDeadline(coreCount: 1)
    check(policy.admit(0, budget: 1, period: 10, now: 0))
    var simulation = Simulated(policy, cores: 1, [.always, .always], seed: 1)
    simulation.run(until: 1000)
    check(simulation.time == [100, 0])
  }
}
