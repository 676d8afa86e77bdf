extension CheckingPass {
  /// The tasks of a VM that are right; the others have been complained about.
  mutating func checkTasks(_ index: Int) -> [TaskPlan] {
    guard let list = clauses[index].tasks else { return [] }
    let clauses = list.value
    if clauses.count > TaskPlan.mostTasks {
      diagnostics.error(
        "\(title(index)) has \(clauses.count) tasks", at: list.position,
        remedy: "use at most \(TaskPlan.mostTasks)")
    }
    checkUnique(clauses.map(\.name), of: "task of \(title(index))")
    checkPriorities(clauses, of: index)
    var tasks: [TaskPlan] = []
    for (number, clause) in clauses.enumerated() {
      if let name = clause.name { checkName(name, of: "a task") }
      let name = clause.name?.value ?? "task-\(number + 1)"
      checkVirtualCPU(clause, name: name, of: index)
      guard let period = clause.period, let budget = clause.budget else { continue }
      if budget.value > period.value {
        diagnostics.error(
          "the budget of task \"\(name)\", \(TimeSpan.describe(budget.value)), is longer than its"
            + " period, \(TimeSpan.describe(period.value))", at: budget.position,
          remedy: "use at most \(TimeSpan.describe(period.value))")
      }
      tasks.append(
        TaskPlan(
          name: name, position: clause.position, virtualCPU: clause.virtualCPU?.value ?? 0,
          period: period.value, budget: budget.value,
          deadline: clause.deadline?.value ?? period.value,
          // Rate-monotonic: whoever has a longer period is less urgent.
          priority: clause.priority?.value
            ?? clauses.count { $0.period?.value ?? 0 > period.value }))
    }
    return tasks
  }

  /// Stated priorities and those that follow from the periods cannot be compared.
  private mutating func checkPriorities(_ clauses: [ScenarioDocument.TaskClause], of index: Int) {
    guard clauses.contains(where: { $0.places["priority"] != nil }) else { return }
    for clause in clauses where clause.places["priority"] == nil {
      diagnostics.error(
        "a task of \(title(index)) has no \"priority\", and others have one", at: clause.position,
        remedy: "give each of them one, or none")
    }
  }

  private mutating func checkVirtualCPU(
    _ clause: ScenarioDocument.TaskClause, name: String, of index: Int
  ) {
    guard let virtualCPU = clause.virtualCPU, let count = allowedCores[index]?.count,
      virtualCPU.value >= count
    else { return }
    diagnostics.error(
      "task \"\(name)\" is on vCPU \(virtualCPU.value), and \(title(index)) has"
        + " \(Scenario.count(count, "vCPU"))", at: virtualCPU.position,
      remedy: count == 1 ? "use 0" : "use 0 to \(count - 1)")
  }

  /// Says which tasks may miss their deadlines in the pools that they got.
  mutating func warnOfMisses(_ scenario: CheckedScenario) {
    for pool in scenario.poolModels(switchTime: ScheduleAnalysis.usualSwitchTime) {
      for miss in ScheduleAnalysis.misses(in: pool, of: scenario) {
        diagnostics.warning(
          miss.problem, at: miss.task.position,
          remedy: "see `martlet analyze`, which looks for a share that would do")
      }
    }
  }
}
