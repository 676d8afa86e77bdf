import Foundation
import Machine
import Testing

/// `martlet ctl`: commands from a socket, typed to the shell of the service VM.
@Suite struct RemoteTests {
  private typealias FakeMachine = RunSessionTests.FakeMachine

  private static func text(_ text: String) -> MachineEvent { RunSessionTests.text(text) }

  private static func run(
    _ machine: inout FakeMachine, service: String? = "b", steps: [RunStep] = []
  ) -> RunResult {
    var options = RunSession.Options(
      names: ["a", "b"], timeout: .seconds(10), farewell: .seconds(5))
    options.service = service
    options.isServed = true
    var session = RunSession(options: options, script: RunScript(steps: steps), output: { _ in })
    var time = Duration.zero
    return session.run(&machine) {
      time += .seconds(1)
      return time
    }
  }

  private static func typed(_ words: String, number: Int) -> [UInt8] {
    [UInt8](
      "\u{15}echo @martlet-\(number); martletctl \(words); echo @martlet-\(number):$?@\n".utf8)
  }

  @Test func whatIsPrintedBetweenTheMarksIsTheAnswer() {
    var machine = FakeMachine(
      events: [Self.text("[b] root# "), .commanded(RemoteCommand(["list", "it's"]))],
      answers: [
        (
          Self.typed("'list' 'it'\\''s'", number: 1),
          [
            // The echo, in two pieces with somebody else between them.
            Self.text(
              "echo @martlet-1; martletctl\r\n[a] @martlet-1\r\n[b]+  'list'; echo @martlet-1:$?@\r\n"
            ),
            Self.text("[b] @martlet-1\r\n[b] VM  state\r\n[a] @martlet-1:7@\r\n[b] b   run"),
            Self.text("\r\n[a] x\r\n[b]+ ning\r\n[b] @martlet-1:3@\r\n"),
            .commanded(RemoteCommand(["info"])),
          ]
        ),
        (
          Self.typed("'info'", number: 2),
          // An earlier command's end is not this one's.
          [
            Self.text("[b] @martlet-1:3@\r\n[b] @martlet-2\r\n[b] @martlet-2:0@\r\n"),
            .commanded(RemoteCommand([], powersOff: true)),
          ]
        ),
        ([0x14, 0x71], [.ended(status: 0)]),
      ])
    let result = Self.run(&machine)
    #expect(result.outcome == .done)
    #expect(
      machine.answered == [
        RemoteAnswer(output: "VM  state\nb   running\n", status: 3),
        RemoteAnswer(output: "", status: 0), RemoteAnswer(output: "", status: 0),
      ])
    // The focus is chosen once.
    #expect(machine.typed.first == [0x14, 0x31] && machine.typed.count == 4)
  }

  @Test func whoDoesNotAnswerIsGivenUp() {
    var machine = FakeMachine(
      events: [.commanded(RemoteCommand(["list"], seconds: 4))],
      answers: [([0x03], [.ended(status: 0)])])
    _ = Self.run(&machine)
    #expect(machine.answered.map(\.status) == [2])
    #expect(machine.answered.first?.problem?.contains("b did not answer within 4 seconds") == true)
  }

  @Test func theMachinesEndIsToldToWhoWaits() {
    var machine = FakeMachine(events: [.commanded(RemoteCommand(["list"])), .ended(status: 0)])
    _ = Self.run(&machine)
    #expect(machine.answered == [RemoteAnswer(problem: "the machine has ended")])
  }

  @Test func withoutAServiceVMNobodyCanBeAsked() {
    var machine = FakeMachine(
      events: [.commanded(RemoteCommand(["list"])), .ended(status: 0)])
    _ = Self.run(&machine, service: nil)
    #expect(machine.answered.count == 1 && machine.typed.isEmpty)
    #expect(machine.answered.first?.problem?.contains("role: service") == true)
  }

  /// Neither the script's end nor the time limit.
  @Test func aServedRunGoesOn() {
    var machine = FakeMachine(
      events: [Self.text("[a] ready\r\n")] + Array(repeating: .nothing, count: 40)
        + [.ended(status: 0)])
    let result = Self.run(&machine, steps: [.expect(machine: "a", text: "ready")])
    #expect(result.outcome == .done && machine.typed.isEmpty)
  }

  @Test func nobodyListensWhereNothingIs() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    #expect(throws: EmulatorError.self) { try RemoteClient.ask(RemoteCommand(["list"]), at: path) }
    // One that was left behind by a run that was killed is no run.
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: EmulatorError.self) { try RemoteClient.ask(RemoteCommand(["list"]), at: path) }
  }
}
