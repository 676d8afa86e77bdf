import Machine
import Testing

extension SystemTests {
  /// Commands typed to the hypervisor's monitor while VMs run.
  @Suite struct MonitorTests {
    /// Two VMs that share two cores, and one that is bound to a core of its own.
    private static func scenario(mode: String) -> String {
      let machines = [("one", "general"), ("other", "general"), ("bound", "single")].map {
        name, pool in
        """
          - name: \(name)
            pool: \(pool)
            vcpus: 1
            memory: 16MiB
            autostart: false
            payload:
              linux: ../build/guests/control.bin
              arguments: "ticks=50 period-us=10000 end=loop wait=wfi"
        """
      }
      return """
        name: monitor
        board: { name: qemu-virt, cpus: 3 }
        console: { mode: \(mode) }
        pools:
          - { name: general, cpus: [0, 1], scheduler: fair }
          - { name: single, cpus: [2] }
        vms:
        \(machines.joined(separator: "\n"))
        """
    }

    private static func type(_ line: String) -> RunStep {
      .send(machine: RunStep.hypervisor, bytes: [UInt8]("\(line)\r".utf8))
    }

    private static func see(_ text: String) -> RunStep {
      .expect(machine: RunStep.hypervisor, text: text)
    }

    private static func boots(_ machine: String) -> RunStep {
      .expect(machine: machine, text: "control: boot")
    }

    /// Starts all three by the monitor, which says when each runs, and goes on with these steps.
    private func run(_ name: String, mode: String, _ steps: [RunStep]) throws -> RunResult {
      let starts = ["one", "other", "bound"].flatMap {
        [Self.type("vm start \($0)"), Self.see("vm \($0) starts")]
      }
      var run = SystemRun(
        name, Self.scenario(mode: mode), steps: [Self.see("ready")] + starts + steps)
      run.image = .sharing
      return try run.requireSuccess()
    }

    /// The words of each line between a command's `turn`th time and the next prompt.
    private func answer(_ result: RunResult, to command: String, turn: Int = 0) -> [[Substring]] {
      let lines = result.hypervisorLines
      let starts = lines.indices.filter { lines[$0] == "> \(command)" }
      guard starts.indices.contains(turn) else { return [] }
      return lines[(starts[turn] + 1)...].prefix { !$0.hasPrefix("> ") }.map {
        $0.split(separator: " ")
      }
    }

    private func row(_ table: [[Substring]], _ name: String) -> [Substring] {
      // As long as any, so that a table that is not as expected is a failure and no trap.
      (table.first { $0.first == Substring(name) } ?? []) + Array(repeating: "", count: 8)
    }

    @Test func machinesAreListedStoppedStartedAndRestarted() throws {
      let result = try run(
        "monitor", mode: "lines",
        [
          Self.boots("one"), Self.boots("other"), Self.boots("bound"),
          Self.type("vm list"), Self.see("bound  running"),
          Self.type("vm stop one"), Self.see("vm one off"), Self.type("vm stop one"),
          Self.see("not done: the VM is off"), Self.type("vm list"), Self.see("bound  running"),
          Self.type("vm start one"), Self.see("vm one starts"), Self.type("vm stop bound"),
          Self.see("vm bound off"), Self.type("vm start bound"), Self.see("vm bound starts"),
          Self.type("vm restart other"), Self.see("vm other restarts"),
          Self.type("vm restart bound"), Self.see("vm bound restarts"),
          Self.type("vm restart nobody"),
          Self.see("column 12: here goes a VM, one of one, other, bound, not \"nobody\""),
          Self.type("vm halt one"), Self.see("column 4: no command \"vm halt\"; it may be list,"),
        ])
      let before = answer(result, to: "vm list")
      #expect(before.first?.prefix(3) == ["VM", "state", "pool"])
      #expect(row(before, "one")[1...4] == ["running", "general", "1", "1"])
      #expect(row(before, "other")[1...4] == ["running", "general", "1", "1"])
      #expect(row(before, "bound")[1...4] == ["running", "single", "1", "1"])
      #expect(
        row(answer(result, to: "vm list", turn: 1), "one")[1...4] == ["off", "general", "1", "1"])
      #expect(result.report["one"]?.starts == 2)
      #expect(result.report["one"]?.resets == 0)
      #expect(result.report["other"]?.resets == 1)
      #expect((result.report["bound"]?.starts ?? 0) >= 2)
      #expect(result.report["bound"]?.resets == 1)
    }

