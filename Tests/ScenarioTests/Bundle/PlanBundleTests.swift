import Core
import Foundation
import Testing

@testable import Scenario

@Suite struct PlanBundleTests {
  static func text<let capacity: Int>(_ list: inout BoundedList<capacity, UInt8>) -> String {
    var bytes: [UInt8] = []
    for index in 0..<list.count { bytes.append(list[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func whatIsWrittenIsRead() throws {
    let plan = PlanExamples.two()
    let bytes = PlanBundle.write(plan)
    #expect(bytes.count == PlanBundle.length(plan))
    let bundle = try Bundle(bytes.span.raw)
    try bundle.verify()
    let configuration = try Configuration(bundle)
    var machine = MachineConfiguration()
    try configuration.decode(into: &machine)
    #expect(machine.consoleMode == .raw)
    #expect(machine.consoleFocus == 1)
    #expect(machine.consoleEscape == 0x14)
    let count = configuration.virtualMachineCount
    #expect(count == 2)

    var vm = VirtualMachineConfiguration()
    try configuration.verify(scratch: &vm)
    try configuration.decode(virtualMachine: 0, into: &vm)
    let cores = [vm.cores[0], vm.cores[1]]
    let memory = [vm.memory[0], vm.memory[1]]
    let loads = [vm.loads[0], vm.loads[1], vm.loads[2]]
    let vmName = Self.text(&vm.name)
    let window = vm.passthrough[0]
    let interrupt = vm.passthroughInterrupts[0]
    #expect(vmName == "ivi")
    #expect(cores == [0, 1])
    #expect(vm.interruptMode == .virtual)
    #expect(vm.onFailure == .restart)
    #expect(vm.restartLimit == 5)
    let (starts, hasDevices) = (vm.startsByItself, vm.hasUART && vm.hasRTC && vm.hasVirtio)
    #expect(starts)
    #expect(vm.entry == 0x4020_0000)
    #expect(memory[1].physical == 0x6800_0000)
    #expect(memory[1].guest == AddressRange(start: 0x8000_0000, size: 0x100_0000))
    #expect(loads.map(\.address) == [0x4000_0000, 0x4020_0000, 0x4100_0000])
    #expect(window.physical == 0x0903_0000)
    #expect(interrupt == 39)
    #expect(hasDevices)
    let flashPart = vm.flashPart
    #expect(flashPart?.kind == .bootFlash)
    #expect(loads[1].part.count == 10_000)

    try configuration.decode(virtualMachine: 1, into: &vm)
    let affinity = vm.affinities[0]
    let second = vm.loads[1]
    #expect(vm.interruptMode == .directByDoorbell)
    #expect(affinity == 0x1_0000_0003)
    let hasNone = !vm.hasRTC && !vm.hasVirtio && !vm.startsByItself
    #expect(hasNone)
    #expect(vm.uartInterrupt == 224)
    #expect(vm.flashPart == nil)
    // The same bytes in two VMs are one part.
    #expect(second.part == loads[1].part)
  }

  @Test func aPlanForTheBoardIsAcceptedOnIt() throws {
    var plan = PlanExamples.two()
    #expect(try Self.boardError(plan) == nil)
    plan.board.compatible = "other,board"
    #expect(try Self.boardError(plan) == ConfigurationError(.notOnBoard, .boardCompatible))
    plan = PlanExamples.two()
    plan.virtualMachines[1].memory[0].physical = 0xBFF0_0000
    #expect(
      try Self.boardError(plan) == ConfigurationError(.notOnBoard, .memory, virtualMachine: 1))
    plan = PlanExamples.two()
    plan.virtualMachines[0].memory[0].physical = 0x4020_0000
    #expect(
      try Self.boardError(plan) == ConfigurationError(.notOnBoard, .memory, virtualMachine: 0))
    plan = PlanExamples.two()
    plan.virtualMachines[1].virtualCPUs[0].core = 4
    #expect(try Self.boardError(plan) == ConfigurationError(.notOnBoard, .cores, virtualMachine: 1))
    plan = PlanExamples.two()
    plan.virtualMachines[0].passthrough[0].windows[0].physical = 0x0900_0000
    #expect(
      try Self.boardError(plan) == ConfigurationError(.notOnBoard, .passthrough, virtualMachine: 0))
    plan = PlanExamples.two()
    plan.virtualMachines[0].passthrough[0].interrupts[0].number = 33
    plan.virtualMachines[0].uartInterrupt = 40
    #expect(
      try Self.boardError(plan)
        == ConfigurationError(.notOnBoard, .passthroughInterrupts, virtualMachine: 0))
  }

