import Core
import Foundation
import Testing

@testable import Scenario

/// Channels on their way through the bundle, and what the image refuses of them.
@Suite struct ChannelConfigurationTests {
  /// The example with a channel between both VMs, and one more.
  static func plan() -> MachinePlan {
    var plan = PlanExamples.two()
    plan.virtualMachines[0].hasPCI = true
    plan.virtualMachines[0].memory.removeLast()
    let ends: [ChannelPlan.End] = [
      .init(machine: 1, slot: 2, interrupt: 230, registers: 0x0B00_2000, memory: 0x1000_0000),
      .init(machine: 0, slot: 2, interrupt: 37, registers: 0x1000_2000, memory: 0x80_0000_0000),
    ]
    plan.channels = [
      ChannelPlan(
        name: "samples", parts: [.init(size: 4096, writers: 1), .init(size: 2 << 20)],
        physical: 0x7200_0000, ends: ends),
      ChannelPlan(
        name: "more", parts: [.init(size: 4096)], physical: 0x7300_0000,
        ends: [
          .init(
            machine: 0, slot: 3, interrupt: 38, registers: 0x1000_3000, memory: 0x80_0040_0000),
          .init(machine: 1, slot: 3, interrupt: 231, registers: 0x0B00_3000, memory: 0x1040_0000),
        ]),
    ]
    return plan
  }

