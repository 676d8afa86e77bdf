import Analysis
import Scheduling
import TestSupport
import Testing

/// The analysis against the policies themselves: no job in the simulation takes longer than the analysis says,
/// whatever the phases and the neighbours are. And it must not say so little that this is easy.
@Suite struct AgreementTests {
  /// Task sets, and how many of them the analysis accepts and the simulation never saw a miss in.
  private struct Tally {
    var sets = 0
    var accepted = 0
    var neverMissed = 0
    /// Where the slowest job took exactly as long as the analysis says.
    var reached = 0

    var summary: String {
      "\(sets) sets: \(neverMissed) never missed, \(accepted) accepted, \(reached) bounds reached"
    }
  }

  /// Simulates the pool with several casts of guests and compares.
  private func compare<Policy: SchedulingPolicy & ~Copyable>(
    _ pool: inout RandomPool, _ seed: UInt64, _ tally: inout Tally, _ policy: () -> Policy
  ) {
    let result = PoolResult(pool.model)
    var observed = pool.model.members.map { $0.tasks.map { _ in 0 as UInt64 } }
    for cast in 0..<5 as Range<UInt64> {
      var simulation = TaskSimulation(
        policy(), cores: pool.model.coreCount, pool.guests(),
        switchCost: UInt64(pool.model.switchCost), start: RandomPool.start,
        seed: seed &* 8 &+ cast)
      simulation.run(for: 6000)
      for (index, responses) in simulation.responses.enumerated() {
        for (task, response) in responses.enumerated() {
          observed[index][task] = max(observed[index][task], response)
        }
      }
    }
    for member in result.machines.flatMap(\.members) {
      guard let index = pool.model.members.firstIndex(of: member.member) else { continue }
      tally.sets += 1
      if member.isInTime { tally.accepted += 1 }
      let pairs = Array(zip(member.tasks, observed[index]))
      if pairs.allSatisfy({ Int($1) <= $0.task.deadline }) { tally.neverMissed += 1 }
      for (task, response) in pairs {
        guard let bound = task.response else { continue }
        if Int(response) == bound { tally.reached += 1 }
        check(
          Int(response) <= bound,
          "seed \(seed), \(member.member.machineName) task \(task.task.name): \(response), not \(bound)"
        )
      }
    }
  }

  @Test func fixedPriorityOnOneCore() {
    var tally = Tally()
    for seed in Workloads.seeds(1000) {
      var random = SplitMix(state: seed)
      let quantum = Int.random(in: 3...30, using: &random)
      var pool = RandomPool(
        seed: seed, coreCount: 1, switchCost: seed % 3 == 0 ? Int(seed % 2 + 1) : 0,
        .fixedPriority(quantum: quantum))
      pool.addMembers(pool.draw(1...4), budgets: 5...60, unlimited: 15, priorities: 0...2)
      compare(&pool, seed, &tally) { [pool] in
        var policy = FixedPriority(quantum: UInt64(quantum))
        for (index, member) in pool.model.members.enumerated() {
          policy.set(index, priority: UInt8(member.priority), server: pool.server(of: index))
        }
        return policy
      }
    }
    check(tally.accepted * 2 >= tally.neverMissed && tally.reached > 0, "\(tally.summary)")
  }

  @Test func fixedPriorityOnSeveralCores() {
    var tally = Tally()
    for seed in Workloads.seeds(1000) {
      var random = SplitMix(state: seed)
      let quantum = Int.random(in: 3...30, using: &random)
      let cores = Int.random(in: 2...3, using: &random)
      var pool = RandomPool(
        seed: seed, coreCount: cores, switchCost: seed % 3 == 0 ? 1 : 0,
        .fixedPriority(quantum: quantum))
      pool.addMembers(pool.draw(2...6), budgets: 5...60, unlimited: 15, priorities: 0...2)
      if seed % 4 == 0 {
        for index in pool.model.members.indices {
          pool.model.members[index].cores = UInt32(pool.draw(1...(1 << cores) - 1))
        }
      }
      compare(&pool, seed, &tally) { [pool] in
        var policy = FixedPriority(quantum: UInt64(quantum))
        for (index, member) in pool.model.members.enumerated() {
          policy.set(index, priority: UInt8(member.priority), server: pool.server(of: index))
        }
        return policy
      }
    }
    check(tally.accepted * 3 >= tally.neverMissed && tally.reached > 0, "\(tally.summary)")
  }

