import Scenario
import Scheduling

/// Plans for the tests of everything behind the planner.
enum PlanExamples {
  /// A general VM with every option and a direct one beside it.
  static func two() -> MachinePlan {
    let linux = VirtualMachinePlan(
      name: "ivi", virtualCPUs: [.init(core: 0, affinity: 0), .init(core: 1, affinity: 1)],
      onFailure: .restart, restartLimit: 5,
      memory: [
        .init(guest: 0x4000_0000, physical: 0x4800_0000, size: 0x2000_0000),
        .init(guest: 0x8000_0000, physical: 0x6800_0000, size: 0x100_0000),
      ],
      entry: 0x4020_0000, deviceTreeAddress: 0x4000_0000,
      loads: [
        .init(kind: .payload, address: 0x4020_0000, bytes: Array(repeating: 0xAB, count: 10_000)),
        .init(kind: .initialRamdisk, address: 0x4100_0000, bytes: Array(repeating: 1, count: 5)),
      ],
      flash: Array(repeating: 0xFF, count: 4096),
      passthrough: [
        .init(
          node: "pl061", compatible: ["arm,pl061", "arm,primecell"],
          windows: [.init(guest: 0x0903_0000, physical: 0x0903_0000, size: 0x1000)],
          interrupts: [.init(number: 39, isEdge: false)])
      ],
      arguments: "console=ttyAMA0", initialRamdisk: 0x4100_0000..<0x4100_0005,
      expectations: ["login:"])
    let control = VirtualMachinePlan(
      name: "control", virtualCPUs: [.init(core: 3, affinity: 0x1_0000_0003)],
      interruptMode: .directByDoorbell, startsByItself: false, onFailure: .haltMachine,
      memory: [.init(guest: 0x4000_0000, physical: 0x7000_0000, size: 0x100_0000)],
      entry: 0x4008_0000, deviceTreeAddress: 0x4000_0000,
      loads: [
        .init(kind: .payload, address: 0x4008_0000, bytes: Array(repeating: 0xAB, count: 10_000))
      ],
      uartInterrupt: 224, hasRTC: false, rtcInterrupt: 225, hasVirtio: false)
    return MachinePlan(
      name: "example", board: .qemuVirt(cores: 4, memorySize: 2 << 30),
      console: .init(mode: .raw, focus: 1), virtualMachines: [linux, control],
      imageAddress: 0x4020_0000)
  }

  /// Each scheduler once: a bound VM, two in time windows, and one in each other pool.
  static func pools() -> MachinePlan {
    let cores = [[0], [2, 3, 2], [4], [4], [5, 6], [7, 7]]
    let pools = [0, 1, 2, 2, 3, 4]
    var machines: [VirtualMachinePlan] = []
    for (index, cores) in cores.enumerated() {
      let cpus = cores.enumerated().map { number, core in
        VirtualMachinePlan.VirtualCPU(core: core, affinity: UInt64(number))
      }
      machines.append(
        VirtualMachinePlan(
          name: "vm\(index)", virtualCPUs: cpus, share: SharePlan(pool: pools[index]),
          memory: [
            .init(
              guest: 0x4000_0000, physical: 0x4800_0000 + UInt64(index) << 24, size: 0x100_0000)
          ], entry: 0x4008_0000, deviceTreeAddress: 0x4000_0000))
    }
    machines[0].share.cores = [[0]]
    machines[1].share.cores = [[2, 3], [2], [3]]
    machines[1].share.priority = 200
    machines[1].share.budget = 2_000_000
    machines[1].share.period = 10_000_000
    machines[2].share.cores = [[4]]
    machines[2].share.guarding = GuardConfiguration(
      pool: 0, budget: 2_000_000, period: 10_000_000, deadline: 8_000_000, dwell: 1_000_000_000,
      misses: 3, of: 10, calm: 100)
    machines[2].share.exits = ExitBudget(most: 20_000, period: 5_000_000)
    machines[3].share.cores = [[4]]
    machines[4].share.cores = [[5, 6], [5, 6]]
    machines[4].share.budget = 1_000_000
    machines[4].share.period = 4_000_000
    machines[5].share.cores = [[7], [7]]
    machines[5].share.weight = 64_000
    machines[5].share.budget = 50_000_000
    machines[5].share.period = 100_000_000
    return MachinePlan(
      name: "pools", board: .qemuVirt(cores: 8, memorySize: 2 << 30),
      pools: [
        .init(name: "bound", cores: [1, 0]),
        .init(name: "urgent", cores: [2, 3], scheduler: .fixedPriority, quantum: 10_000_000),
        .init(
          name: "windows", cores: [4], scheduler: .timePartition, quantum: 5_000_000,
          frame: 20_000_000, donatesSlack: true,
          windows: [
            .init(start: 0, length: 5_000_000, machine: 2),
            .init(start: 5_000_000, length: 15_000_000, machine: 3),
          ]),
        .init(name: "periods", cores: [6, 5], scheduler: .deadline),
        .init(name: "even", cores: [7], scheduler: .fair, quantum: 100_000),
      ],
      virtualMachines: machines, imageAddress: 0x4020_0000)
  }
}
