import Machine
import Testing

extension SystemTests {
  /// How long a move to another pool keeps a VM from running, by its own account. One tick is one instruction of any core,
  /// and nobody else has anything to do: what the guest sees is what all cores together executed at EL2 for the move.
  @Suite struct MovePauseTests {
    private struct Figures {
      let moves: Int
      let refused: Int
      let longest: Int
      let others: Int
    }

    /// The pools: 0 is `fair`, 1 `fixed-priority`, 2 binds. `beside`: another VM of the scenario.
    private static func boot(
      _ name: String, cpus: Int, shared: Int, _ arguments: String, beside: String = "",
      steps: [RunStep] = []
    ) throws -> RunResult {
      let cores = [0, shared, 2 * shared, 2 * shared + cpus]
      let pools = zip(cores, cores.dropFirst()).map { Array($0..<$1) }
      let scenario = """
        name: \(name)
        board: { name: qemu-virt, cpus: \(cores[3]) }
        pools:
          - { name: general, cpus: \(pools[0]), scheduler: fair }
          - { name: urgent, cpus: \(pools[1]), scheduler: fixed-priority }
          - { name: single, cpus: \(pools[2]) }
        vms:
        \(GuestText.bare("moved", cpus: cpus, "neighbour", "mode=move pools=3 \(arguments)", keys: ["pool: general"]))
        \(beside)
        """
      var run = SystemRun(
        name, scenario,
        steps: (0..<3).map { .expect(machine: "moved", text: "moved to=\($0)") } + steps)
      run.image = .testHooks
      run.countInstructions()
      // Cores take turns of two microseconds, which the figures of several have in them.
      run.extraArguments += [
        "-netdev", "hubport,id=n0,hubid=0",
        "-object", "filter-buffer,id=fb,netdev=n0,interval=2",
      ]
      return try run.requireSuccess()
    }

    /// By pool.
    private static func figures(_ result: RunResult) throws -> [Figures] {
      try (0..<3).map { pool in
        let lines = result.lines(of: "moved")
        let line = try #require(
          lines.first { $0.hasPrefix("neighbour: moved to=\(pool) ") }, "\(lines)")
        func number(_ key: String) throws -> Int {
          let word = line.split(separator: " ").first { $0.hasPrefix("\(key)=") }
          let last = word?.split { $0 == "=" || $0 == "-" }.last
          return try #require(last.flatMap { Int($0) }, "\(line)")
        }
        return Figures(
          moves: try number("moves"), refused: try number("refused"),
          longest: try number("pause"), others: try number("others"))
      }
    }

    /// docs/scheduling.md has the figures.
    @Test(arguments: [(cpus: 1, bound: 6000), (2, 15_000), (4, 41_000)])
    func aMoveTakesSoLongAtMost(_ row: (cpus: Int, bound: Int)) throws {
      let name = "move-pause-\(row.cpus)"
      let result = try Self.boot(
        name, cpus: row.cpus, shared: (row.cpus + 1) / 2, "moves=10")
      for figures in try Self.figures(result) {
        #expect(figures.moves == 30 && figures.refused == 0, "\(figures)")
        #expect(figures.longest > 1000 && figures.longest <= row.bound, "\(figures)")
      }
    }

    @Test func itTakesCPUsThatRunAsLong() throws {
      let result = try Self.boot(
        "move-pause-running", cpus: 2, shared: 2, "moves=10 others=spin")
      for figures in try Self.figures(result) {
        #expect(figures.moves == 30 && figures.refused == 0, "\(figures)")
        #expect(figures.longest > 1000 && figures.longest <= 30_000, "\(figures)")
        #expect(figures.others > 1000 && figures.others <= 30_000, "\(figures)")
      }
    }

    /// Of the urgent one in a pool that another VM enters and leaves: the bound of docs/scheduling.md, and three turns of the
    /// emulator's.
    @Test func whoSharesThePoolKeepsItsDeadlines() throws {
      let window = RunStep.expect(machine: "control", text: "frequency=")
      let control = GuestText.bare(
        "control", "control", "ticks=100 period-us=1003 end=loop",
        keys: ["pool: urgent", "priority: 200"])
      let result = try Self.boot(
        "move-neighbour", cpus: 1, shared: 1, "moves=150", beside: control,
        steps: [window, window, window])
      for figures in try Self.figures(result) {
        #expect(figures.moves == 450 && figures.refused == 0, "\(figures)")
      }
      try SharedTimeTests.expectLatency(of: result, bound: 26_000)
    }
  }
}