  @Test func timePartition() throws {
    var tally = Tally()
    for seed in Workloads.seeds(1000) {
      var random = SplitMix(state: seed)
      let cores = Int.random(in: 1...3, using: &random)
      let frame = Int.random(in: 50...200, using: &random)
      var windows: [TimeFrame.Window] = []
      var start = 0
      while start < frame, windows.count < 6 {
        start += Int.random(in: 0...frame / 6, using: &random)
        let length = Int.random(in: 1...frame / 3, using: &random)
        guard start + length <= frame else { break }
        windows.append(
          .init(start: start, length: length, machine: Int.random(in: 0...2, using: &random)))
        start += length
      }
      let donates = Bool.random(using: &random)
      let quantum = Int.random(in: 3...30, using: &random)
      var pool = RandomPool(
        seed: seed, coreCount: cores, switchCost: seed % 3 == 0 ? 1 : 0,
        .timePartition(
          TimeFrame(length: frame, windows: windows, quantum: quantum, donatesSlack: donates)))
      for machine in 0..<3 {
        for number in 0..<pool.draw(1...4) {
          pool.model.members.append(
            PoolMember(
              machine: machine, machineName: "vm\(machine)", number: number,
              tasks: pool.draw(0...2) == 0
                ? [] : pool.tasks(upTo: pool.draw(2...20), periods: frame...frame * 10)))
          pool.phases.append(0)
        }
      }
      let origin = UInt64(pool.draw(0...frame))
      let members = pool.model.members
      compare(&pool, seed, &tally) {
        var policy = TimePartition(
          frame: UInt64(frame), origin: origin, quantum: UInt64(quantum), donatesSlack: donates)
        for window in windows {
          do throws(TimePartition.WindowError) {
            try policy.append(
              .init(
                start: UInt64(window.start), length: UInt64(window.length),
                machine: window.machine))
          } catch {
            Issue.record("\(error)")
          }
        }
        for (index, member) in members.enumerated() {
          policy.set(index, machine: member.machine)
        }
        return policy
      }
    }
    check(tally.accepted * 2 >= tally.neverMissed && tally.reached > 0, "\(tally.summary)")
  }

  @Test func deadline() {
    var tally = Tally()
    for seed in Workloads.seeds(1000) {
      var random = SplitMix(state: seed)
      let cores = Int.random(in: 1...3, using: &random)
      var pool = RandomPool(
        seed: seed, coreCount: cores, switchCost: seed % 3 == 0 ? 1 : 0, .deadline)
      if cores == 1, seed % 2 == 0 {
        pool.fillWithBudgets()
      } else {
        pool.addMembers(
          pool.draw(1...3 + cores), budgets: 5...50, unlimited: 0, priorities: 0...0)
      }
      var policy = EarliestDeadline(coreCount: cores)
      var admitted: [PoolMember] = []
      for member in pool.model.members {
        guard let share = member.share else { continue }
        if policy.admit(
          admitted.count, budget: UInt64(share.budget), period: UInt64(share.period),
          now: RandomPool.start)
        {
          admitted.append(member)
        }
      }
      pool.model.members = admitted
      pool.phases = admitted.map { _ in 0 }
      compare(&pool, seed, &tally) {
        var policy = EarliestDeadline(coreCount: cores)
        for (index, member) in admitted.enumerated() {
          guard let share = member.share else { continue }
          check(
            policy.admit(
              index, budget: UInt64(share.budget), period: UInt64(share.period),
              now: RandomPool.start))
        }
        return policy
      }
    }
    check(tally.accepted * 2 >= tally.neverMissed && tally.reached > 0, "\(tally.summary)")
  }

  @Test func fair() {
    var tally = Tally()
    for seed in Workloads.seeds(1000) {
      var random = SplitMix(state: seed)
      let cores = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
      let quantum = Int.random(in: 3...30, using: &random)
      var pool = RandomPool(
        seed: seed, coreCount: cores, switchCost: seed % 3 == 0 ? 1 : 0, .fair(quantum: quantum))
      pool.addMembers(
        pool.draw(1...2 + cores), budgets: 10...80, unlimited: cores == 1 ? 60 : 20,
        priorities: 0...0)
      compare(&pool, seed, &tally) { [pool] in
        var policy = Fair(coreCount: cores, quantum: UInt64(quantum))
        for (index, member) in pool.model.members.enumerated() {
          policy.set(index, weight: UInt64(member.weight), cap: pool.server(of: index))
        }
        return policy
      }
    }
    check(tally.accepted * 4 >= tally.neverMissed && tally.accepted > 0, "\(tally.summary)")
  }

  /// The smallest budget is enough, and one less is not.
  @Test(arguments: Workloads.seeds(300)) func smallestBudgetsAreEnough(seed: UInt64) {
    var pool = RandomPool(
      seed: seed, coreCount: Int(seed % 2) + 1, switchCost: Int(seed % 3),
      .fixedPriority(quantum: 10))
    pool.addMembers(pool.draw(1...4), budgets: 5...60, unlimited: 15, priorities: 0...2)
    for machine in PoolResult(pool.model).machines {
      guard let smallest = machine.smallest else { continue }
      func isInTime(with budget: Int) -> Bool {
        var model = pool.model
        for index in model.members.indices where model.members[index].machine == machine.machine {
          model.members[index].share?.budget = budget
        }
        return PoolResult(model).machines.contains {
          $0.machine == machine.machine && $0.isInTime
        }
      }
      check(isInTime(with: smallest.amount), "seed \(seed)")
      check(smallest.amount == 1 || !isInTime(with: smallest.amount - 1), "seed \(seed)")
      if let share = machine.members[0].member.share {
        check(machine.isInTime == (share.budget >= smallest.amount), "seed \(seed)")
      }
    }
  }
}