  @Test func whatIsWrittenIsRead() throws {
    var plan = Self.plan()
    plan.channels[0].standby = 0
    #expect(try PlanBundleTests.boardError(plan) == nil)
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    let counts = (configuration.virtualMachineCount, configuration.channelCount)
    #expect(counts == (2, 2))
    var vm = VirtualMachineConfiguration()
    try configuration.decode(virtualMachine: 0, into: &vm)
    let hasPCI = vm.hasPCI
    #expect(hasPCI)
    var channel = ChannelConfiguration()
    try configuration.decode(channel: 1, into: &channel)
    try configuration.decode(channel: 0, into: &channel)
    let name = PlanBundleTests.text(&channel.description.name)
    #expect(name == "samples")
    let range = channel.physicalRange
    #expect(range == AddressRange(start: 0x7200_0000, size: (2 << 20) + 4096))
    let standby = channel.standby
    #expect(standby == 0)
    let parts = (0..<channel.description.parts.count).map { channel.description.parts[$0] }
    #expect(
      parts == [ChannelPart(size: 4096, writers: 1), ChannelPart(size: 2 << 20, writers: 3)])
    let (first, second) = (channel.first, channel.second)
    #expect((first.machine, first.slot, first.interrupt) == (1, 2, 230))
    #expect((first.registers, first.memory) == (0x0B00_2000, 0x1000_0000))
    #expect((second.machine, second.slot, second.interrupt) == (0, 2, 37))
    #expect((second.registers, second.memory) == (0x1000_2000, 0x80_0000_0000))
    #expect(throws: ConfigurationError(.missing, .channel)) {
      try configuration.decode(channel: 2, into: &channel)
    }
  }

  @Test func whatCannotBeIsRefused() throws {
    typealias Change = (inout MachinePlan) -> Void
    let cases: [(ConfigurationError.Kind, ConfigurationField, Change)] = [
      (.missing, .parts, { $0.channels[0].parts = [] }),
      (.outOfRange, .standby, { $0.channels[0].standby = 2 }),
      (
        .givenTwice, .standby,
        {
          $0.channels[0].standby = 1
          $0.channels[1].standby = 0
        }
      ),
      (.misaligned, .parts, { $0.channels[0].parts[0].size = 4097 }),
      (.outOfRange, .parts, { $0.channels[0].parts[0].size = 0 }),
      (.outOfRange, .parts, { $0.channels[0].parts[0].writers = 4 }),
      (.outOfRange, .parts, { $0.channels[0].parts[0].size = 64 << 20 }),
      (.outOfRange, .parts, { $0.channels[0].parts[0].size = 0xFFFF_FFFF_FFFF_F000 }),
      (
        .tooMany, .parts,
        { $0.channels[0].parts = Array(repeating: .init(size: 4096), count: 5) }
      ),
      (.misaligned, .physical, { $0.channels[0].physical += 4096 }),
      (.outOfRange, .physical, { $0.channels[0].physical = 0xFFFF_FFFF_FFE0_0000 }),
      (.notOnBoard, .physical, { $0.channels[0].physical = 0x1_0000_0000 }),
      (.notOnBoard, .physical, { $0.channels[0].physical = 0x4020_0000 }),
      (.overlapping, .physical, { $0.channels[0].physical = 0x7000_0000 }),
      (.overlapping, .physical, { $0.channels[1].physical = 0x7220_0000 }),
      (.outOfRange, .machines, { $0.channels[0].ends[0].machine = 2 }),
      (.givenTwice, .machines, { $0.channels[0].ends[0].machine = 0 }),
      (.outOfRange, .machines, { $0.virtualMachines[0].hasPCI = false }),
      (.outOfRange, .slots, { $0.channels[0].ends[0].slot = 1 }),
      (.outOfRange, .slots, { $0.channels[0].ends[1].slot = 16 }),
      (
        .givenTwice, .slots,
        {
          $0.channels[1].ends[0].slot = 2
          $0.channels[1].ends[0].interrupt = 37
        }
      ),
      (.outOfRange, .interrupts, { $0.channels[0].ends[1].interrupt = 38 }),
      (.outOfRange, .interrupts, { $0.channels[0].ends[0].interrupt = 31 }),
      (.givenTwice, .interrupts, { $0.channels[0].ends[0].interrupt = 224 }),
      (.givenTwice, .interrupts, { $0.channels[1].ends[1].interrupt = 230 }),
      (.outOfRange, .registers, { $0.channels[0].ends[0].registers = 0x0B00_3000 }),
      (.outOfRange, .registers, { $0.channels[0].ends[1].registers = 0x0900_0000 }),
      (.outOfRange, .registers, { $0.channels[0].ends[1].memory = 0x80_0020_0000 }),
      (.misaligned, .guest, { $0.channels[0].ends[0].memory = 0x1000_1000 }),
      (.outOfRange, .guest, { $0.channels[0].ends[0].memory = 0x4000_0000 }),
      (.outOfRange, .guest, { $0.channels[0].ends[0].memory = 0xFFFF_FFFF_FFE0_0000 }),
      (.overlapping, .guest, { $0.channels[1].ends[1].memory = 0x1020_0000 }),
      (
        .tooMany, .channel,
        { $0.channels = Array(repeating: $0.channels[0], count: 17) }
      ),
    ]
    for (index, (kind, field, change)) in cases.enumerated() {
      var plan = Self.plan()
      change(&plan)
      #expect(Self.refusal(plan) == ConfigurationError(kind, field), "case \(index)")
    }
  }

  @Test func aMachineWithABusHasItsLinesForItself() throws {
    var plan = Self.plan()
    plan.virtualMachines[0].passthrough[0].interrupts[0].number = 37
    #expect(
      Self.refusal(plan)
        == ConfigurationError(.givenTwice, .passthroughInterrupts, virtualMachine: 0))
    plan = Self.plan()
    plan.virtualMachines[1].hasPCI = true
    #expect(Self.refusal(plan) == ConfigurationError(.outOfRange, .pci, virtualMachine: 1))
  }

  @Test func thereIsOneServiceMachineAndItHasABus() throws {
    typealias Change = (inout MachinePlan) -> Void
    let cases: [(ConfigurationError.Kind, ConfigurationField, UInt8?, Change)] = [
      (.missing, .pci, 1, { $0.virtualMachines[1].isService = true }),
      // Its rings are where a channel of it is.
      (.overlapping, .guest, nil, { $0.virtualMachines[0].isService = true }),
      (
        .givenTwice, .service, 1,
        {
          $0.channels = []
          $0.virtualMachines[0].isService = true
          $0.virtualMachines[1].isService = true
          $0.virtualMachines[1].hasPCI = true
          $0.virtualMachines[1].interruptMode = .virtual
        }
      ),
    ]
    for (kind, field, machine, change) in cases {
      var plan = Self.plan()
      change(&plan)
      #expect(Self.refusal(plan) == ConfigurationError(kind, field, virtualMachine: machine))
    }
  }

  private static func refusal(_ plan: MachinePlan) -> ConfigurationError? {
    do {
      return try PlanBundleTests.boardError(plan)
    } catch {
      return error as? ConfigurationError
    }
  }
}
