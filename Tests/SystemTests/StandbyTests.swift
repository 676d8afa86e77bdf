import Foundation
import Machine
import Testing

extension SystemTests {
  /// The service of scenarios/basestation.yaml, whose primary ends in one way after the other while a client asks.
  @Suite struct StandbyTests {
    @Test func nothingIsLostInThreeWays() throws {
      try Self.end(by: [.switchedOver, .panic, .heartbeat], name: "standby-three")
    }

    /// The scenario without what it expects by itself.
    private static func scenario() throws -> String {
      let path = Workshop.root.appending(path: "scenarios/basestation.yaml")
      return try String(contentsOf: path, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false
      ).filter { !$0.hasPrefix("    expect: ") }.joined(separator: "\n")
    }

    private static func says(_ name: String, _ text: String) -> RunStep {
      .expect(machine: name, text: "martlet-replica: \(text)")
    }

    private static func meet(_ point: String) -> [RunStep] {
      ["operator", "left", "right"].map { .meet(machine: $0, point: point) }
    }

    /// A command at a prompt that may be there already.
    private static func type(_ line: String, to name: String) -> [RunStep] {
      [GuestText.type("", to: name), GuestText.prompt(of: name), GuestText.type(line, to: name)]
    }

    private static func operate(_ line: String) -> [RunStep] {
      type("\(line); echo code $((0))-$?", to: "operator")
        + [.expect(machine: "operator", text: "code 0-0")]
    }

    /// The primary ends, the other one takes over, and the first becomes its standby.
    private static func end(_ victim: String, heir: String, by way: PrimaryEnd, turn: Int)
      -> [RunStep]
    {
      var steps: [RunStep] = []
      if let command = way.command(victim) { steps += operate(command) }
      if let deed = way.deed { steps += type(deed, to: victim) }
      if let fault = way.fault {
        steps.append(.expect(machine: RunStep.hypervisor, text: "vm \(victim) \(fault)"))
      }
      steps.append(
        .expect(machine: RunStep.hypervisor, text: "vm \(heir) takes over from \(victim)"))
      steps.append(says(heir, "primary, alone"))
      if way == .destroyed { return steps + meet("\(turn)") }
      if way.staysOff {
        steps += meet("\(turn) is off") + operate("martletctl start \(victim)")
      }
      return steps + [says(heir, "primary, with a standby"), says(victim, "standby, in sync")]
        + meet("\(turn)")
    }

    static func end(by ways: [PrimaryEnd], name: String, timeout: Duration = .seconds(600)) throws {
      let client =
        "{ martlet-replica client --left left-clients --right right-clients --every 5"
        + " >/tmp/client & }"
      var steps: [RunStep] = [
        says("left", "primary, with a standby"), says("right", "standby, in sync"),
        .expect(machine: "operator", text: "linux ready, 1 cpus"),
      ]
      steps += meet("start") + operate(client)
      for (turn, way) in ways.enumerated() {
        let victim = turn % 2 == 0 ? "left" : "right"
        // Some answers before each end.
        steps += operate("sleep 1") + meet("\(turn) begins")
        steps += end(victim, heir: turn % 2 == 0 ? "right" : "left", by: way, turn: turn)
      }
      steps += operate("sleep 2; killall martlet-replica; sleep 1; cat /tmp/client")
      var run = SystemRun(name, try scenario(), steps: steps)
      run.timeout = timeout
      let result = try run.requireSuccess()
      let told = try #require(result.lines(of: "operator").first { $0.hasPrefix("answered ") })
      print("\(name): \(told)")
      let numbers = told.split { !$0.isNumber }.compactMap { Int($0) }
      try #require(numbers.count == 8, "\(told)")
      let (answered, lost, wrong, moved) = (numbers[0], numbers[2], numbers[3], numbers[6])
      #expect(lost == 0 && wrong == 0, "\(told)")
      #expect(moved == ways.count, "\(told)")
      #expect(answered > 100 * ways.count, "\(told)")
    }
  }
}
