import Machine
import Testing

@Suite struct RunSessionTests {
  /// A machine that plays a list of events and answers what is typed to it.
  struct FakeMachine: MachineConnection {
    var events: [MachineEvent]
    /// Events that follow when these bytes are typed.
    var answers: [(typed: [UInt8], events: [MachineEvent])] = []
    var typed: [[UInt8]] = []
    var hasEnded = false
    var answered: [RemoteAnswer] = []
    var waits = 0

    mutating func wait(milliseconds: Int) -> MachineEvent {
      waits += 1
      return events.isEmpty ? .nothing : events.removeFirst()
    }

    mutating func type(_ bytes: [UInt8]) {
      typed.append(bytes)
      if let index = answers.firstIndex(where: { $0.typed == bytes }) {
        events += answers.remove(at: index).events
      }
    }

    mutating func answer(_ answer: RemoteAnswer) { answered.append(answer) }

    mutating func end() { hasEnded = true }
  }

  final class Sink {
    var bytes: [UInt8] = []
  }

  static func text(_ text: String) -> MachineEvent { .output([UInt8](text.utf8)) }

  static func run(
    _ machine: inout FakeMachine, steps: [RunStep] = [],
    expectations: [(machine: String, text: String)] = [], isInteractive: Bool = false,
    shown: ([UInt8]) -> Void = { _ in }
  ) -> RunResult {
    let sink = Sink()
    var session = RunSession(
      options: .init(
        names: ["a", "b"], isInteractive: isInteractive, timeout: .seconds(10),
        farewell: .seconds(5)),
      script: RunScript(steps: steps, expectations: expectations),
      output: { bytes in sink.bytes += bytes })
    var time = Duration.zero
    let result = session.run(&machine) {
      // Every look at the clock is a second.
      time += .seconds(1)
      return time
    }
    shown(sink.bytes)
    return result
  }

  @Test func aRunAsksForTheReportAndEndsWithThePowerOff() {
    var machine = FakeMachine(
      events: [Self.text("[a] rea"), Self.text("dy\r\n")],
      answers: [
        (
          [0x14, 0x71],
          [
            Self.text("martlet: report vm=a state=off starts=1 resets=0 boot-us=5\r\n"),
            .ended(status: 0),
          ]
        )
      ])
    var shown = ""
    let result = Self.run(&machine, expectations: [("a", "ready")]) {
      shown = String(decoding: $0, as: UTF8.self)
    }
    #expect(result.outcome == .done)
    #expect(result.report["a"]?.state == "off")
    #expect(result.lines(of: "a") == ["ready"])
    #expect(machine.hasEnded)
    #expect(machine.typed == [[0x14, 0x71]])
    #expect(shown == "[a] ready\nmartlet: report vm=a state=off starts=1 resets=0 boot-us=5\n")
  }

  /// What is to be typed to a VM that is not there yet waits for it.
  @Test func createdMachinesAreTypedToByTheirKeys() {
    var machine = FakeMachine(
      events: [
        Self.text("[a] one\r\n"), Self.text("martlet: vm c created, console 2\r\n"),
        Self.text("[c] # "),
      ],
      answers: [
        (
          [0x79, 0x0D],
          [Self.text("y\r\n[c] c: ticks=1\r\n[c] done\r\n"), .ended(status: 0)]
        )
      ])
    let result = Self.run(
      &machine,
      steps: [
        .send(machine: "c", bytes: [0x78]), .expect(machine: "c", text: "# "),
        .send(machine: "c", bytes: [0x79, 0x0D]), .expect(machine: "c", text: "done"),
      ])
    #expect(machine.typed.prefix(3) == [[0x14, 0x32], [0x78], [0x79, 0x0D]])
    #expect(result.outcome == .done && result.lines(of: "c") == ["# y", "c: ticks=1", "done"])
    // Whether it is still there is the hypervisor's report to say.
    #expect(result.report["c"] == nil)
  }

  /// What was to be typed to somebody who never came was not done.
  @Test func whoNeverComesIsMissed() {
    var machine = FakeMachine(events: [Self.text("[a] one\r\n"), .ended(status: 0)], answers: [])
    let result = Self.run(&machine, steps: [.send(machine: "c", bytes: [0x78])])
    #expect(result.outcome == .ended)
    #expect(result.missing == ["c was not there to be typed to"])
    #expect(machine.typed.isEmpty)
  }

