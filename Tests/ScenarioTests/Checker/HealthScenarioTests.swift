import Core
import Foundation
import Testing

@testable import Scenario

/// What is watched and what follows, from the file to the bundle.
@Suite struct HealthScenarioTests {
  private static let text = """
    name: health
    board: qemu-virt
    pools:
      - { name: own, cpus: [0, 1, 2] }
      - { name: shared, cpus: [3], scheduler: fair }
    health:
      bundle_check: 10s
      core_check: 1s
      safe_state: [three, one]
      on_fault: { hardware: safe-state, stuck_core: reset-machine }
    vms:
      - name: one
        pool: own
        memory: 16MiB
        payload: &control { linux: ../build/guests/control.bin }
        on_failure: { restart: { limit: 7, back_off: 100ms } }
        health:
          watchdog: 5s
          interrupts: 20_000
          on_fault: { watchdog: { restart: { limit: 3, back_off: 2s } }, interrupts: stop }
      - name: two
        pool: shared
        memory: 16MiB
        payload: *control
        on_failure: halt-machine
        exits: { most: 1000, per: 10ms }
        health: { on_fault: { exits: ignore, trap: safe-state } }
      - name: three
        pool: own
        interrupts: direct
        memory: 16MiB
        payload: *control
        health:
          heartbeat: { channel: pulse, every: 250ms }
          on_fault: { heartbeat: restart, crash: reset-machine }
    channels:
      - { name: other, between: [one, two], size: 4KiB }
      - { name: pulse, between: [one, three], parts: [{ size: 8KiB, writer: one }, { size: 4KiB, writer: three }] }
    """

  private static func health(
    _ configuration: borrowing Configuration, _ index: Int
  ) throws -> HealthConfiguration {
    var health = HealthConfiguration()
    try configuration.decodeHealth(virtualMachine: index, into: &health)
    return health
  }

  @Test func bundleCarriesEveryRule() throws {
    let (scenario, plan) = try ServiceScenarioTests.check(Self.text)
    #expect(scenario.needsHealth && scenario.needsService)
    #expect(ScenarioChecker.needsService(text: Self.text))
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var one = try Self.health(configuration, 0)
    #expect(one.watchdog == 5)
    #expect(one.interrupts == 20_000)
    #expect(one.heartbeatPeriod == 0)
    #expect(one.rules[.watchdog] == HealthRule(.restart, limit: 3, backOff: 2_000_000_000))
    #expect(one.rules[.interruptRate] == HealthRule(.stop))
    #expect(one.rules[.crash] == HealthRule(.restart, limit: 7, backOff: 100_000_000))
    #expect(one.rules[.hypervisorTrap] == one.rules[.crash])
    var two = try Self.health(configuration, 1)
    #expect(two.watchdog == 0)
    #expect(two.rules[.watchdog] == HealthRule(.restart, limit: 5))
    #expect(two.rules[.exitRate] == HealthRule(.ignore))
    #expect(two.rules[.hypervisorTrap] == HealthRule(.safeState))
    #expect(two.rules[.crash] == HealthRule(.haltMachine))
    #expect(two.rules[.guarantee] == HealthRule(.log))
    var three = try Self.health(configuration, 2)
    #expect(three.heartbeatChannel == 1)
    #expect(three.heartbeatPeriod == 250_000_000)
    #expect(three.rules[.heartbeat] == HealthRule(.restart, limit: 5))
    #expect(three.rules[.crash] == HealthRule(.resetMachine))
    #expect(three.rules[.hypervisorTrap] == HealthRule(.stop))
    var machine = MachineHealthConfiguration()
    try configuration.decode(into: &machine)
    #expect(machine.safe == 0b101)
    #expect(machine.bundlePeriod == 10_000_000_000)
    #expect(machine.corePeriod == 1_000_000_000)
    #expect(machine.rules[.hardware] == HealthRule(.safeState))
    #expect(machine.rules[.stuckCore] == HealthRule(.resetMachine))
    #expect(machine.rules[.bundle] == HealthRule(.log))
  }

  /// The beat is in the part that the VM may write, which is the second.
  @Test func theHeartbeatIsTheFirstWordOfItsOwn() throws {
    let (_, plan) = try ServiceScenarioTests.check(Self.text)
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var channel = ChannelConfiguration()
    try configuration.decode(channel: 1, into: &channel)
    let start = channel.physical
    #expect(channel.heartbeat(ofMachine: 2) == start + 0x2000)
    #expect(channel.heartbeat(ofMachine: 0) == start)
    #expect(channel.heartbeat(ofMachine: 1) == nil)
  }

  /// A scenario that says nothing of it has nothing of it in its bundle.
  @Test func withoutAWordThereIsOnlyTheFailurePolicy() throws {
    let (scenario, plan) = try ServiceScenarioTests.check(ServiceScenarioTests.text)
    #expect(!scenario.needsHealth)
    #expect(plan.health == nil && plan.virtualMachines.allSatisfy { $0.health == nil })
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var health = try Self.health(configuration, 0)
    #expect(health.watchdog == 0 && health.interrupts == 0 && health.heartbeatPeriod == 0)
    #expect(health.rules[.crash] == HealthRule(.stop))
    #expect(health.rules[.watchdog] == HealthRule(.log))
  }

