import Foundation
import Scheduling
import Testing

@testable import Scenario

/// What becomes of the keys of a right scenario.
@Suite struct CheckedScenarioTests {
  static func plan(_ text: String) throws -> MachinePlan {
    let files = try TestFiles()
    defer { files.remove() }
    let result = files.check(text)
    #expect(result.lines == [])
    return try #require(result.plan)
  }

  @Test func defaultsAreAsDocumented() throws {
    let plan = try Self.plan(
      """
      name: least
      board: qemu-virt
      vms: [{ name: one, memory: 64MiB, payload: { linux: cache:guests/debian-6.12/Image } }]
      """)
    #expect(plan.board == .qemuVirt(cores: 4, memorySize: 2 << 30))
    #expect(plan.console == ConsolePlan(mode: .lines, focus: 0, escape: 0x14))
    #expect(plan.imageAddress == 0x4020_0000)
    let machine = try #require(plan.virtualMachines.first)
    #expect(machine.virtualCPUs == [.init(core: 0, affinity: 0)])
    #expect(machine.interruptMode == .virtual)
    #expect(machine.onFailure == .stop && machine.startsByItself)
    #expect(machine.memory.map(\.guest) == [0x4000_0000])
    #expect(machine.deviceTreeAddress == 0x4000_0000)
    #expect(machine.entry == 0x4020_0000)
    #expect(machine.hasUART && machine.hasRTC && machine.hasVirtio)
    #expect(machine.uartInterrupt == 33 && machine.rtcInterrupt == 34)
    #expect(machine.arguments == nil && machine.initialRamdisk == nil && machine.flash == nil)
  }

  @Test func everyKeyArrivesInThePlan() throws {
    let plan = try Self.plan(
      """
      name: all
      board: { name: qemu-virt, memory: 1GiB, cpus: 8, cpu: max }
      console: { mode: raw, focus: two, escape: ctrl-a }
      pools:
        - { name: left, cpus: [5, 0, 1], scheduler: bind }
        - { name: right, cpus: [7, 6] }
      vms:
        - name: one
          pool: left
          vcpus: 2
          interrupts: direct
          memory: 128MiB
          address: 0x5000_0000
          physical: 0x6000_0000
          device_tree: end
          devices: [uart]
          passthrough:
            - gpio
            - name: watchdog
              compatible: ["arm,sp805"]
              address: 0x0B00_0000
              size: 8KiB
              interrupts: [150, 151]
          on_failure: { restart: { limit: 7 } }
          autostart: false
          expect: ["a", "b"]
          payload:
            linux: cache:guests/debian-6.12/Image
            initrd: cache:guests/initramfs/rt.cpio.gz
            arguments: "console=ttyAMA0"
        - name: two
          pool: right
          cpus: [6, 7]
          interrupts: { direct: doorbell }
          memory: 64MiB
          address: identity
          on_failure: halt-machine
          payload: { raw: cache:guests/u-boot/u-boot.bin, entry: 0x40C0_0004, address: 0x40C0_0000 }
        - name: three
          pool: left
          memory: 16MiB
          on_failure: restart
          payload: { flash: cache:guests/edk2/QEMU_EFI.fd }
      """)
    #expect(plan.board.cores.count == 8 && plan.board.memorySize == 1 << 30)
    #expect(plan.board.emulatorArguments?.contains("max") == true)
    #expect(plan.console == ConsolePlan(mode: .raw, focus: 1, escape: 1))

    let one = plan.virtualMachines[0]
    #expect(one.virtualCPUs == [.init(core: 5, affinity: 0), .init(core: 0, affinity: 1)])
    #expect(one.interruptMode == .directByFastInterrupt)
    #expect(one.memory == [.init(guest: 0x5000_0000, physical: 0x6000_0000, size: 128 << 20)])
    #expect(one.deviceTreeAddress == 0x57FF_0000)
    #expect(one.entry == 0x5000_0000)
    #expect(one.initialRamdisk == 0x5280_0000..<0x5280_1388)
    #expect(one.arguments == "console=ttyAMA0")
    #expect(one.hasUART && !one.hasRTC && !one.hasVirtio)
    #expect(one.uartInterrupt == 224)
    #expect(one.passthrough.map(\.node) == ["pl061", "watchdog"])
    #expect(one.passthrough[1].interrupts.map(\.number) == [150, 151])
    #expect(
      one.passthrough[1].windows == [.init(guest: 0xB00_0000, physical: 0xB00_0000, size: 8192)])
    #expect(one.onFailure == .restart && one.restartLimit == 7)
    #expect(!one.startsByItself)
    #expect(one.expectations == ["a", "b"])

    let two = plan.virtualMachines[1]
    #expect(two.virtualCPUs == [.init(core: 6, affinity: 6), .init(core: 7, affinity: 7)])
    #expect(two.interruptMode == .directByDoorbell)
    #expect(two.memory[0].guest == two.memory[0].physical)
    #expect(two.entry == 0x40C0_0004 && two.loads[0].address == 0x40C0_0000)
    #expect(two.uartInterrupt == 225 && two.rtcInterrupt == 226)
    #expect(two.onFailure == .haltMachine)

