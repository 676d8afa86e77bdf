import Core
import Foundation
import Testing

@testable import Scenario

/// Pairs, from the file to the bundle.
@Suite struct StandbyScenarioTests {
  private static let text = """
    name: standby
    board: qemu-virt
    pools:
      - { name: fast, cpus: [1] }
      - { name: slow, cpus: [0], scheduler: fair }
    channels:
      - { name: other, between: [right, third], size: 4KiB }
      - { name: state, between: [left, right], size: 4KiB }
    standby: [{ primary: right, standby: left, channel: state }]
    vms:
      - name: left
        pool: slow
        weight: 10
        memory: 16MiB
        payload: &control { linux: ../build/guests/control.bin }
        health: { watchdog: 5s, on_fault: { watchdog: { switch-over: { limit: 9, back_off: 10ms } } } }
      - { name: right, pool: fast, memory: 16MiB, payload: *control, health: { watchdog: 5s } }
      - { name: third, pool: slow, memory: 16MiB, payload: *control, on_failure: restart }
    """

  @Test func theBundleSaysWhoStandsBy() throws {
    let (scenario, plan) = try ServiceScenarioTests.check(Self.text)
    #expect(scenario.needsService && scenario.needsHealth)
    #expect(plan.channels.map(\.standby) == [nil, 0])
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var channel = ChannelConfiguration()
    try configuration.decode(channel: 1, into: &channel)
    let (standby, machine) = (channel.standby, channel.first.machine)
    #expect(standby == 0 && machine == 0)
    try configuration.decode(channel: 0, into: &channel)
    let none = channel.standby
    #expect(none == nil)
  }

  /// What follows a fault where nothing is said.
  @Test func whoHasAStandbySwitchesOver() throws {
    let (_, plan) = try ServiceScenarioTests.check(Self.text)
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    func rule(_ machine: Int, _ fault: HealthFault) throws -> HealthRule {
      var health = HealthConfiguration()
      try configuration.decodeHealth(virtualMachine: machine, into: &health)
      return health.rules[fault]
    }
    #expect(try rule(0, .watchdog) == HealthRule(.switchOver, limit: 9, backOff: 10_000_000))
    #expect(try rule(1, .watchdog) == HealthRule(.switchOver, limit: 5))
    #expect(try rule(1, .crash) == HealthRule(.switchOver, limit: 5))
    #expect(try rule(1, .hypervisorTrap) == HealthRule(.switchOver, limit: 5))
    #expect(try rule(1, .exitRate) == HealthRule(.log))
    #expect(try rule(2, .watchdog) == HealthRule(.restart, limit: 5))
    #expect(try rule(2, .crash) == HealthRule(.restart, limit: 5))
  }

  @Test func explainShowsThePair() throws {
    let (scenario, plan) = try ServiceScenarioTests.check(Self.text)
    let explanation = Explanation(scenario: scenario, plan: plan, imageSize: 1 << 20)
    let lines = explanation.text.split(separator: "\n")
    #expect(lines.contains { $0.contains("state") && $0.contains("left, standby") })
    #expect(lines.contains { $0.contains("state") && $0.contains("right, primary") })
    #expect(!lines.contains { $0.contains("third, primary") })
  }
}
