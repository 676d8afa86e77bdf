import Scheduling
import TestSupport
import Testing

@Suite struct TimePartitionTests {
  private typealias Simulated = Simulation<TimePartition>

  private func policy(donatesSlack: Bool) throws -> TimePartition {
    var policy = TimePartition(frame: 100, origin: 0, quantum: 7, donatesSlack: donatesSlack)
    try policy.append(.init(start: 0, length: 30, machine: 0))
    try policy.append(.init(start: 30, length: 20, machine: 1))
    try policy.append(.init(start: 70, length: 10, machine: 0))
    for virtualCPU in 0..<4 { policy.set(virtualCPU, machine: virtualCPU / 2) }
    return policy
  }

  /// Two virtual cores of each of two VMs on one to three cores. Whatever the loads are, nobody runs outside its windows,
  /// and who always wants to run has as many cores in them as it can use.
  @Test(arguments: Workloads.seeds(600)) func windowsHold(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...3, using: &random)
    let demands = (0..<4).map { _ in
      Bool.random(using: &random)
        ? Simulated.Demand.always : Simulated.Demand(work: 1...60, sleep: 1...60)
    }
    var simulation = Simulated(
      try policy(donatesSlack: false), cores: cores, demands, seed: seed)
    simulation.run(until: 2000)
    var policy = try policy(donatesSlack: false)
    for run in simulation.runs {
      let window = policy.window(at: run.start)
      check(window.machine == run.virtualCPU / 2 && run.end <= window.end, "seed \(seed)")
    }
    for machine in 0..<2 {
      let pair = [machine * 2, machine * 2 + 1]
      let busy = pair.count { demands[$0].work == nil }
      let windows: UInt64 = machine == 0 ? 800 : 400
      let both = simulation.time[pair[0]] + simulation.time[pair[1]]
      check(both >= windows * UInt64(min(busy, cores)), "seed \(seed)")
      check(both <= windows * UInt64(min(2, cores)), "seed \(seed)")
    }
  }

  /// Donated time: the windows stay whole for their owners, and nothing is wasted.
  @Test(arguments: Workloads.seeds(600)) func slackGoesToOthersAndComesBack(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let cores = Int.random(in: 1...3, using: &random)
    let demands: [Simulated.Demand] = [
      .always, .init(work: 1...60, sleep: 1...60), .init(work: 1...20, sleep: 1...90), .always,
    ]
    var simulation = Simulated(try policy(donatesSlack: true), cores: cores, demands, seed: seed)
    simulation.run(until: 2000)
    // Two always want to run: two cores are never idle.
    check(simulation.time.reduce(0, +) >= 2000 * UInt64(min(cores, 2)))
    var policy = try policy(donatesSlack: true)
    for run in simulation.runs where cores == 1 {
      let machine = policy.window(at: run.start).machine
      // Both VMs always want something, so a window is never anybody else's.
      if let machine { check(run.virtualCPU / 2 == machine, "seed \(seed)") }
    }
  }

  @Test func severalVirtualCoresOfAVMTakeTurns() throws {
    var simulation = Simulated(
      try policy(donatesSlack: false), cores: 1, [.always, .always], seed: 1)
    simulation.run(until: 30)
    check(simulation.runs.map { $0.end - $0.start } == [7, 7, 7, 7, 2])
    check(simulation.runs.map(\.virtualCPU) == [0, 1, 0, 1, 0])
  }

  @Test func windowsThatDoNotFitAreRefused() throws {
    var policy = try policy(donatesSlack: false)
    #expect(throws: TimePartition.WindowError.doesNotFit(index: 3)) {
      try policy.append(.init(start: 79, length: 5, machine: 1))
    }
    #expect(throws: TimePartition.WindowError.doesNotFit(index: 3)) {
      try policy.append(.init(start: 90, length: 11, machine: 1))
    }
    #expect(throws: TimePartition.WindowError.empty(index: 3)) {
      try policy.append(.init(start: 90, length: 0, machine: 1))
    }
    try policy.append(.init(start: 90, length: 10, machine: 1))
    check(policy.window(at: 85) == (nil, 90))
    check(policy.window(at: 1095) == (1, 1100))
    check(policy.window(at: 1029) == (0, 1030))
    check(policy.window(at: 1030) == (1, 1050))
    check(policy.window(at: 1069) == (nil, 1070))
  }

  /// The frame repeats in both directions from its origin.
  @Test func framesReachBeforeTheOrigin() throws {
    var policy = TimePartition(frame: 100, origin: 250, quantum: 7, donatesSlack: false)
    try policy.append(.init(start: 20, length: 30, machine: 4))
    check(policy.window(at: 10) == (nil, 50))
    check(policy.window(at: 70) == (4, 100))
    check(policy.window(at: 99) == (4, 100))
    check(policy.window(at: 100) == (nil, 150))
    check(policy.window(at: 150) == (nil, 170))
    check(policy.window(at: 249) == (nil, 250))
    check(policy.window(at: 271) == (4, 300))
  }
}
