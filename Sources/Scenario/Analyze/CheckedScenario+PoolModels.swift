internal import Analysis
internal import Scheduling

extension CheckedScenario {
  /// The pools as the analysis sees them, in the scenario's order. Times are nanoseconds. VMs that do not start by
  /// themselves count: they may be started.
  func poolModels(switchTime: UInt64) -> [PoolModel] {
    pools.indices.map { index in
      PoolModel(
        name: pools[index].name, scheduler: pools[index].model,
        coreCount: pools[index].cores.count, members: members(of: index),
        switchCost: Int(switchTime))
    }
  }

  private func members(of pool: Int) -> [PoolMember] {
    virtualMachines.enumerated().flatMap { machine, plan -> [PoolMember] in
      guard plan.share.pool == pool else { return [] }
      return plan.share.cores.enumerated().map { number, cores in
        PoolMember(
          machine: machine, machineName: plan.name, number: number,
          cores: mask(of: cores, in: pool), priority: Int(plan.share.priority),
          weight: Int(plan.share.weight),
          share: plan.share.period == 0
            ? nil : TimeBudget(budget: Int(plan.share.budget), period: Int(plan.share.period)),
          tasks: plan.tasks(on: number).map(\.model))
      }
    }
  }

  private func mask(of cores: [Int], in pool: Int) -> UInt32 {
    pools[pool].cores.enumerated().reduce(0) { mask, core in
      cores.contains(core.element) ? mask | 1 << UInt32(core.offset) : mask
    }
  }
}

extension CheckedScenario.VirtualMachine {
  func tasks(on virtualCPU: Int) -> [TaskPlan] { tasks.filter { $0.virtualCPU == virtualCPU } }
}

extension TaskPlan {
  fileprivate var model: GuestTask {
    GuestTask(
      name: name, period: Int(period), budget: Int(budget), deadline: Int(deadline),
      priority: priority)
  }
}

extension PoolPlan {
  fileprivate var model: PoolModel.Scheduler {
    switch scheduler {
    case .bind: .bind
    case .fixedPriority: .fixedPriority(quantum: Int(quantum))
    case .timePartition:
      .timePartition(
        TimeFrame(
          length: Int(frame),
          windows: windows.map {
            .init(start: Int($0.start), length: Int($0.length), machine: $0.machine)
          }, quantum: Int(quantum), donatesSlack: donatesSlack))
    case .deadline: .deadline
    case .fair: .fair(quantum: Int(quantum))
    }
  }
}
