import Machine
import Testing

extension SystemTests {
  /// Changes of the running machine at random, and guests that look for anything lost.
  /// `SoakTests` runs them: thirty take some three minutes.
  enum RandomChangeTests {
    private typealias Monitor = MonitorDialogue

    private static var scenario: String {
      let machines =
        ["one", "two"].map { GuestText.linux($0, cpus: 2, keys: ["pool: general"]) } + [
          // Nothing is expected of those that are restarted, before the end.
          GuestText.linux(
            "three", cpus: 2, words: "martlet.run=load", keys: ["pool: general"]),
          GuestText.bare(
            "registers", cpus: 2, "registers", "role=a rounds=2000 wait=spin end=reset",
            keys: ["pool: general", "weight: 50"]),
          GuestText.bare("spin", "neighbour", "mode=spin", keys: ["pool: general", "weight: 50"]),
          GuestText.control(pool: "realtime", ticks: 100),
        ]
      return """
        name: random-changes
        board: { name: qemu-virt, cpus: 6 }
        pools:
          - { name: general, cpus: [0, 1], scheduler: fair }
          - { name: urgent, cpus: [2], scheduler: fixed-priority }
          - { name: single, cpus: [3, 4] }
          - { name: realtime, cpus: [5] }
        vms:
        \(machines.joined(separator: "\n"))
        """
    }

    private static let seeing = ["one", "two"]

    /// Steps by which all of these come to this point.
    private static func meet(_ point: String, _ names: [String]) -> [RunStep] {
      names.map { .meet(machine: $0, point: point) }
    }

    static func change(_ count: Int, seed: UInt64, timeout: Duration = .seconds(300)) throws {
      var changes = RandomChanges(seed: seed)
      var steps = seeing.flatMap { GuestText.verify($0) + GuestText.goesOn($0) }
      let everybody = seeing + ["control", RunStep.hypervisor]
      steps += meet("all work", everybody)
      for number in 0..<count {
        // A tenth of a second of the board's time passes between two of them.
        let point = "change \(number)"
        steps += [.expect(machine: "control", text: "exits=")]
        steps += meet(point, ["control", RunStep.hypervisor])
        steps += Monitor.change(changes.next())
      }
      let ending = RandomChanges.ending + ["vm restart three"]
      for command in ending { steps += Monitor.change(command) }
      steps += meet("all is over", everybody + ["three", "registers"])
      for name in seeing { steps += GuestText.goesOn(name) + GuestText.verified(name) }
      steps += [.expect(machine: "registers", text: "registers: isolation ok n=2000")]
      for text in ["linux ready, 2 cpus", "load worker", "load worker", "load worker"] {
        steps += [.expect(machine: "three", text: text)]
      }
      var run = SystemRun("random-changes-\(seed)", scenario, steps: steps)
      run.timeout = timeout
      let result = try run.requireSuccess()

      let verdicts = Monitor.verdicts(result)
      #expect(verdicts.count == count + ending.count)
      #expect(verdicts.filter { $0 == "done" }.count > count / 3, "\(verdicts)")
      for name in seeing {
        let machine = try #require(result.report[name])
        #expect(machine.starts == 1 && machine.resets == 0)
        #expect(!result.lines(of: name).contains { $0.contains("WRONG") })
      }
      let registers = result.lines(of: "registers")
      #expect(
        !registers.contains { $0.contains("FAILED") || $0.contains("unexpected") }, "\(registers)")
      RunTimeChangeTests.expectNoExits(result)
    }
  }
}
