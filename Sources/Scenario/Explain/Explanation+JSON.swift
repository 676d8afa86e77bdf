internal import Scheduling

extension Explanation {
  /// The same facts for programs. Addresses and sizes are numbers, in bytes; times in nanoseconds.
  public var json: String {
    JSONValue.object([
      ("name", .string(name)),
      (
        "board",
        .object([
          ("name", .string(board)), ("cpu", .string(processor)),
          ("memory", .number(memorySize)),
        ])
      ),
      (
        "cores",
        .array(
          cores.map { core in
            .object([
              ("core", .number(UInt64(core.number))),
              ("pool", core.pool.map(JSONValue.string) ?? .null),
              ("vm", core.machine.map { .string(machines[$0].name) } ?? .null),
              ("vcpu", core.virtualCPU.map { .number(UInt64($0)) } ?? .null),
              ("sharedBy", .array(core.sharers.map { .string(machines[$0].name) })),
            ])
          })
      ),
      ("pools", .array(pools.map { Self.json($0, machines) })),
      (
        "memory",
        .array(
          memory.map { part in
            .object([
              ("address", .number(part.range.lowerBound)),
              ("size", .number(part.range.upperBound - part.range.lowerBound)),
              ("vm", part.machine.map { .string(machines[$0].name) } ?? .null),
              ("use", .string(part.use)),
            ])
          })
      ),
      (
        "interrupts",
        .array(
          interrupts.map { interrupt in
            .object([
              ("intid", .number(UInt64(interrupt.number))),
              ("vm", interrupt.machine.map { .string(machines[$0].name) } ?? .null),
              ("physical", .boolean(interrupt.isPhysical)),
              ("use", .string(interrupt.use)),
            ])
          })
      ),
      ("channels", .array(channels.map { Self.json($0, machines) })),
      ("vms", .array(machines.map(Self.json))),
    ]).text
  }

  private static func json(_ pool: PoolPlan, _ machines: [Machine]) -> JSONValue {
    let isPartition = pool.scheduler == .timePartition
    return .object([
      ("name", .string(pool.name)),
      ("cores", .array(pool.cores.map { .number(UInt64($0)) })),
      ("scheduler", .string(pool.scheduler.word.rawValue)),
      ("quantum", pool.quantum > 0 ? .number(pool.quantum) : .null),
      ("frame", isPartition ? .number(pool.frame) : .null),
      ("donatesSlack", isPartition ? .boolean(pool.donatesSlack) : .null),
      (
        "windows",
        .array(
          pool.windows.map { window in
            .object([
              ("vm", .string(machines[window.machine].name)), ("start", .number(window.start)),
              ("length", .number(window.length)),
            ])
          })
      ),
    ])
  }

  private static func json(_ channel: Channel, _ machines: [Machine]) -> JSONValue {
    .object([
      ("name", .string(channel.name)),
      ("address", .number(channel.physical)),
      ("size", .number(channel.size)),
      (
        "parts",
        .array(
          channel.parts.map { part in
            .object([
              ("size", .number(part.size)),
              ("writers", .array(part.writers.map { .string(machines[$0].name) })),
            ])
          })
      ),
      (
        "ends",
        .array(
          channel.ends.map { end in
            .object([
              ("vm", .string(machines[end.machine].name)), ("pci", .boolean(end.isOnBus)),
              ("intid", .number(UInt64(end.interrupt))),
              ("registers", .number(end.registers)), ("memory", .number(end.memory)),
            ])
          })
      ),
      ("standby", channel.standby.map { .string(machines[$0].name) } ?? .null),
    ])
  }

  private static func json(_ share: Share) -> JSONValue {
    .object([
      ("affinity", .array(share.cores.map { .array($0.map { .number(UInt64($0)) }) })),
      ("priority", share.priority.map(JSONValue.number) ?? .null),
      ("weight", share.weight.map(JSONValue.number) ?? .null),
      ("cap", share.cap.map(JSONValue.number) ?? .null),
      ("budget", share.budget.map(JSONValue.number) ?? .null),
      ("period", share.period.map(JSONValue.number) ?? .null),
      ("guard", share.guarding.map { json($0, pool: share.guardPool ?? "?") } ?? .null),
      (
        "exits",
        share.exits.map {
          .object([("most", .number(UInt64($0.most))), ("period", .number($0.period))])
        } ?? .null
      ),
    ])
  }

  private static func json(_ guarding: GuardConfiguration, pool: String) -> JSONValue {
    .object([
      ("pool", .string(pool)),
      ("budget", .number(guarding.budget)),
      ("period", .number(guarding.period)),
      ("deadline", .number(guarding.deadline)),
      ("misses", .number(UInt64(guarding.misses))),
      ("of", .number(UInt64(guarding.of))),
      ("calm", .number(UInt64(guarding.calm))),
      ("dwell", .number(guarding.dwell)),
    ])
  }

  private static func json(_ machine: Machine) -> JSONValue {
    .object([
      ("name", .string(machine.name)),
      ("pool", .string(machine.pool)),
      ("cores", .array(machine.cores.map { .number(UInt64($0)) })),
      ("share", machine.share.map(Self.json) ?? .null),
      ("affinities", .array(machine.affinities.map(JSONValue.number))),
      ("interrupts", .string(machine.interrupts)),
      (
        "memory",
        .object([
          ("guest", .number(machine.memory.guest)),
          ("physical", .number(machine.memory.physical)),
          ("size", .number(machine.memory.size)),
        ])
      ),
      ("entry", .number(machine.entry)),
      ("deviceTree", .number(machine.deviceTree)),
      (
        "payload",
        .object([("kind", .string(machine.payload)), ("file", .string(machine.payloadFile))])
      ),
      (
        "loads",
        .array(
          machine.loads.map { load in
            .object([
              ("what", .string(load.what)), ("address", .number(load.range.lowerBound)),
              ("size", .number(load.range.upperBound - load.range.lowerBound)),
            ])
          })
      ),
      ("arguments", machine.arguments.map(JSONValue.string) ?? .null),
      ("devices", .array(machine.devices.map(JSONValue.string))),
      ("onFailure", .string(machine.onFailure)),
      ("autostart", .boolean(machine.autostart)),
      ("role", machine.isService ? .string(MachineRole.service.rawValue) : .null),
      ("managed", .array(machine.managed.map(JSONValue.string))),
      (
        "health",
        .object(machine.health.map { ($0.what, .string($0.rule)) })
      ),
      ("expect", .array(machine.expectations.map(JSONValue.string))),
    ])
  }
}
