import Machine
import Testing

extension SystemTests {
  /// Changes of the running machine at random, and guests that look for anything lost. `SoakTests` has a thousand of them.
  @Suite struct RandomChangeTests {
    private typealias Monitor = MonitorDialogue

    private static let seeing = ["one", "two"]
    /// Who only burns time.
    private static let burning = ["registers", "spin"]

    private static func scenario(restarted: [String]) -> String {
      // Nothing is expected of those that are restarted, before the end.
      let machines =
        seeing.map { GuestText.linux($0, cpus: 2, keys: ["pool: general"]) }
        + restarted.map {
          GuestText.linux($0, cpus: 2, words: "martlet.run=load", keys: ["pool: general"])
        } + [
          GuestText.bare(
            "registers", cpus: 2, "registers", "role=a rounds=2000 wait=spin end=reset",
            keys: ["pool: general", "weight: 50"]),
          GuestText.bare("spin", "neighbour", "mode=spin", keys: ["pool: general", "weight: 50"]),
          GuestText.control(pool: "realtime", ticks: 100),
        ]
      return """
        name: random-changes
        \(GuestText.fourPools)
        vms:
        \(machines.joined(separator: "\n"))
        """
    }

    /// Steps by which all of these come to this point.
    private static func meet(_ point: String, _ names: [String]) -> [RunStep] {
      names.map { .meet(machine: $0, point: point) }
    }

    @Test func aHundredChangesLoseNothing() throws { try Self.change(100, seed: 1, restarted: []) }

    /// `restarted`: names of Linux VMs that may be restarted, beside two that may not.
    static func change(
      _ count: Int, seed: UInt64, restarted: [String], timeout: Duration = .seconds(300)
    ) throws {
      var changes = RandomChanges(
        seed: seed, kept: seeing + ["registers"], restarted: restarted + ["spin"])
      // They burn it when the others have booted.
      var steps = [Monitor.see("ready")] + burning.flatMap { Monitor.change("vm pause \($0)") }
      steps += seeing.flatMap { GuestText.verify($0) + GuestText.goesOn($0) }
      let everybody = seeing + ["control", RunStep.hypervisor]
      steps += meet("all work", everybody)
      steps += burning.flatMap { Monitor.change("vm resume \($0)") }
      for number in 0..<count {
        // A tenth of a second of the board's time passes between two of them.
        let point = "change \(number)"
        steps += [.expect(machine: "control", text: "exits=")]
        steps += meet(point, ["control", RunStep.hypervisor])
        steps += Monitor.change(changes.next())
      }
      let ending = changes.ending + ["vm destroy spin"] + restarted.map { "vm restart \($0)" }
      for command in ending { steps += Monitor.change(command) }
      steps += meet("all is over", everybody + ["registers"] + restarted)
      for name in seeing { steps += GuestText.goesOn(name) + GuestText.verified(name) }
      steps += [.expect(machine: "registers", text: "registers: isolation ok n=2000")]
      for name in restarted {
        for text in ["linux ready, 2 cpus", "load worker", "load worker", "load worker"] {
          steps += [.expect(machine: name, text: text)]
        }
      }
      var run = SystemRun(
        "random-changes-\(seed)", scenario(restarted: restarted), steps: steps)
      run.timeout = timeout
      let result = try run.requireSuccess()

      let verdicts = Monitor.verdicts(result)
      #expect(verdicts.count == 2 * burning.count + count + ending.count)
      #expect(verdicts.filter { $0 == "done" }.count > count / 3, "\(verdicts)")
      for name in seeing {
        let machine = try #require(result.report[name])
        #expect(machine.starts == 1 && machine.resets == 0)
        #expect(!result.lines(of: name).contains { $0.contains("WRONG") })
      }
      let registers = result.lines(of: "registers")
      #expect(
        !registers.contains { $0.contains("FAILED") || $0.contains("unexpected") }, "\(registers)")
      result.expectNoExits(of: "control", windows: 3)
    }
  }
}
