import Machine
import Testing

extension SystemTests {
  /// What guests that share one core get of it, by their own account. One tick is one instruction, so that nothing here
  /// depends on the host; a millisecond is a million.
  @Suite struct SharedTimeTests {
    private static let millisecond = 1_000_000.0

    /// A VM of one virtual core with the guest `neighbour`.
    private static func neighbour(_ name: String, _ keys: String, _ arguments: String) -> String {
      """
        - name: \(name)
          \(keys)
          memory: 16MiB
          payload: { linux: ../build/guests/neighbour.bin, arguments: "\(arguments)" }
      """
    }

    private static func run(
      _ name: String, board: String = "", pool: String, _ machines: [String], steps: [RunStep]
    ) throws -> RunResult {
      let scenario = """
        name: \(name)
        board: { name: qemu-virt, cpus: 1\(board) }
        pools: [{ name: all, cpus: [0], \(pool) }]
        vms:
        """
      var run = SystemRun(
        "shared-\(name)", ([scenario] + machines).joined(separator: "\n"), steps: steps)
      run.countInstructions()
      return try run.requireSuccess()
    }

    private static func measured(_ names: String...) -> [RunStep] {
      names.map { .expect(machine: $0, text: "frequency=") }
    }

    @Test func weightsGiveSharesInProportion() throws {
      let arguments = "from-ms=50 for-ms=700 work=100"
      let weights = [("one", 100.0), ("two", 200), ("four", 400)]
      let result = try Self.run(
        "weights", pool: "scheduler: fair",
        weights.map { Self.neighbour($0.0, "weight: \(Int($0.1))", arguments) },
        steps: Self.measured("one", "two", "four"))
      let figures = try weights.map { try NeighbourFigures(result, $0.0) }
      let rounds = figures.reduce(0) { $0 + $1.rounds }
      for (figures, (name, weight)) in zip(figures, weights) {
        // Of the core, and of the work that was done on it.
        #expect(abs(figures.had / figures.total - weight / 700) < 0.002, "\(name): \(figures)")
        #expect(abs(figures.rounds / rounds - weight / 700) < 0.002, "\(name): \(figures)")
      }
    }

    /// Between its turns the core sleeps in WFI, or in the state that the board has for that: QEMU's PSCI knows 0, and nothing
    /// of affinity level 1. It wakes up in time from each.
    @Test(arguments: ["", ", idle_state: 0x0", ", idle_state: 0x1000000"])
    func aCapIsReachedAndKeptWhereNobodyElseWantsTheTime(idleState: String) throws {
      let result = try Self.run(
        "cap", board: idleState, pool: "scheduler: fair",
        [Self.neighbour("capped", "cap: 20", "from-ms=50 for-ms=700 work=100")],
        steps: Self.measured("capped"))
      let figures = try NeighbourFigures(result, "capped")
      // 20 of each 100 milliseconds.
      #expect(figures.had <= 140 * Self.millisecond, "\(figures)")
      #expect(figures.had > 139.9 * Self.millisecond, "\(figures)")
      #expect(figures.longestStretch <= 20 * Self.millisecond, "\(figures)")
      #expect(figures.longestGap <= 80 * Self.millisecond + 3000, "\(figures)")
    }

    /// Each has its windows, no more and no less, and they begin when they should. What each lacks at the start of a
    /// window is the change to it.
    @Test func windowsHoldToTheInstruction() throws {
      let windows = "{ vm: a, start: 0ms, length: 4ms }, { vm: b, start: 4ms, length: 3ms }"
      let arguments = "from-ms=50 for-ms=200"
      let result = try Self.run(
        "windows", pool: "scheduler: time-partition, frame: 10ms, windows: [\(windows)]",
        ["a", "b"].map { Self.neighbour($0, "vcpus: 1", arguments) },
        steps: Self.measured("a", "b"))
      for (name, length) in [("a", 4 * Self.millisecond), ("b", 3 * Self.millisecond)] {
        let figures = try NeighbourFigures(result, name)
        // docs/scheduling.md
        #expect(figures.startJitter <= 100, "\(name): \(figures)")
        #expect(figures.longestStretch <= length, "\(name): \(figures)")
        #expect(figures.shortestStretch >= length - 3000, "\(name): \(figures)")
        #expect(figures.longestGap <= 10 * Self.millisecond - length + 3000, "\(name): \(figures)")
      }
    }

    @Test func budgetsAreGotAndNoMore() throws {
      let arguments = "from-ms=50 for-ms=300 work=20"
      let result = try Self.run(
        "deadline", pool: "scheduler: deadline",
        [
          Self.neighbour("a", "budget: 2ms\n    period: 10ms", arguments),
          Self.neighbour("b", "budget: 3ms\n    period: 6ms", arguments),
        ],
        steps: Self.measured("a", "b"))
      for (name, budget, period) in [("a", 2.0, 10.0), ("b", 3, 6)] {
        let figures = try NeighbourFigures(result, name)
        let whole = figures.total / period * budget
        #expect(figures.had <= whole, "\(name): \(figures)")
        // In each period it may be interrupted once, and is changed to twice: 3,000 instructions each.
        #expect(
          figures.had >= whole - 6000 * figures.total / (period * Self.millisecond),
          "\(name): \(figures)")
        // At the start of one period, at the end of the next.
        #expect(
          figures.longestGap <= 2 * (period - budget) * Self.millisecond + 6000,
          "\(name): \(figures)")
      }
    }

    private static let control = """
        - name: control
          priority: 200
          memory: 16MiB
          payload:
            linux: ../build/guests/control.bin
            arguments: "ticks=200 period-us=1003 end=loop"
      """

    /// The bound is in docs/scheduling.md. With a period of no whole milliseconds the timer meets the other guest's exits
    /// at other places each time.
    @Test(arguments: ["spin", "interrupts", "exits"])
    func anUrgentGuestKeepsItsLatency(mode: String) throws {
      let window = RunStep.expect(machine: "control", text: "frequency=")
      let result = try Self.run(
        "latency-\(mode)", pool: "scheduler: fixed-priority",
        [Self.control, Self.neighbour("other", "priority: 100", "mode=\(mode)")],
        steps: [.expect(machine: "other", text: "neighbour: boot"), window, window, window])
      try Self.expectLatency(of: result)
    }

    /// In each window, so also while the other starts.
    static func expectLatency(of result: RunResult, bound: Int = 20_000) throws {
      let windows = result.lines(of: "control").filter { $0.hasPrefix("control: counter ") }
      #expect(windows.count >= 3)
      for line in windows {
        let word = line.split(separator: " ").first { $0.hasPrefix("max=") }
        let latency = try #require(word.flatMap { Int($0.dropFirst(4)) }, "\(line)")
        #expect(latency <= bound, "\(line)")
      }
    }

    /// All memory of the other is scrubbed and loaded again and again.
    @Test func anUrgentGuestKeepsItsLatencyBesideOneThatRestarts() throws {
      let other = """
          - name: other
            priority: 100
            memory: 64MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=reset-loop" }
        """
      let window = RunStep.expect(machine: "control", text: "frequency=")
      let result = try Self.run(
        "latency-restart", pool: "scheduler: fixed-priority", [Self.control, other],
        steps: [window, window, window])
      try Self.expectLatency(of: result)
      #expect((result.report["other"]?.resets ?? 0) > 5)
    }
  }
}
