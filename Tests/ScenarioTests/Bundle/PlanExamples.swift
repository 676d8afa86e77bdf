import Scenario

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
}
