import Scheduling
import TestSupport
import Testing

@Suite struct FairTests {
  private typealias Simulated = Simulation<Fair>

  /// What weights should give on so many cores, nobody more than one of them.
  private func shares(_ weights: [UInt64], cores: Int) -> [Double] {
    var shares = weights.map { _ in 0.0 }
    var rest = Array(weights.indices)
    var room = Double(cores)
    while let heaviest = rest.max(by: { weights[$0] < weights[$1] }) {
      let sum = Double(rest.reduce(0) { $0 + weights[$1] })
      guard Double(weights[heaviest]) * room > sum else {
        for one in rest { shares[one] = Double(weights[one]) / sum * room }
        break
      }
      shares[heaviest] = 1
      room -= 1
      rest.removeAll { $0 == heaviest }
      if room <= 0 { break }
    }
    return shares
  }

  /// Random weights, all always busy: the error of each share stays within two per cent of a core.
  @Test(arguments: Workloads.seeds(300)) func sharesFollowTheWeights(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...4, using: &random)
    let count = Int.random(in: 1...10, using: &random)
    let weights = (0..<count).map { _ in UInt64.random(in: 64...4096, using: &random) }
    var policy = Fair(coreCount: cores, quantum: 50)
    for (index, weight) in weights.enumerated() { policy.set(index, weight: weight) }
    var simulation = Simulated(policy, cores: cores, weights.map { _ in .always }, seed: seed)
    simulation.run(until: 30_000)
    for (index, share) in shares(weights, cores: cores).enumerated() {
      let reached = Double(simulation.time[index]) / 30_000
      check(
        abs(reached - share) < 0.02, "seed \(seed), weights \(weights), \(cores) cores: \(index)")
    }
  }

  /// Sleepers among the busy: nothing is wasted, and nobody that wants to run is forgotten.
  @Test(arguments: Workloads.seeds(300)) func nobodyStarves(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...3, using: &random)
    let count = Int.random(in: 2...10, using: &random)
    var policy = Fair(coreCount: cores, quantum: 50)
    let demands = (0..<count).map { index in
      policy.set(index, weight: UInt64.random(in: 256...2048, using: &random))
      return Bool.random(using: &random)
        ? Simulated.Demand.always
        : .init(work: 1...UInt64.random(in: 1...400, using: &random), sleep: 1...400)
    }
    var simulation = Simulated(policy, cores: cores, demands, seed: seed)
    simulation.run(until: 20_000)
    for index in 0..<count {
      // The lightest is owed 256 of at most 10 * 2048 parts; its turn comes well within 20 times all quanta.
      check(simulation.longestWait[index] < 50 * 20 * 10, "seed \(seed)")
      for start in stride(from: 0 as UInt64, to: 20_000, by: 10_000)
      where demands[index].work == nil {
        check(simulation.time(of: index, in: start..<start + 10_000) > 0, "seed \(seed)")
      }
    }
  }

  /// Who sleeps long has no claim on the time that passed.
  @Test func sleepSavesNothingUp() {
    var policy = Fair(coreCount: 1, quantum: 50)
    policy.set(0, weight: 1024)
    policy.set(1, weight: 1024)
    var simulation = Simulated(
      policy, cores: 1, [.always, .init(work: 100_000...100_000, sleep: 1...1)], seed: 3)
    simulation.run(until: 10_000)
    let before = simulation.time
    check(abs(Int(before[0]) - Int(before[1])) <= 100)

    var pool = Pool(Fair(coreCount: 1, quantum: 50), coreCount: 1)
    _ = pool.wake(0, now: 0)
    _ = pool.decide(core: 0, now: 0)
    _ = pool.wake(1, now: 1_000_000)
    var ran: [UInt64] = [0, 0]
    var now: UInt64 = 1_000_000
    while now < 1_010_000 {
      let decision = pool.decide(core: 0, now: now)
      let end = min(decision.until, 1_010_000)
      if let one = decision.virtualCPU { ran[one] += end - now }
      now = end
    }
    check(ran[0] >= 4900 && ran[1] >= 4900)
  }

  @Test func oneThatWakesSoonRuns() {
    var policy = Fair(coreCount: 1, quantum: 1000)
    for index in 0..<4 { policy.set(index, weight: 1024) }
    var simulation = Simulated(
      policy, cores: 1,
      [.always, .always, .always, .init(work: 10...10, sleep: 5000...5000)], seed: 5)
    // All wake together at first.
    simulation.run(until: 4000)
    simulation.forgetWaits()
    simulation.run(until: 60_000)
    // It is behind by what it slept, so it does not wait for the others' turns.
    check(simulation.longestWait[3] == 0)
  }

  @Test func capsHold() {
    var policy = Fair(coreCount: 2, quantum: 50)
    policy.set(0, weight: 4096, cap: Server(budget: 250, period: 1000))
    policy.set(1, weight: 1024)
    policy.set(2, weight: 1024)
    var simulation = Simulated(policy, cores: 2, [.always, .always, .always], seed: 1)
    simulation.run(until: 100_000)
    check(simulation.time[0] == 25_000)
    check(abs(Int(simulation.time[1]) - 87_500) < 500)
  }

  /// Random caps: nobody exceeds its own in any of its periods, and who has none gets what is left.
  @Test(arguments: Workloads.seeds(300)) func randomCapsHold(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...4, using: &random)
    let count = Int.random(in: 1...8, using: &random)
    var policy = Fair(coreCount: cores, quantum: 50)
    var caps: [Server] = []
    let demands = (0..<count).map { index in
      let period = UInt64.random(in: 100...600, using: &random)
      let cap = Server(budget: UInt64.random(in: 1...period, using: &random), period: period)
      policy.set(index, weight: UInt64.random(in: 64...4096, using: &random), cap: cap)
      caps.append(cap)
      return Bool.random(using: &random)
        ? Simulated.Demand.always : .init(work: 1...200, sleep: 1...200)
    }
    var simulation = Simulated(policy, cores: cores, demands + [.always], seed: seed)
    simulation.run(until: 3000)
    for (index, cap) in caps.enumerated() {
      for start in stride(from: 0 as UInt64, to: 3000, by: Int(cap.period)) {
        check(
          simulation.time(of: index, in: start..<start + cap.period) <= cap.budget, "seed \(seed)")
      }
    }
    check(simulation.time[count] > 0, "seed \(seed)")
  }

  /// A cap that is lifted leaves no claim behind.
  @Test func aCapSavesNothingUp() {
    var policy = Fair(coreCount: 1, quantum: 50)
    policy.set(0, weight: 1024, cap: Server(budget: 10, period: 1000))
    var pool = Pool(policy, coreCount: 1)
    var ran: [UInt64] = [0, 0]
    var now: UInt64 = 0
    _ = pool.wake(0, now: 0) | pool.wake(1, now: 0)
    while now < 110_000 {
      if now == 100_000 {
        check(ran[0] == 1000)
        ran = [0, 0]
        check(pool.change(now: now) { $0.set(0, weight: 1024) } == 1)
      }
      let decision = pool.decide(core: 0, now: now)
      let end = min(decision.until, now < 100_000 ? 100_000 : 110_000)
      if let one = decision.virtualCPU { ran[one] += end - now }
      now = end
    }
    check(ran[0] >= 4800 && ran[1] >= 4800)
  }

  /// Cores come and go; what every policy promises is true all the time, shares are fair, and nobody starves.
  @Test(arguments: Workloads.seeds(200)) func coresComeAndGo(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 2...4, using: &random)
    let count = Int.random(in: 4...8, using: &random)
    let demands = (0..<count).map { _ in
      Bool.random(using: &random)
        ? Simulated.Demand.always : Simulated.Demand(work: 1...100, sleep: 1...400)
    }
    var simulation = Simulated(
      Fair(coreCount: cores, quantum: 50), cores: cores, demands, seed: seed)
    simulation.changesCores = true
    simulation.run(until: 40_000)
    let busy = demands.indices.filter { demands[$0].work == nil }.map { simulation.time[$0] }
    if let most = busy.max(), let least = busy.min() {
      check(most - least <= 50 * UInt64(count) * 20, "seed \(seed): \(busy)")
    }
    for index in 0..<count {
      check(simulation.longestWait[index] <= 50 * 3 * UInt64(count), "seed \(seed), \(index)")
    }
  }

  /// Turns are cut short by who wakes only: so many switches as there are turns, and not more.
  @Test(arguments: 1...4) func turnsAreNotCutShort(cores: Int) {
    var simulation = Simulated(
      Fair(coreCount: cores, quantum: 50), cores: cores,
      Array(repeating: .always, count: cores + 1), seed: 7)
    simulation.run(until: 10_000)
    check(simulation.decisions <= cores * (10_000 / 50 + 2))
  }

  /// Cores with more and with less to do: nobody starves, neither those that sleep now and then.
  @Test(arguments: Workloads.seeds(200)) func affinitiesStarveNobody(seed: UInt64) {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 2...4, using: &random)
    let count = Int.random(in: 2...10, using: &random)
    let demands = (0..<count).map { _ in
      let mask = UInt32.random(in: 1..<1 << UInt32(cores), using: &random)
      return Bool.random(using: &random)
        ? Simulated.Demand.on(mask) : .init(work: 1...100, sleep: 1...400, cores: mask)
    }
    var simulation = Simulated(
      Fair(coreCount: cores, quantum: 50), cores: cores, demands, seed: seed)
    simulation.run(until: 10_000)
    for index in 0..<count {
      check(simulation.longestWait[index] <= 50 * 2 * UInt64(count), "seed \(seed), \(index)")
    }
  }

  @Test func affinityKeepsItsCores() {
    var simulation = Simulated(
      Fair(coreCount: 2, quantum: 50), cores: 2, [.on(0b10), .on(0b10), .always], seed: 1)
    simulation.run(until: 10_000)
    check(simulation.runs.allSatisfy { $0.virtualCPU == 2 || $0.core == 1 })
    check(simulation.time[2] >= 9_900)
  }

  /// Who moves to cores on which virtual time passed more slowly does not pay for that.
  @Test func movingCostsNothing() {
    var pool = Pool(Fair(coreCount: 2, quantum: 50), coreCount: 2)
    for one in 0..<3 { _ = pool.restrict(one, to: 0b01, now: 0) }
    _ = pool.restrict(3, to: 0b10, now: 0)
    for one in 0..<4 { _ = pool.wake(one, now: 0) }
    var timers: [UInt64] = [0, 0]
    var ran: [UInt64] = [0, 0, 0, 0]
    var now: UInt64 = 0
    while now < 110_000 {
      if now == 100_000 {
        ran = [0, 0, 0, 0]
        check(pool.restrict(3, to: 0b01, now: now) & 0b10 != 0)
        timers = [now, now]
      }
      for core in 0..<2 where timers[core] <= now {
        timers[core] = pool.decide(core: core, now: now).until
      }
      let next = min(timers[0], timers[1], now < 100_000 ? 100_000 : 110_000)
      for core in 0..<2 {
        if let one = pool.virtualCPU(on: core) { ran[one] += next - now }
      }
      now = next
    }
    check(ran.allSatisfy { $0 >= 2350 && $0 <= 2650 })
  }
}
