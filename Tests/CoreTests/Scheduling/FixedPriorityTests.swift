import Scheduling
import TestSupport
import Testing

@Suite struct FixedPriorityTests {
  private typealias Simulated = Simulation<FixedPriority>

  /// Random priorities, servers, affinities and loads on one to four cores. That the most urgent run, and nobody waits for
  /// a less urgent one, is what the simulation checks at each moment.
  @Test(arguments: Workloads.seeds(1000)) func mostUrgentRunWithinTheirBudgets(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...4, using: &random)
    let count = Int.random(in: 1...12, using: &random)
    var policy = FixedPriority(quantum: 50)
    var servers: [Server] = []
    var demands: [Simulated.Demand] = []
    for virtualCPU in 0..<count {
      let period = UInt64.random(in: 50...500, using: &random)
      let server =
        Bool.random(using: &random)
        ? Server.unlimited
        : Server(budget: UInt64.random(in: 1...period, using: &random), period: period)
      policy.set(
        virtualCPU, priority: UInt8.random(in: 0...5, using: &random), server: server)
      servers.append(server)
      var demand =
        Bool.random(using: &random)
        ? Simulated.Demand.always
        : .init(work: 1...UInt64.random(in: 1...300, using: &random), sleep: 1...200)
      if seed % 2 == 1 { demand.cores = UInt32.random(in: 1..<1 << UInt32(cores), using: &random) }
      demands.append(demand)
    }
    var simulation = Simulated(policy, cores: cores, demands, seed: seed)
    simulation.changesCores = seed % 5 == 0
    simulation.run(until: 2000)
    for virtualCPU in 0..<count where servers[virtualCPU].period > 0 {
      let server = servers[virtualCPU]
      for start in stride(from: 0 as UInt64, to: 2000, by: Int(server.period)) {
        check(
          simulation.time(of: virtualCPU, in: start..<start + server.period) <= server.budget,
          "seed \(seed), virtual core \(virtualCPU)")
      }
    }
  }

  /// Who never sleeps and has no budget waits for at most one quantum of each equal, whatever budgets and loads those have,
  /// and on several cores for no more.
  @Test(arguments: Workloads.seeds(200)) func equalsDoNotStarve(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...3, using: &random)
    let count = Int.random(in: 2...8, using: &random)
    var policy = FixedPriority(quantum: 20)
    var demands = [Simulated.Demand.always]
    for virtualCPU in 1..<count {
      let period = UInt64.random(in: 50...300, using: &random)
      if Bool.random(using: &random) {
        policy.set(
          virtualCPU, priority: 0,
          server: Server(budget: UInt64.random(in: 1...period, using: &random), period: period))
      }
      demands.append(
        Bool.random(using: &random) ? .always : .init(work: 1...60, sleep: 1...60))
    }
    var simulation = Simulated(policy, cores: cores, demands, seed: seed)
    simulation.run(until: 4000)
    check(simulation.longestWait[0] <= 20 * UInt64(count - 1), "seed \(seed)")
  }

  @Test func equalsShareByTheQuantum() {
    var simulation = Simulated(
      FixedPriority(quantum: 10), cores: 1, [.always, .always, .always], seed: 1)
    simulation.run(until: 90)
    check(simulation.runs.map(\.virtualCPU) == [0, 1, 2, 0, 1, 2, 0, 1, 2])
    check(simulation.runs.allSatisfy { $0.end - $0.start == 10 })
  }

  /// One that was alone, without a timer, gets one when an equal wakes.
  @Test func anEqualThatWakesLaterHasItsTurn() {
    var pool = Pool(FixedPriority(quantum: 10), coreCount: 1)
    check(pool.wake(0, now: 0) == 1)
    check(pool.decide(core: 0, now: 0) == SchedulingDecision(virtualCPU: 0, until: .max))
    check(pool.wake(1, now: 1003) == 1)
    let decision = pool.decide(core: 0, now: 1003)
    check(decision.virtualCPU == 0 && decision.until <= 1013)
    check(pool.decide(core: 0, now: decision.until).virtualCPU == 1)
  }

  /// An equal that wakes up changes only until when the other has the core; the end of its turn, or somebody more urgent,
  /// may change more.
  @Test func anEqualThatWakesUpLeavesTheCoreAsItIs() {
    var policy = FixedPriority(quantum: 10)
    for virtualCPU in 0..<3 { policy.set(virtualCPU, priority: virtualCPU == 2 ? 9 : 5) }
    var pool = Pool(policy, coreCount: 1)
    check(!pool.keeps(core: 0, now: 0))
    _ = pool.wake(0, now: 0)
    check(!pool.keeps(core: 0, now: 0))
    check(pool.decide(core: 0, now: 0) == SchedulingDecision(virtualCPU: 0, until: .max))
    check(pool.wake(1, now: 4) == 1)
    check(pool.keeps(core: 0, now: 4))
    check(pool.decide(core: 0, now: 4) == SchedulingDecision(virtualCPU: 0, until: 10))
    check(pool.keeps(core: 0, now: 9) && !pool.keeps(core: 0, now: 10))
    _ = pool.wake(2, now: 9)
    check(!pool.keeps(core: 0, now: 9))
    _ = pool.block(0, now: 9)
    check(!pool.keeps(core: 0, now: 9))
  }

  /// One alone is never disturbed.
  @Test func nothingToPreemptMeansNoTick() {
    var policy = FixedPriority(quantum: 10)
    policy.set(0, priority: 3)
    policy.set(1, priority: 2)
    var simulation = Simulated(policy, cores: 1, [.always, .always], seed: 1)
    simulation.run(until: 20_000)
    check(simulation.decisions == 1 && simulation.time == [20_000, 0])
  }

  /// The most urgent, with a budget, is bounded: a neighbour below it gets all else.
  @Test func aServerBoundsTheMostUrgent() {
    var policy = FixedPriority(quantum: 10)
    policy.set(0, priority: 9, server: Server(budget: 20, period: 100))
    policy.set(1, priority: 1)
    var simulation = Simulated(policy, cores: 1, [.always, .always], seed: 1)
    simulation.run(until: 1000)
    check(simulation.time == [200, 800])
    check(simulation.runs[0] == .init(virtualCPU: 0, core: 0, start: 0, end: 20))
    check(simulation.runs[2] == .init(virtualCPU: 0, core: 0, start: 100, end: 120))
  }

  /// Whose core's timer fires takes the refilled one up, and hands its own on to the core with the least urgent.
  @Test func aRefillDisplacesTheLeastUrgent() {
    var policy = FixedPriority(quantum: 10)
    policy.set(0, priority: 9, server: Server(budget: 20, period: 100))
    policy.set(1, priority: 5)
    policy.set(2, priority: 1)
    var simulation = Simulated(policy, cores: 2, [.always, .always, .always], seed: 1)
    simulation.run(until: 1000)
    check(simulation.time == [200, 1000, 800])
  }

  /// Two budgets in a row, and not more: the price of a deferrable server.
  @Test func atMostTwoBudgetsMeet() {
    var server = Server(budget: 20, period: 100)
    check(server.remaining(at: 80) == 20 && server.end(at: 80) == 120)
    check(server.end(at: 79) == 99 && server.nextPeriod(at: 80) == 100)
    server.charge(40, now: 120)
    check(server.remaining(at: 120) == 0 && server.nextPeriod(at: 120) == 200)
  }

  @Test func inheritanceRaisesAtOnce() {
    var policy = FixedPriority(quantum: 10)
    policy.set(0, priority: 1)
    policy.set(1, priority: 2)
    check(!policy.precedes(0, 1, now: 0))
    policy.setPriority(0, 3)
    check(policy.precedes(0, 1, now: 0))
    check(policy.choose(among: 3, core: 0, now: 0) == 0)
  }
}
