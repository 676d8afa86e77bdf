import Machine
import Testing

extension SystemTests {
  /// Commands typed to the hypervisor's monitor while VMs run.
  @Suite struct MonitorTests {
    private typealias Monitor = MonitorDialogue

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

    private static func boots(_ machine: String) -> RunStep {
      .expect(machine: machine, text: "control: boot")
    }

    /// Starts all three by the monitor, which says when each runs, and goes on with these steps.
    private func run(_ name: String, mode: String, _ steps: [RunStep]) throws -> RunResult {
      let starts = ["one", "other", "bound"].flatMap {
        [Monitor.type("vm start \($0)"), Monitor.see("vm \($0) starts")]
      }
      var run = SystemRun(
        name, Self.scenario(mode: mode), steps: [Monitor.see("ready")] + starts + steps)
      run.image = .sharing
      return try run.requireSuccess()
    }

    @Test func machinesAreListedStoppedStartedAndRestarted() throws {
      let result = try run(
        "monitor", mode: "lines",
        [
          Self.boots("one"), Self.boots("other"), Self.boots("bound"),
          Monitor.type("vm list"), Monitor.see("bound  running"),
          Monitor.type("vm stop one"), Monitor.see("vm one off"), Monitor.type("vm stop one"),
          Monitor.see("not done: the VM is off"), Monitor.type("vm list"),
          Monitor.see("bound  running"),
          Monitor.type("vm start one"), Monitor.see("vm one starts"), Monitor.type("vm stop bound"),
          Monitor.see("vm bound off"), Monitor.type("vm start bound"),
          Monitor.see("vm bound starts"),
          Monitor.type("vm restart other"), Monitor.see("vm other restarts"),
          Monitor.type("vm restart bound"), Monitor.see("vm bound restarts"),
          Monitor.type("vm restart nobody"),
          Monitor.see("column 12: here goes a VM, one of one, other, bound, not \"nobody\""),
          Monitor.type("vm halt one"),
          Monitor.see("column 4: no command \"vm halt\"; it may be list,"),
        ])
      let before = Monitor.answer(result, to: "vm list")
      #expect(before.first?.prefix(3) == ["VM", "state", "pool"])
      #expect(Monitor.row(before, "one")[1...4] == ["running", "general", "1", "1"])
      #expect(Monitor.row(before, "other")[1...4] == ["running", "general", "1", "1"])
      #expect(Monitor.row(before, "bound")[1...4] == ["running", "single", "1", "1"])
      #expect(
        Monitor.row(Monitor.answer(result, to: "vm list", turn: 1), "one")[1...4] == [
          "off", "general", "1", "1",
        ])
      #expect(result.report["one"]?.starts == 2)
      #expect(result.report["one"]?.resets == 0)
      #expect(result.report["other"]?.resets == 1)
      #expect((result.report["bound"]?.starts ?? 0) >= 2)
      #expect(result.report["bound"]?.resets == 1)
    }

    @Test func timeIsAccountedFor() throws {
      let commands = ["vcpu", "pool list", "top"].flatMap { [Monitor.type($0), Monitor.see("> ")] }
      let result = try run(
        "monitor-time", mode: "lines",
        commands + [
          Monitor.type("vm stop other"), Monitor.see("vm other off"),
        ]
          + commands + [Monitor.type("help"), Monitor.see("this list")])
      let cores = Monitor.answer(result, to: "vcpu")
      #expect(["running", "ready", "asleep"].contains(Monitor.row(cores, "one")[2]))
      let later = Monitor.answer(result, to: "vcpu", turn: 1)
      #expect(Monitor.row(later, "bound")[1...3] == ["0", "running", "2"])
      #expect(Monitor.row(later, "other")[1...3] == ["0", "off", "-"])
      let pools = Monitor.answer(result, to: "pool list", turn: 1)
      #expect(Monitor.row(pools, "general")[1...2] == ["fair", "2"])
      #expect(Monitor.row(pools, "general")[3] == "0:" && Monitor.row(pools, "general")[5] == "1:")
      #expect(Monitor.row(pools, "single")[1...3] == ["bind", "1", "2:"])
      // The bound VM keeps its core, the one that is off uses none.
      #expect(Monitor.row(pools, "single")[4] == "0.0%")
      let load = Monitor.answer(result, to: "top", turn: 1)
      #expect((Double(Monitor.row(load, "bound")[2].dropLast()) ?? 0) > 50)
      #expect(Monitor.row(load, "bound")[3] != "" && Monitor.row(load, "one")[3] != "")
      let exits = Monitor.answer(result, to: "top").dropFirst().compactMap { Int($0[3]) }
      #expect(exits.count == 3 && exits.contains { $0 > 0 })
      #expect(Monitor.answer(result, to: "help").prefix(17).last == ["help", "this", "list"])
    }

    @Test func whatHappenedCanBeReadBack() throws {
      let commands = [
        "vm pause one", "vm resume one", "vm weight one 300", "vm budget one 2500us 10ms",
        "vm budget one none", "pool move-core 1 single", "vm move one single",
      ].flatMap { [Monitor.type($0), Monitor.see("done")] }
      let result = try run(
        "monitor-events", mode: "lines",
        [Self.boots("one"), Self.boots("other"), Self.boots("bound")] + commands + [
          Monitor.type("vm restart other"), Monitor.see("vm other restarts"),
          Monitor.type("vm destroy bound"), Monitor.see("vm bound off"), Monitor.type("vm list"),
          Monitor.see("bound  destroyed"), Monitor.type("vm stop other"),
          Monitor.see("vm other off"),
          Monitor.type("events"), Monitor.see("destroyed"), Monitor.see("off"),
        ])
      let table = Monitor.answer(result, to: "events")
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
          Monitor.type("vm stop bound"), Monitor.see("vm bound off"),
          Monitor.type("vm stop other"), Monitor.see("vm other off"), Monitor.type("vm stop one"),
          Monitor.see("vm one off"), Monitor.type("vcpu"), Monitor.see("> "),
          Monitor.type("vm start one"),
          Monitor.see("vm one starts"),
        ])
      #expect(result.report["one"]?.starts == 2)
      #expect(result.report["other"]?.starts == 1)
      for name in ["one", "other", "bound"] {
        #expect(Monitor.row(Monitor.answer(result, to: "vcpu"), name)[1...3] == ["0", "off", "-"])
      }
    }
  }
}
