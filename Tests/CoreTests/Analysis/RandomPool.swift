import Analysis
import Scheduling
import TestSupport

/// Random pools, and guests for them that try to be as unpleasant as they may.
struct RandomPool {
  /// When the simulation begins: after the start of each server.
  static let start: UInt64 = 200

  var random: SplitMix
  var model: PoolModel
  var phases: [UInt64] = []

  init(seed: UInt64, coreCount: Int, switchCost: Int, _ scheduler: PoolModel.Scheduler) {
    random = SplitMix(state: seed)
    model = PoolModel(
      name: "random", scheduler: scheduler, coreCount: coreCount, members: [],
      switchCost: switchCost)
  }

  mutating func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// One to three tasks that use up to so many hundredths of a core.
  mutating func tasks(upTo hundredths: Int, periods: ClosedRange<Int>) -> [GuestTask] {
    let count = draw(1...3)
    var room = hundredths
    return (0..<count).map { number in
      let period = draw(periods)
      let part = draw(1...max(room - (count - number - 1), 1))
      room = max(room - part, 1)
      let budget = max(period * part / 100, 1)
      let deadline = [period, draw(max(period / 2, budget)...period), period * 2][draw(0...2)]
      return GuestTask(
        name: "\(number)", period: period, budget: budget, deadline: deadline,
        priority: draw(0...3) == 0 ? draw(0...2) : 10_000 - period)
    }
  }

  /// Members with budgets; some state their tasks.
  mutating func addMembers(
    _ count: Int, budgets: ClosedRange<Int>, unlimited: Int, priorities: ClosedRange<Int>
  ) {
    for number in 0..<count {
      let period = draw(20...200)
      let budget = max(period * draw(budgets) / 100, 1)
      var member = PoolMember(
        machine: number, machineName: "vm\(number)", priority: draw(priorities),
        weight: draw(64...4096),
        share: draw(1...100) <= unlimited ? nil : TimeBudget(budget: budget, period: period))
      if draw(0...2) > 0 {
        let part = draw(5...max(80 * budget / period, 5))
        member.tasks = tasks(upTo: part, periods: period...period * 10)
      }
      model.members.append(member)
      phases.append(UInt64(draw(0...period)))
    }
  }

  /// Members that use up one core to the last tick, so that budgets come as late as they can.
  mutating func fillWithBudgets() {
    let period = draw(8...40)
    var rest = 8 * period
    for number in 0..<draw(2...4) where rest > 8 {
      let length = period << draw(0...2)
      let each = 8 * period / length
      let budget = draw(1...max(min(rest / each, length / 2), 1))
      rest -= budget * each
      model.members.append(
        PoolMember(
          machine: number, machineName: "vm\(number)",
          share: TimeBudget(budget: budget, period: length),
          tasks: tasks(upTo: max(70 * budget / length, 3), periods: length...length * 10)))
    }
    if rest > 0 {
      model.members.append(
        PoolMember(
          machine: 9, machineName: "vm9", share: TimeBudget(budget: rest, period: 8 * period)))
    }
  }

  mutating func guests() -> [SimulatedGuest] {
    model.members.indices.map { index in
      let member = model.members[index]
      var guest = SimulatedGuest(tasks: member.tasks, cores: member.cores)
      guest.releases = [.periodic, .sporadic, .atLoss, .atLoss][draw(0...3)]
      guest.isExact = draw(0...3) > 0
      // Who states tasks wakes for nothing else, or costs of switches would not be known.
      let kinds = member.tasks.isEmpty || model.switchCost == 0 ? 0...3 : 0...1
      switch draw(kinds) {
      case 0 where guest.releases != .atLoss: guest.background = .never
      case 2:
        guest.background = .bursts(
          work: 1...UInt64(draw(1...200)), sleep: 1...UInt64(draw(1...200)))
      case 3:
        if let share = member.share, share.budget < share.period {
          guest.background = .acrossPeriods(
            budget: UInt64(share.budget), period: UInt64(share.period), phase: phases[index])
        } else {
          guest.background = .always
        }
      default: guest.background = .always
      }
      return guest
    }
  }

  func server(of index: Int) -> Server {
    guard let share = model.members[index].share else { return .unlimited }
    return Server(
      budget: UInt64(share.budget), period: UInt64(share.period), start: phases[index])
  }
}