    @Test func timeIsAccountedFor() throws {
      let commands = ["vcpu", "pool list", "top"].flatMap { [Self.type($0), Self.see("> ")] }
      let result = try run(
        "monitor-time", mode: "lines",
        commands + [
          Self.type("vm stop other"), Self.see("vm other off"),
        ]
          + commands + [Self.type("help"), Self.see("this list")])
      let cores = answer(result, to: "vcpu")
      #expect(["running", "ready", "asleep"].contains(row(cores, "one")[2]))
      let later = answer(result, to: "vcpu", turn: 1)
      #expect(row(later, "bound")[1...3] == ["0", "running", "2"])
      #expect(row(later, "other")[1...3] == ["0", "off", "-"])
      let pools = answer(result, to: "pool list", turn: 1)
      #expect(row(pools, "general")[1...2] == ["fair", "2"])
      #expect(row(pools, "general")[3] == "0:" && row(pools, "general")[5] == "1:")
      #expect(row(pools, "single")[1...3] == ["bind", "1", "2:"])
      // The bound VM keeps its core, the one that is off uses none.
      #expect(row(pools, "single")[4] == "0.0%")
      let load = answer(result, to: "top", turn: 1)
      #expect((Double(row(load, "bound")[2].dropLast()) ?? 0) > 50)
      #expect(row(load, "bound")[3] != "" && row(load, "one")[3] != "")
      let exits = answer(result, to: "top").dropFirst().compactMap { Int($0[3]) }
      #expect(exits.count == 3 && exits.contains { $0 > 0 })
      #expect(answer(result, to: "help").prefix(17).last == ["help", "this", "list"])
    }

    @Test func whatHappenedCanBeReadBack() throws {
      let commands = [
        "vm pause one", "vm resume one", "vm weight one 300", "vm budget one 2500us 10ms",
        "vm budget one none", "pool move-core 1 single", "vm move one single",
      ].flatMap { [Self.type($0), Self.see("done")] }
      let result = try run(
        "monitor-events", mode: "lines",
        [Self.boots("one"), Self.boots("other"), Self.boots("bound")] + commands + [
          Self.type("vm restart other"), Self.see("vm other restarts"),
          Self.type("vm destroy bound"), Self.see("vm bound off"), Self.type("vm list"),
          Self.see("bound  destroyed"), Self.type("vm stop other"), Self.see("vm other off"),
          Self.type("events"), Self.see("destroyed"), Self.see("off"),
        ])
      let table = answer(result, to: "events")
      #expect(table.first == ["event", "time", "[s]", "VM", "what"])
      // The report follows without a prompt.
      let events = table.dropFirst().prefix { Int($0[0]) != nil }
      #expect(events.map { $0[0] } == (0..<events.count).map { "\($0)" })
      let times = events.compactMap { Double($0[1]) }
      #expect(times.count == events.count && times == times.sorted() && (times.first ?? 0) > 0)
      let texts = events.map { $0[2...].joined(separator: " ") }
      func of(_ name: String) -> [String] { texts.filter { $0.hasPrefix("\(name) ") } }
      #expect(
        of("one") == [
          "one started", "one paused", "one resumed", "one weight 300", "one budget 2500us",
          "one budget none", "one moved to pool single",
        ])
      #expect(of("other") == ["started", "restarts", "started", "off"].map { "other \($0)" })
      #expect(of("bound") == ["started", "destroyed", "off"].map { "bound \($0)" })
      #expect(of("-") == ["- core 1 moved to pool single"])
    }

    /// With the monitor in use the machine stays on, in raw mode as well, until it is told to end.
    @Test func theLastOneThatIsStoppedCanBeStartedAgain() throws {
      let result = try run(
        "monitor-last", mode: "raw",
        [
          Self.type("vm stop bound"), Self.see("vm bound off"),
          Self.type("vm stop other"), Self.see("vm other off"), Self.type("vm stop one"),
          Self.see("vm one off"), Self.type("vcpu"), Self.see("> "), Self.type("vm start one"),
          Self.see("vm one starts"),
        ])
      #expect(result.report["one"]?.starts == 2)
      #expect(result.report["other"]?.starts == 1)
      for name in ["one", "other", "bound"] {
        #expect(row(answer(result, to: "vcpu"), name)[1...3] == ["0", "off", "-"])
      }
    }
  }
}
