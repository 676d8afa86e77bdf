internal import Analysis

extension ScheduleAnalysis {
  /// How a VM states its tasks.
  public static var example: String { KeyTable.vm["tasks"]?.example ?? "tasks" }

  /// Tables for a terminal.
  public var text: String {
    var parts = [
      "\(scenario.name) on \(scenario.board.name), a switch takes"
        + " \(TimeSpan.describe(switchTime))"
    ]
    parts.append(
      Explanation.table(
        title: "Pools", heads: ["pool", "scheduler", "cores", "tasks use", "set aside"],
        rows: pools.map { pool in
          [
            pool.pool.name, scheduler(of: pool), String(pool.pool.coreCount),
            Self.percent(pool.utilization), pool.reserved.map(Self.percent) ?? "-",
          ]
        }))
    parts.append(
      Explanation.table(
        title: "Tasks",
        heads: ["VM", "vCPU", "task", "period", "budget", "deadline", "takes", "verdict"],
        rows: pools.flatMap(\.machines).flatMap { machine in
          machine.members.flatMap { member in
            member.tasks.map { Self.row($0, member, of: machine) }
          }
        }))
    let advice = pools.flatMap { pool in pool.machines.flatMap { self.advice($0, in: pool) } }
    if !advice.isEmpty { parts.append(advice.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  func scheduler(of pool: PoolResult) -> String {
    scenario.pools.first { $0.name == pool.pool.name }?.scheduler.word.rawValue ?? "-"
  }

  private static func row(
    _ result: TaskResult, _ member: MemberResult, of machine: MachineResult
  ) -> [String] {
    let verdict =
      if result.isInTime {
        "in time"
      } else if let lateness = result.lateness {
        "late by \(TimeSpan.approximate(lateness))"
      } else {
        member.noGuarantee == nil ? "without bound" : "no guarantee"
      }
    return [
      machine.name, String(member.member.number), result.task.name,
      TimeSpan.describe(UInt64(result.task.period)), TimeSpan.describe(UInt64(result.task.budget)),
      TimeSpan.describe(UInt64(result.task.deadline)),
      result.response.map(TimeSpan.approximate) ?? "-", verdict,
    ]
  }

  /// In percent of a core, one digit behind the point, rounded up.
  private static func percent(_ utilization: Utilization) -> String {
    let tenths = (utilization.partsPerMillion + 999) / 1000
    return "\(tenths / 10).\(tenths % 10) %"
  }

  private func advice(_ machine: MachineResult, in pool: PoolResult) -> [String] {
    let reasons = machine.members.compactMap(\.noGuarantee)
    var lines = reasons.prefix(1).map { "VM \(machine.name): nothing is sure, \($0.sentence)" }
    guard let smallest = machine.smallest, let share = Self.describe(smallest, machine, pool) else {
      if !machine.isInTime, reasons.isEmpty {
        lines.append("VM \(machine.name): \(Self.withoutShare(machine, pool))")
      }
      return lines
    }
    let fits = smallest.fits ? "" : ", but \(Self.obstacle(pool))"
    lines.append(
      "VM \(machine.name): \(share) would \(machine.isInTime ? "be enough" : "do")\(fits)")
    return lines
  }

  /// The share as a scenario says it, rounded up to what can be said; nil when it cannot.
  private static func describe(
    _ smallest: SmallestShare, _ machine: MachineResult, _ pool: PoolResult
  ) -> String? {
    let time = TimeSpan.describe(UInt64(max(smallest.amount.roundedUp(to: 1000), 10_000)))
    switch smallest.kind {
    case .window: return "\(machine.windowCount(in: pool) == 1 ? "a window" : "windows") of \(time)"
    case .weight:
      let weight = smallest.amount.roundedUp(to: 64) / 64
      return weight > 1000 ? nil : "a weight of \(weight)"
    case .budget:
      guard let period = machine.members.first?.member.share?.period else { return nil }
      if case .fair = pool.pool.scheduler {
        let percent = period / 100
        return "a cap of \(smallest.amount.roundedUp(to: percent) / percent)"
      }
      return "a budget of \(time) in each \(TimeSpan.describe(UInt64(period)))"
    }
  }

  private static func withoutShare(_ machine: MachineResult, _ pool: PoolResult) -> String {
    switch pool.pool.scheduler {
    case .bind: "it has its cores for itself; its tasks ask for too much"
    case .timePartition: "no longer windows at the same places would do"
    case .fair: "no weight would do"
    case .deadline: "no budget in its period would do"
    case .fixedPriority:
      machine.members.first?.member.share == nil
        ? "it has no budget that could be larger; its tasks, or those above it, ask for too much"
        : "no budget in its period would do"
    }
  }

  private static func obstacle(_ pool: PoolResult) -> String {
    switch pool.pool.scheduler {
    case .timePartition: "other windows are in the way"
    case .deadline: "the pool cannot keep it beside the others"
    case .bind, .fixedPriority, .fair: "others' tasks would be late then"
    }
  }
}

extension MachineResult {
  fileprivate func windowCount(in pool: PoolResult) -> Int {
    guard case .timePartition(let frame) = pool.pool.scheduler else { return 0 }
    return frame.windows.count { $0.machine == machine }
  }
}

extension Int {
  fileprivate func roundedUp(to step: Int) -> Int { (self + step - 1) / step * step }
}
