import Foundation
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
