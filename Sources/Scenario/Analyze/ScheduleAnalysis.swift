internal import Analysis

/// Whether the tasks that a scenario's VMs state meet their deadlines in the pools that the VMs have, as text and as
/// JSON.
public struct ScheduleAnalysis: Sendable {
  /// What a switch of virtual CPUs is taken to cost where nobody says it. Assumed: it depends on the processor.
  public static let usualSwitchTime: UInt64 = 5000
  static let longestSwitchTime: UInt64 = 1_000_000

  let scenario: CheckedScenario
  let switchTime: UInt64
  /// Those in which a VM states tasks.
  let pools: [PoolResult]

  public init(_ scenario: CheckedScenario, switchTime: UInt64 = usualSwitchTime) {
    self.scenario = scenario
    self.switchTime = switchTime
    pools = scenario.poolModels(switchTime: switchTime).map { PoolResult($0) }
      .filter { !$0.machines.isEmpty }
  }

  /// Whether no VM states any task.
  public var isEmpty: Bool { pools.isEmpty }

  /// Whether each task ends before its deadline, always.
  public var isInTime: Bool { pools.allSatisfy(\.isInTime) }

  /// The time of a switch as somebody wrote it, `5us` or so; nil when it is not one, or longer than a millisecond.
  public static func switchTime(_ text: String) -> UInt64? {
    guard case .nanoseconds(let time) = TimeSpan.parse(text), time <= longestSwitchTime else {
      return nil
    }
    return time
  }

  /// A task that may miss its deadline, and what to say of it.
  struct Miss {
    let task: TaskPlan
    let problem: String
  }

  static func misses(in pool: PoolModel, of scenario: CheckedScenario) -> [Miss] {
    var misses: [Miss] = []
    for machine in PoolResult(pool, findsSmallest: false).machines {
      for member in machine.members {
        let plans = scenario.virtualMachines[machine.machine].tasks(on: member.member.number)
        for (plan, result) in zip(plans, member.tasks) where !result.isInTime {
          let title = "task \"\(plan.name)\" of VM \"\(machine.name)\""
          let problem =
            if let reason = member.noGuarantee {
              "pool \"\(pool.name)\" guarantees nothing for \(title): \(reason.sentence)"
            } else if let lateness = result.lateness {
              "\(title) may end \(TimeSpan.approximate(lateness)) after its deadline"
            } else {
              "nothing bounds how late \(title) may end"
            }
          misses.append(Miss(task: plan, problem: problem))
        }
      }
    }
    return misses
  }
}