    let three = plan.virtualMachines[2]
    #expect(three.virtualCPUs == [.init(core: 1, affinity: 0)])
    #expect(three.entry == 0 && three.flash?.count == 9000 && three.loads.isEmpty)
    #expect(three.onFailure == .restart && three.restartLimit == 5)
  }

  /// Every scheduler, with and without its keys.
  static let everyScheduler = """
    name: sharing
    board: { name: qemu-virt, cpus: 8, idle_state: 0x12 }
    pools:
      - { name: bound, cpus: [0, 7], scheduler: bind }
      - { name: even, cpus: [1, 2], scheduler: fair, quantum: 2ms }
      - name: parts
        cpus: [3, 4]
        scheduler: time-partition
        frame: 20ms
        slack: donate
        windows:
          - { vm: part-a, start: 5ms, length: 10ms }
          - { vm: part-b, start: 0ms, length: 5000us }
      - { name: periods, cpus: [5], scheduler: deadline }
      - { name: urgent, cpus: [6], scheduler: fixed-priority }
    vms:
      - { name: still, pool: bound, memory: 64MiB, payload: &debian { linux: cache:guests/debian-6.1/Image } }
      - name: even-a
        pool: even
        affinity: [[1], [1, 2], [2]]
        weight: 300
        cap: 50
        exits: { most: 20_000, per: 5ms }
        memory: 64MiB
        payload: *debian
      - { name: even-b, pool: even, vcpus: 5, memory: 64MiB, payload: *debian }
      - { name: part-a, pool: parts, cpus: [4, 3], memory: 64MiB, payload: *debian }
      - name: part-b
        pool: parts
        guard: { pool: bound, budget: 2ms, period: 5ms, deadline: 4ms, misses: 2, of: 4, calm: 9, dwell: 3s }
        memory: 64MiB
        payload: *debian
      - { name: period, pool: periods, budget: 2ms, period: 10ms, vcpus: 5, memory: 64MiB, payload: *debian }
      - { name: urgent-a, pool: urgent, priority: 200, budget: 1ms, period: 5ms, guard: { pool: bound }, memory: 64MiB, payload: *debian }
      - { name: urgent-b, pool: urgent, memory: 64MiB, payload: *debian }
    """

  @Test func everySchedulersKeysArriveInThePlan() throws {
    let plan = try Self.plan(Self.everyScheduler)
    #expect(plan.sharesCores)
    #expect(plan.board.idleState == 0x12)
    #expect(
      plan.pools == [
        .init(name: "bound", cores: [0, 7]),
        .init(name: "even", cores: [1, 2], scheduler: .fair, quantum: 2_000_000),
        .init(
          name: "parts", cores: [3, 4], scheduler: .timePartition, quantum: 10_000_000,
          frame: 20_000_000, donatesSlack: true,
          windows: [
            .init(start: 0, length: 5_000_000, machine: 4),
            .init(start: 5_000_000, length: 10_000_000, machine: 3),
          ]),
        .init(name: "periods", cores: [5], scheduler: .deadline),
        .init(name: "urgent", cores: [6], scheduler: .fixedPriority, quantum: 10_000_000),
      ])
    let machines = plan.virtualMachines
    #expect(machines[0].share == SharePlan(pool: 0, cores: [[0]]))
    #expect(
      machines[1].share
        == SharePlan(
          pool: 1, weight: 300 * 64, budget: 50_000_000, period: 100_000_000,
          exits: ExitBudget(most: 20_000, period: 5_000_000),
          cores: [[1], [1, 2], [2]]))
    #expect(machines[1].virtualCPUs.map(\.core) == [1, 2, 2])
    let both = Array(repeating: [1, 2], count: 5)
    #expect(machines[2].share == SharePlan(pool: 1, weight: 6400, cores: both))
    #expect(machines[2].virtualCPUs.map(\.core) == [1, 2, 1, 2, 1])
    #expect(machines[2].virtualCPUs.map(\.affinity) == [0, 1, 2, 3, 4])
    #expect(machines[3].share == SharePlan(pool: 2, cores: [[4, 3], [4, 3]]))
    let part = GuardConfiguration(
      pool: 0, budget: 2_000_000, period: 5_000_000, deadline: 4_000_000, dwell: 3_000_000_000,
      misses: 2, of: 4, calm: 9)
    #expect(machines[4].share == SharePlan(pool: 2, guarding: part, cores: [[3, 4]]))
    #expect(
      machines[5].share
        == SharePlan(
          pool: 3, budget: 2_000_000, period: 10_000_000,
          cores: Array(repeating: [5], count: 5)))
    // With its defaults.
    let usual = GuardConfiguration(
      pool: 0, budget: 1_000_000, period: 5_000_000, deadline: 5_000_000, dwell: 1_000_000_000,
      misses: 3, of: 10, calm: 100)
    #expect(
      machines[6].share
        == SharePlan(
          pool: 4, priority: 200, budget: 1_000_000, period: 5_000_000, guarding: usual,
          cores: [[6]]))
    #expect(machines[7].share == SharePlan(pool: 4, priority: 100, cores: [[6]]))
  }

  @Test func theNeedForSharingIsSeenBeforeAnythingElse() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let path = files.scenarios.appending(path: "peek.yaml")
    for (text, shares) in [
      (Self.everyScheduler, true), ("pools: [{ scheduler: fair }]", true),
      ("pools: [{ scheduler: bind }, {}]", false), ("pools: [{ scheduler: fiar }]", false),
      ("name: x", false), ("[", false),
    ] {
      try Data(text.utf8).write(to: path)
      #expect(ScenarioChecker.sharesCores(path: path.path) == shares, "\(text)")
    }
    #expect(!ScenarioChecker.sharesCores(path: "/nowhere/at/all.yaml"))
  }

  static let channels = """
    name: channels
    board: qemu-virt
    vms:
      - { name: one, memory: 64MiB, payload: &control { linux: ../build/guests/control.bin } }
      - { name: two, memory: 64MiB, payload: *control }
      - { name: three, interrupts: direct, memory: 64MiB, payload: *control }
    channels:
      - { name: common, between: [two, one], size: 3MiB }
      - name: parted
        between: [one, three]
        parts: [{ size: 8KiB, writer: one }, { size: 4KiB, writer: three }, { size: 4KiB }]
      - { name: small, between: [three, two], size: 4KiB }
    """

  @Test func channelsHaveTheirPlaces() throws {
    let plan = try Self.plan(Self.channels)
    let machines = plan.virtualMachines
    #expect(machines.map(\.hasPCI) == [true, true, false])
    #expect(
      plan.channels == [
        ChannelPlan(
          name: "common", parts: [.init(size: 3 << 20)], physical: plan.channels[0].physical,
          ends: [
            .init(
              machine: 1, slot: 2, interrupt: 37, registers: 0x1000_2000, memory: 0x80_0000_0000),
            .init(
              machine: 0, slot: 2, interrupt: 37, registers: 0x1000_2000, memory: 0x80_0000_0000),
          ]),
        ChannelPlan(
          name: "parted",
          parts: [
            .init(size: 8192, writers: 1), .init(size: 4096, writers: 2), .init(size: 4096),
          ], physical: plan.channels[1].physical,
          ends: [
            .init(
              machine: 0, slot: 3, interrupt: 38, registers: 0x1000_3000, memory: 0x80_0040_0000),
            .init(
              machine: 2, slot: 2, interrupt: 226, registers: 0x0B00_2000, memory: 0x1000_0000),
          ]),
        ChannelPlan(
          name: "small", parts: [.init(size: 4096)], physical: plan.channels[2].physical,
          ends: [
            .init(
              machine: 2, slot: 3, interrupt: 227, registers: 0x0B00_3000, memory: 0x1020_0000),
            .init(
              machine: 1, slot: 3, interrupt: 38, registers: 0x1000_3000, memory: 0x80_0040_0000),
          ]),
      ])
    #expect(machines[2].channels.map(\.name) == ["parted", "small"])
    // All memory is whole blocks from whole blocks on, and nobody else's.
    var ranges = plan.channels.map { $0.physical..<($0.physical + $0.size) }
    ranges += machines.map { $0.memory[0].physical..<($0.memory[0].physical + $0.memory[0].size) }
    for (index, range) in ranges.enumerated() {
      #expect(range.lowerBound % (2 << 20) == 0)
      #expect(!ranges[..<index].contains { $0.overlaps(range) })
    }
  }

  @Test func theNeedForChannelsIsSeenBeforeAnythingElse() {
    #expect(ScenarioChecker.needsService(text: Self.channels))
    for text in ["channels: []", "name: x", "[", "channels: none"] {
      #expect(!ScenarioChecker.needsService(text: text), "\(text)")
    }
    #expect(!ScenarioChecker.needsService(path: "/nowhere/at/all.yaml"))
  }

  @Test func plainDirectFallsBackToTheDoorbell() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let text = """
      name: secure
      board: test-secure
      vms:
        - { name: one, interrupts: direct, memory: 64MiB, payload: { linux: cache:guests/debian-6.1/Image } }
      """
    let result = files.check(
      text, checker: ScenarioChecker(boards: [BadScenarioTests.secureBoard]))
    #expect(result.plan?.virtualMachines[0].interruptMode == .directByDoorbell)
  }

  @Test func aliasesShareValues() throws {
    let plan = try Self.plan(
      """
      name: shared
      board: qemu-virt
      vms:
        - { name: one, memory: &size 64MiB, payload: &debian { linux: cache:guests/debian-6.1/Image } }
        - { name: two, memory: *size, payload: *debian }
      """)
    #expect(plan.virtualMachines.map { $0.memory[0].size } == [64 << 20, 64 << 20])
  }
}