  static func boardError(_ plan: MachinePlan) throws -> ConfigurationError? {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../CoreTests/Fixtures/qemu-virt-4.dtb")
    let treeBytes = [UInt8](try Data(contentsOf: file))
    let tree = try FlattenedDeviceTree(treeBytes.span.raw)
    var board = try BoardDescription(tree)
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var claims = Claims()
    do {
      try configuration.verify(
        on: &board, tree: tree, image: AddressRange(start: 0x4020_0000, size: 0x10_0000),
        claims: &claims)
      return nil
    } catch {
      return error
    }
  }

  static func error(_ change: (inout MachinePlan) -> Void) throws -> ConfigurationError? {
    var plan = PlanExamples.two()
    change(&plan)
    let bytes = PlanBundle.write(plan)
    do throws(ConfigurationError) {
      let configuration = try Configuration(try! Bundle(bytes.span.raw))
      var machine = MachineConfiguration()
      try configuration.decode(into: &machine)
      var vm = VirtualMachineConfiguration()
      try configuration.verify(scratch: &vm)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatAVirtualMachineMayNotStateIsNamed() throws {
    #expect(try Self.error { _ in } == nil)
    #expect(
      try Self.error { $0.console.focus = 2 } == ConfigurationError(.outOfRange, .consoleFocus))
    #expect(
      try Self.error { $0.virtualMachines = [] } == ConfigurationError(.missing, .virtualMachine))
    #expect(
      try Self.error {
        $0.virtualMachines = Array(repeating: $0.virtualMachines[1], count: 17)
      } == ConfigurationError(.tooMany, .virtualMachine))
    #expect(
      try Self.error { $0.virtualMachines[1].name = "a\u{1B}[2J" }
        == ConfigurationError(.outOfRange, .name, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[1].name = String(repeating: "x", count: 33) }
        == ConfigurationError(.tooMany, .name, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[0].virtualCPUs = [] }
        == ConfigurationError(.missing, .cores, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].virtualCPUs[1].core = 8 }
        == ConfigurationError(.outOfRange, .cores, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].virtualCPUs[1].core = 0 }
        == ConfigurationError(.givenTwice, .cores, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[1].virtualCPUs[0].core = 1 }
        == ConfigurationError(.givenTwice, .cores, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[0].virtualCPUs[1].affinity = 1 << 24 }
        == ConfigurationError(.outOfRange, .affinities, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].virtualCPUs[1].affinity = 0 }
        == ConfigurationError(.givenTwice, .affinities, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].memory = [] }
        == ConfigurationError(.missing, .memory, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].memory[0].guest += 1 }
        == ConfigurationError(.misaligned, .memory, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].memory[1].size = 0 }
        == ConfigurationError(.outOfRange, .memory, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].memory[1].guest = UInt64.max & ~0xFFF }
        == ConfigurationError(.outOfRange, .memory, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].memory[1].guest = 0x4000_0000 }
        == ConfigurationError(.overlapping, .memory, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].memory[1].physical = 0x4800_0000 }
        == ConfigurationError(.overlapping, .memory, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[1].memory[0].physical = 0x4800_0000 }
        == ConfigurationError(.overlapping, .memory, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[0].passthrough[0].windows[0].guest = 0x4000_0000 }
        == ConfigurationError(.overlapping, .passthrough, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[1].passthrough = $0.virtualMachines[0].passthrough }
        == ConfigurationError(.overlapping, .passthrough, virtualMachine: 1))
    #expect(
      try Self.error {
        $0.virtualMachines[1].passthrough = $0.virtualMachines[0].passthrough
        $0.virtualMachines[1].passthrough[0].windows = []
      } == ConfigurationError(.givenTwice, .passthroughInterrupts, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[0].passthrough[0].interrupts[0].number = 1020 }
        == ConfigurationError(.outOfRange, .passthroughInterrupts, virtualMachine: 0))
    #expect(
      try Self.error {
        $0.virtualMachines[0].passthrough[0].interrupts.append(.init(number: 33, isEdge: true))
      } == ConfigurationError(.givenTwice, .passthroughInterrupts, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].rtcInterrupt = 33 }
        == ConfigurationError(.givenTwice, .rtcInterrupt, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].loads[0].address = 0x5FFF_F000 }
        == ConfigurationError(.outsideMemory, .load, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[0].loads[0].address = UInt64.max - 100 }
        == ConfigurationError(.outsideMemory, .load, virtualMachine: 0))
    #expect(
      try Self.error {
        $0.virtualMachines[0].loads = Array(repeating: $0.virtualMachines[0].loads[0], count: 16)
      } == ConfigurationError(.tooMany, .load, virtualMachine: 0))
    #expect(
      try Self.error { $0.virtualMachines[1].entry = 0 }
        == ConfigurationError(.outsideMemory, .entry, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[1].entry += 2 }
        == ConfigurationError(.misaligned, .entry, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[0].entry = 0 } == nil, "flash is a place to start")
    #expect(
      try Self.error { $0.virtualMachines[1].deviceTreeAddress = 0x3000_0000 }
        == ConfigurationError(.outsideMemory, .load, virtualMachine: 1))
    #expect(
      try Self.error { $0.virtualMachines[1].deviceTreeAddress += 4 }
        == ConfigurationError(.misaligned, .deviceTreeAddress, virtualMachine: 1))
  }

  @Test func damagedConfigurationsNeverTrap() throws {
    let good = PlanBundle.writer(PlanExamples.two()).parts[0].bytes
    for index in good.indices {
      var bytes = good
      bytes[index] ^= UInt8(truncatingIfNeeded: index &* 37) | 1
      Self.read(BundleWriter(configuration: bytes).write())
    }
    for count in stride(from: 0, to: good.count, by: 3) {
      Self.read(BundleWriter(configuration: [UInt8](good[..<count])).write())
    }
  }

  @Test func damagedBundlesAreRefusedAndNeverTrap() throws {
    let good = PlanBundle.write(PlanExamples.two())
    let writer = PlanBundle.writer(PlanExamples.two())
    // The header, the table and the first part, then here and there; the padding is not hashed.
    let tableEnd = 96 + 64 * writer.parts.count
    for index in Array(0..<tableEnd)
      + Array(stride(from: 4096, to: 4096 + writer.parts[0].bytes.count, by: 7))
    {
      guard !(24..<32).contains(index), !(64..<96).contains(index) else { continue }
      var bytes = good
      bytes[index] ^= 0x41
      #expect(throws: BundleError.self, "byte \(index)") {
        try Bundle(bytes.span.raw).verify()
      }
    }
    for count in stride(from: 0, to: good.count, by: 61) {
      let bytes = [UInt8](good[..<count])
      #expect(throws: BundleError.truncated) { try Bundle(bytes.span.raw).verify() }
    }
  }

  static func read(_ bytes: [UInt8]) {
    guard let bundle = try? Bundle(bytes.span.raw), let configuration = try? Configuration(bundle)
    else { return }
    var machine = MachineConfiguration()
    try? configuration.decode(into: &machine)
    var vm = VirtualMachineConfiguration()
    try? configuration.verify(scratch: &vm)
  }
}