  @Test func aPromptIsAnsweredAfterChangingTheFocus() {
    var machine = FakeMachine(
      events: [Self.text("[b] login: ")],
      answers: [
        ([0x72, 0x14, 0x14, 0x0D], [Self.text("r\r\n[b] # ")]),
        ([0x6C, 0x0D], [Self.text("l\r\n[b] done\r\n"), .ended(status: 0)]),
      ])
    let result = Self.run(
      &machine,
      steps: [
        .expect(machine: "b", text: "login: "), .send(machine: "b", bytes: [0x72, 0x14, 0x0D]),
        .expect(machine: "b", text: "# "), .send(machine: "b", bytes: [0x6C, 0x0D]),
        .expect(machine: "b", text: "done"),
      ])
    // The focus is changed once; an escape byte in the text is doubled.
    #expect(
      machine.typed == [
        [0x14, 0x31], [0x72, 0x14, 0x14, 0x0D], [0x6C, 0x0D], [0x14, 0x71],
      ])
    #expect(result.outcome == .done)
  }

  @Test func theMonitorIsTypedToByItsKey() {
    var machine = FakeMachine(
      events: [Self.text("martlet: ready\r\n")],
      answers: [
        ([0x74, 0x0D], [Self.text("martlet> t\r\nmartlet: done\r\n[a] # ")]),
        ([0x6C, 0x0D], [Self.text("l\r\n"), .ended(status: 0)]),
      ])
    let result = Self.run(
      &machine,
      steps: [
        .expect(machine: RunStep.hypervisor, text: "ready"),
        .send(machine: RunStep.hypervisor, bytes: [0x74, 0x0D]),
        .expect(machine: RunStep.hypervisor, text: "done"),
        .expect(machine: "a", text: "# "), .send(machine: "a", bytes: [0x6C, 0x0D]),
        .expect(machine: "a", text: "l"),
      ])
    #expect(
      machine.typed == [
        [0x14, 0x6D], [0x74, 0x0D], [0x14, 0x30], [0x6C, 0x0D], [0x14, 0x71],
      ])
    #expect(result.outcome == .done)
  }

  @Test func theHypervisorsOwnLinesCanBeExpected() {
    var machine = FakeMachine(
      events: [Self.text("[a] martlet: vm a off\r\nmartlet: vm b restarts\r\n")],
      answers: [([0x14, 0x71], [.ended(status: 0)])])
    let result = Self.run(
      &machine,
      steps: [
        .expect(machine: RunStep.hypervisor, text: "vm b restarts"),
        .expect(machine: RunStep.hypervisor, text: "vm a off"),
      ])
    #expect(result.outcome == .timedOut)
    #expect(result.missing == ["martlet: did not show \"vm a off\""])
  }

  @Test func aPowerOffBeforeTheEndIsAnError() {
    var machine = FakeMachine(events: [Self.text("[a] x\r\n"), .ended(status: 0)])
    let result = Self.run(&machine, expectations: [("a", "y")])
    #expect(result.outcome == .ended)
    #expect(result.missing == ["a did not show \"y\""])
  }

  @Test func withoutExpectationsThePowerOffIsTheEnd() {
    var machine = FakeMachine(events: [Self.text("[a] x"), .ended(status: 0)])
    let result = Self.run(&machine)
    #expect(result.outcome == .done)
    // The last line had no end.
    #expect(result.lines(of: "a") == ["x"])
  }

  @Test func timeRunsOut() {
    var machine = FakeMachine(events: [])
    #expect(Self.run(&machine, expectations: [("a", "y")]).outcome == .timedOut)
    #expect(machine.hasEnded)
  }

  @Test func aMachineThatDoesNotPowerOffIsEndedAndTheRunIsDone() {
    var machine = FakeMachine(events: [Self.text("[a] y")])
    #expect(Self.run(&machine, expectations: [("a", "y")]).outcome == .done)
    #expect(machine.hasEnded)
  }

  @Test func failuresAndSignalsEndTheRun() {
    var failing = FakeMachine(events: [.ended(status: 1)])
    #expect(Self.run(&failing, expectations: [("a", "y")]).outcome == .failed(status: 1))
    var stopped = FakeMachine(events: [.interrupted])
    #expect(Self.run(&stopped, expectations: [("a", "y")]).outcome == .interrupted)
    #expect(stopped.hasEnded)
  }

  @Test func aPersonSeesEverythingAsItIsAndLeavesAtWill() {
    var machine = FakeMachine(events: [
      Self.text("[a] y\r\n[a] \u{1B}[1mx"), .typed([0x61]), .typed([0x62, 0x1D, 0x63]),
    ])
    var shown: [UInt8] = []
    let result = Self.run(&machine, expectations: [("a", "y")], isInteractive: true) { shown = $0 }
    #expect(result.outcome == .interrupted)
    #expect(machine.typed == [[0x61], [0x62]])
    #expect(shown == [UInt8]("[a] y\r\n[a] \u{1B}[1mx".utf8))
  }
}
