internal import Analysis

extension ScheduleAnalysis {
  /// The same for programs. Times are in nanoseconds, utilisations in parts of a million of a core.
  public var json: String {
    JSONValue.object([
      ("name", .string(scenario.name)), ("switchTime", .number(switchTime)),
      ("inTime", .boolean(isInTime)), ("pools", .array(pools.map(json))),
    ]).text
  }

  private func json(_ pool: PoolResult) -> JSONValue {
    .object([
      ("name", .string(pool.pool.name)), ("scheduler", .string(scheduler(of: pool))),
      ("cores", .number(UInt64(pool.pool.coreCount))),
      ("utilization", Self.json(pool.utilization)),
      ("reserved", pool.reserved.map(Self.json) ?? .null),
      ("vms", .array(pool.machines.map(Self.json))),
    ])
  }

  private static func json(_ machine: MachineResult) -> JSONValue {
    .object([
      ("name", .string(machine.name)), ("inTime", .boolean(machine.isInTime)),
      ("utilization", json(machine.utilization)),
      (
        "smallest",
        machine.smallest.map { smallest in
          .object([
            ("kind", .string("\(smallest.kind)")), ("amount", .number(UInt64(smallest.amount))),
            ("fits", .boolean(smallest.fits)),
          ])
        } ?? .null
      ),
      (
        "vcpus",
        .array(
          machine.members.map { member in
            .object([
              ("vcpu", .number(UInt64(member.member.number))),
              ("noGuarantee", member.noGuarantee.map { .string($0.sentence) } ?? .null),
              ("tasks", .array(member.tasks.map(json))),
            ])
          })
      ),
    ])
  }

  private static func json(_ result: TaskResult) -> JSONValue {
    .object([
      ("name", .string(result.task.name)), ("period", .number(UInt64(result.task.period))),
      ("budget", .number(UInt64(result.task.budget))),
      ("deadline", .number(UInt64(result.task.deadline))),
      ("priority", .number(UInt64(result.task.priority))),
      ("response", result.response.map { .number(UInt64($0)) } ?? .null),
      ("inTime", .boolean(result.isInTime)),
    ])
  }

  private static func json(_ utilization: Utilization) -> JSONValue {
    .number(UInt64(utilization.partsPerMillion))
  }
}