  /// A restart that waits is the health monitor's.
  @Test func aBackOffNeedsTheImageThatHasOne() throws {
    func scenario(_ restart: String) -> String {
      """
      name: back-off
      board: qemu-virt
      vms:
        - name: one
          memory: 16MiB
          payload: { linux: ../build/guests/control.bin }
          on_failure: { restart: { limit: 3\(restart) } }
      """
    }
    #expect(!ScenarioChecker.needsService(text: scenario("")))
    #expect(ScenarioChecker.needsService(text: scenario(", back_off: 1s")))
    let (_, plan) = try ServiceScenarioTests.check(scenario(", back_off: 1s"))
    #expect(plan.virtualMachines[0].health?.rules[4].backOff == 1_000_000_000)
  }

  @Test func wordsAreThoseOfTheFaultsAndReactions() {
    func text(_ span: RawSpan) -> String {
      String(decoding: (0..<span.byteCount).compactMap { span.byte(at: $0) }, as: UTF8.self)
    }
    #expect(
      ReactionWord.allCases.map(\.rawValue)
        == (0..<HealthReaction.count).compactMap { HealthReaction(rawValue: $0) }
        .map { text($0.word) })
    #expect(FaultWord.allCases.count + MachineFaultWord.allCases.count == Int(HealthFault.count))
    #expect(FaultWord.watchdog.rawValue == text(HealthFault.watchdog.word))
    #expect(FaultWord.allCases[4].rawValue == text(HealthFault.crash.word))
    #expect(FaultWord.allCases[6].rawValue == text(HealthFault.guarantee.word))
    #expect(MachineFaultWord.allCases[1].rawValue == text(HealthFault.bundle.word))
  }

  @Test func theGuestFindsItsWatchdog() throws {
    let (_, plan) = try ServiceScenarioTests.check(Self.text)
    let nodes = plan.virtualMachines.map { machine in
      machine.deviceTreeRoot().children.first { $0.name == "watchdog" }
    }
    #expect(nodes[1] == nil && nodes[2] == nil)
    let node = try #require(nodes[0])
    #expect(node.properties.map(\.name) == ["compatible", "arm,smc-id", "timeout-sec"])
  }

  @Test func allIsExplained() throws {
    let (scenario, plan) = try ServiceScenarioTests.check(Self.text)
    let explanation = Explanation(scenario: scenario, plan: plan, imageSize: 2 << 20)
    for line in [
      "  on watchdog    restart, at most 3 times, after 2s at first; after at most 5s",
      "  on interrupts  stop; above 20000 in a second",
      "  on exits     ignore", "  on trap      safe-state",
      "  on heartbeat  restart, at most 5 times; every 250ms",
    ] { #expect(explanation.text.contains(line), "\(line) in\n\(explanation.text)") }
    let json = try JSONSerialization.jsonObject(with: Data(explanation.json.utf8))
    let machines = try #require((json as? [String: Any])?["vms"] as? [[String: Any]])
    let health = try #require(machines[1]["health"] as? [String: String])
    #expect(
      health == ["on exits": "ignore", "on crash": "halt-machine", "on trap": "safe-state"])
  }

  @Test func whatIsOutOfRangeIsRefused() throws {
    typealias Change = (inout MachinePlan) -> Void
    let cases: [(ConfigurationError.Kind, ConfigurationField, Change)] = [
      (.outOfRange, .watchdog, { $0.virtualMachines[0].health?.watchdog = 3601 }),
      (.outOfRange, .interruptRate, { $0.virtualMachines[0].health?.interrupts = 100_000_001 }),
      (.outOfRange, .heartbeat, { $0.virtualMachines[2].health?.heartbeat?.channel = 2 }),
      // Not an end of that one.
      (.outOfRange, .heartbeat, { $0.virtualMachines[2].health?.heartbeat?.channel = 0 }),
      (.outOfRange, .heartbeat, { $0.virtualMachines[2].health?.heartbeat?.period = 999 }),
      (.outOfRange, .health, { $0.virtualMachines[0].health?.rules[4] = .init(.log) }),
      (.outOfRange, .health, { $0.virtualMachines[0].health?.rules[0].backOff = .max }),
      (.missing, .health, { $0.virtualMachines[0].health?.rules.removeLast() }),
      (.outOfRange, .safeState, { $0.health?.safe = [3] }),
      (.outOfRange, .bundleCheck, { $0.health?.bundleCheck = 1 }),
      (.outOfRange, .coreCheck, { $0.health?.coreCheck = .max }),
      (.outOfRange, .health, { $0.health?.reactions[0] = .restart }),
    ]
    for (index, (kind, field, change)) in cases.enumerated() {
      var (_, plan) = try ServiceScenarioTests.check(Self.text)
      change(&plan)
      let bytes = PlanBundle.write(plan)
      let configuration = try Configuration(try Bundle(bytes.span.raw))
      var found: ConfigurationError?
      do throws(ConfigurationError) {
        var health = HealthConfiguration()
        for machine in 0..<3 {
          try configuration.decodeHealth(virtualMachine: machine, into: &health)
        }
        var machine = MachineHealthConfiguration()
        try configuration.decode(into: &machine)
      } catch {
        found = error
      }
      #expect(found == ConfigurationError(kind, field), "case \(index)")
    }
  }
}
