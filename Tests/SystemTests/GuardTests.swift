import Machine
import Testing

extension SystemTests {
  /// What watches over VMs that share cores: guards and budgets of exits. Figures are instructions.
  @Suite struct GuardTests {
    private static let millisecond = 1_000_000.0

    private static func neighbour(_ name: String, _ keys: String, _ arguments: String) -> String {
      """
        - name: \(name)
          pool: all
          memory: 16MiB
          \(keys)
          payload: { linux: ../build/guests/neighbour.bin, arguments: "\(arguments)" }
      """
    }

    private static func run(
      _ name: String, _ machines: [String], steps: [RunStep]
    ) throws -> RunResult {
      let scenario = """
        name: \(name)
        board: { name: qemu-virt, cpus: 2 }
        pools:
          - { name: all, cpus: [0], scheduler: fair }
          - { name: own, cpus: [1] }
        vms:
        """
      var run = SystemRun(name, ([scenario] + machines).joined(separator: "\n"), steps: steps)
      run.countInstructions()
      return try run.requireSuccess()
    }

    private static func type(_ line: String) -> RunStep {
      .send(machine: RunStep.hypervisor, bytes: [UInt8]("\(line)\r".utf8))
    }

    private static func see(_ text: String) -> RunStep {
      .expect(machine: RunStep.hypervisor, text: text)
    }

    /// Three that are always busy share a core, and the lightest of them has to get a fifth of it: it is given a core of its
    /// own, where it gets everything. When the others have ended it goes home.
    @Test func whoMissesItsTimeGetsACoreOfItsOwnUntilItIsCalm() throws {
      let guarding =
        "{ pool: own, budget: 2ms, period: 10ms, misses: 3, of: 5, calm: 20, dwell: 100ms }"
      let result = try Self.run(
        "guard",
        [
          Self.neighbour("guarded", "guard: \(guarding)", "from-ms=20 for-ms=1000"),
          Self.neighbour("load", "weight: 400", "from-ms=20 for-ms=300"),
          Self.neighbour("more", "weight: 400", "from-ms=20 for-ms=300"),
        ],
        steps: [
          // With the monitor in use the machine stays on.
          Self.see("ready"), Self.type("vm list"),
          .expect(machine: "guarded", text: "frequency="), Self.see("vm guarded off"),
          Self.type("events"), Self.see("demoted"),
        ])
      let changes = result.hypervisorLines.compactMap { line in
        ["promoted", "demoted"].first { line.contains(" guarded ") && line.contains($0) }
      }
      #expect(changes == ["promoted", "demoted"])
      #expect(result.report["guarded"]?.starts == 1)
    }

    /// 1,000 exits of each kind in 10 ms, not one more, and the neighbour has the rest of the time.
    @Test func whoMakesTooManyExitsWaitsForItsNextPeriod() throws {
      let result = try Self.run(
        "exit-budget",
        [
          Self.neighbour("storm", "exits: { most: 1000, per: 10ms }", "mode=exits"),
          Self.neighbour("calm", "", "from-ms=20 for-ms=500"),
        ],
        steps: [.expect(machine: "calm", text: "frequency="), Self.type("vcpu"), Self.see("calm ")])
      let calm = try NeighbourFigures(result, "calm")
      #expect(calm.had > 0.7 * calm.total, "\(calm)")
      let exits = result.report["storm"]?.virtualCPUs.first?.exits ?? 0
      #expect(exits > 20_000)
      let prefix = "report machine uptime-us="
      let line = result.hypervisorLines.first { $0.hasPrefix(prefix) }
      let uptime = line?.dropFirst(prefix.count).prefix { $0.isNumber }
      let milliseconds = try #require(uptime.flatMap { Double($0) }) / 1000
      #expect(Double(exits) <= 1000 * (milliseconds / 10 + 1), "\(exits) in \(milliseconds) ms")
    }
  }
}
