import Core
import Foundation
import Testing

@testable import Scenario

/// Random valid scenarios, all the way to what the image reads.
@Suite struct ScenarioGeneratorTests {
  private static func scenarios(
    _ count: Int, seed: UInt64, sharesCores: Bool = false, _ files: TestFiles
  ) -> [String] {
    var generator = ScenarioGenerator(
      seed: seed, payloads: files.payloads, sharesCores: sharesCores)
    return (0..<count).map { _ in generator.next() }
  }

  @Test(arguments: 0..<8, [false, true])
  func everyOneIsAcceptedAndCanBeBuilt(seed: UInt64, sharesCores: Bool) throws {
    let files = try TestFiles()
    defer { files.remove() }
    let schema = try SchemaValidator()
    for text in Self.scenarios(25, seed: seed, sharesCores: sharesCores, files) {
      let result = files.check(text)
      let comment = Comment(rawValue: text + result.lines.joined(separator: "\n"))
      #expect(!result.hasErrors, comment)
      guard let scenario = result.scenario, let plan = result.plan else { continue }
      Self.expectDisjoint(plan, scenario, comment)

      // What the image will say to it.
      let bytes = PlanBundle.write(plan)
      let bundle = try Bundle(bytes.span.raw)
      try bundle.verify()
      let configuration = try Configuration(bundle)
      var machine = VirtualMachineConfiguration()
      #expect(throws: Never.self, comment) { try configuration.verify(scratch: &machine) }
      let poolCount = configuration.poolCount
      #expect(poolCount == (plan.sharesCores ? plan.pools.count : 0), comment)
      let channelCount = configuration.channelCount
      #expect(channelCount == plan.channels.count, comment)
      #expect(ScenarioChecker.needsService(text: text) == !plan.channels.isEmpty, comment)
      var channel = ChannelConfiguration()
      for index in 0..<channelCount {
        #expect(throws: Never.self, comment) {
          try configuration.decode(channel: index, into: &channel)
        }
      }
      if plan.sharesCores {
        #expect(throws: Never.self, comment) {
          try PoolConfigurationTests.decodeAll(configuration)
        }
      }
      let image = Planner.imageRange(of: scenario, imageSize: 2 << 20)
      #expect((2 << 20) + UInt64(bytes.count) <= image.upperBound - image.lowerBound, comment)
      for machine in plan.virtualMachines {
        #expect(UInt64(machine.deviceTree().count) <= Planner.deviceTreeReserve, comment)
      }
      #expect(schema.complaints(about: text) == [], comment)
      #expect(Explanation(scenario: scenario, plan: plan, imageSize: 2 << 20).text.count > 500)
      // Each task that may be late is warned of once, and nothing else is.
      let analysis = ScheduleAnalysis(scenario)
      let late = analysis.text.split(separator: "\n").count {
        ["late by ", "without bound", "no guarantee"].contains(where: $0.contains)
      }
      #expect(
        result.diagnostics.count { $0.remedy.contains("martlet analyze") } == late, comment)
      #expect(analysis.isInTime == (late == 0), comment)
    }
  }

  @Test func theSystemTestsPayloadsAreAccepted() throws {
    let files = try TestFiles()
    defer { files.remove() }
    var generator = ScenarioGenerator(
      seed: 7,
      payloads: [
        .debian("debian-6.12", powersOff: true), .debian("debian-6.1", powersOff: false),
        .control(path: files.root.appending(path: "build/guests/control.bin").path, ticks: 100),
      ])
    for _ in 0..<50 {
      let text = generator.next()
      let result = files.check(text)
      #expect(!result.hasErrors, Comment(rawValue: text + result.lines.joined(separator: "\n")))
    }
  }

  @Test func theSameSeedGivesTheSameScenariosAndPlans() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let first = Self.scenarios(5, seed: 42, files)
    #expect(first == Self.scenarios(5, seed: 42, files))
    #expect(first != Self.scenarios(5, seed: 43, files))
    for text in first { #expect(files.check(text).plan == files.check(text).plan) }
  }

  /// The rules of a plan, said again without the planner's own code.
  private static func expectDisjoint(
    _ plan: MachinePlan, _ scenario: CheckedScenario, _ comment: Comment
  ) {
    let image = Planner.imageRange(of: scenario, imageSize: 2 << 20)
    var taken = [image]
    var cores: Set<Int> = []
    var interrupts: Set<UInt32> = [33]
    let end = plan.board.memoryBase + plan.board.memorySize
    for machine in plan.virtualMachines {
      for window in machine.memory {
        let range = window.physical..<(window.physical + window.size)
        #expect(range.lowerBound % (2 << 20) == 0 && range.upperBound <= end, comment)
        #expect(!taken.contains { $0.overlaps(range) }, comment)
        taken.append(range)
      }
      let pool = plan.pools[machine.share.pool]
      #expect(machine.share.cores.count == machine.virtualCPUs.count, comment)
      for (cpu, allowed) in zip(machine.virtualCPUs, machine.share.cores) {
        #expect(pool.isShared || cores.insert(cpu.core).inserted, comment)
        #expect(allowed.contains(cpu.core) && cpu.core < plan.board.cores.count, comment)
        #expect(Set(allowed).isSubset(of: pool.cores), comment)
      }
      #expect(Set(machine.virtualCPUs.map(\.affinity)).count == machine.virtualCPUs.count, comment)
      var physical = machine.passthrough.flatMap { $0.interrupts.map(\.number) }
      if machine.interruptMode != .virtual {
        if machine.hasUART { physical.append(machine.uartInterrupt) }
        if machine.hasRTC { physical.append(machine.rtcInterrupt) }
      }
      for interrupt in physical { #expect(interrupts.insert(interrupt).inserted, comment) }

      let memory = machine.memory[0].guest..<(machine.memory[0].guest + machine.memory[0].size)
      var occupied = [machine.deviceTreeAddress..<(machine.deviceTreeAddress + 0x1_0000)]
      for load in machine.loads {
        occupied.append(load.address..<(load.address + UInt64(load.bytes.count)))
      }
      for (index, range) in occupied.enumerated() {
        #expect(memory.lowerBound <= range.lowerBound, comment)
        #expect(range.upperBound <= memory.upperBound, comment)
        #expect(!occupied[(index + 1)...].contains { $0.overlaps(range) }, comment)
      }
    }
  }
}
