import Machine
import Testing

extension SystemTests {
  /// Faults of real guests, and what the scenario says of them. A `direct` guest beside them pays nothing for any of it.
  @Suite struct HealthTests {
    /// Core 0 has no VM, or that of whom a test puts there.
    private static func scenario(
      _ machines: [String], machineHealth: String = "", cpus: Int = 4
    ) -> String {
      """
      name: health
      board: { name: qemu-virt, cpus: \(cpus) }
      \(machineHealth)
      vms:
      \(machines.joined(separator: "\n"))
      \(GuestText.bare(
        "alone", "control", "ticks=500 period-us=1000 end=loop",
        keys: ["interrupts: direct", "cpus: [\(cpus - 1)]"]))
      """
    }

    /// A guest that calls its watchdog after so many windows of half a second, and no more. The `seconds` of one that goes on
    /// calling are far more than it needs on a busy machine.
    private static func watched(
      _ name: String, core: Int, pets: Int? = nil, seconds: Int = 1, health: String,
      mode: String = "virtual"
    ) -> String {
      GuestText.bare(
        name, "control",
        "ticks=500 period-us=1000 end=loop watchdog=\(seconds)\(pets.map { " pets=\($0)" } ?? "")",
        keys: ["cpus: [\(core)]", "interrupts: \(mode)", "health: \(health)"])
    }

    private static func see(_ text: String) -> RunStep {
      .expect(machine: RunStep.hypervisor, text: text)
    }

    /// Who stops calling starts anew, up to the limit, and who calls stays: by list registers and without.
    @Test func whoStopsCallingItsWatchdogStartsAnew() throws {
      let health =
        "{ watchdog: 2s, on_fault: { watchdog: { restart: { limit: 2, back_off: 200ms } } } }"
      let result = try SystemRun(
        "health-watchdog",
        Self.scenario(
          [
            Self.watched("silent", core: 1, pets: 2, health: health),
            Self.watched("direct", core: 2, pets: 1, health: health, mode: "direct"),
            Self.watched("busy", core: 3, seconds: 60, health: "{ watchdog: 60s }"),
          ], cpus: 5),
        steps: [
          .expect(machine: "silent", text: "control: watchdog status=0 from=1 to=2"),
          .expect(machine: "direct", text: "control: watchdog status=0 from=1 to=2"),
          Self.see("vm silent fault: watchdog 1, reaction: restart"),
          Self.see("vm silent restarts"),
          Self.see("vm silent fault: watchdog 1, reaction: restart"),
          Self.see("vm silent fault: watchdog 1, reaction: stop"),
          Self.see("vm silent failed and stays off"),
        ]
      ).requireSuccess()
      #expect(result.report["silent"]?.starts == 3)
      #expect(result.report["silent"]?.state == "failed")
      #expect(
        result.hypervisorLines.contains("vm direct fault: watchdog 1, reaction: restart"))
      #expect((result.report["direct"]?.starts ?? 0) >= 2)
      #expect(result.report["busy"]?.starts == 1)
      result.expectUntouched("alone")
    }

    /// Linux's own driver. Who runs the machine is told; so is the monitor, in the same words.
    @Test(arguments: ["bind", "fair"]) func linuxHasAWatchdog(scheduler: String) throws {
      let pool = scheduler == "bind" ? [] : ["pool: shared"]
      let scenario = """
        name: health-linux
        board: { name: qemu-virt, cpus: 3 }
        \(scheduler == "bind"
          ? "" : "pools: [{ name: shared, cpus: [0, 1], scheduler: fair }, { name: own, cpus: [2] }]")
        vms:
        \(GuestText.tools("service", keys: ["role: service"] + pool))
        \(GuestText.tools(
          "watched", keys: ["managed: [observe]", "health: { watchdog: 10s }"] + pool))
        \(GuestText.bare(
          "alone", "control", "ticks=500 period-us=1000 end=loop",
          keys: ["interrupts: direct"] + (scheduler == "bind" ? [] : ["pool: own"])))
        """
      func say(_ line: String, _ texts: String..., to name: String) -> [RunStep] {
        [GuestText.prompt(of: name), GuestText.type(line, to: name)]
          + texts.map { .expect(machine: name, text: $0) }
      }
      let insert =
        say("insmod /lib/modules/arm_smc_wdt.ko && echo in $((6 * 7))", "in 42", to: "watched")
        + say(
          "cat /sys/class/watchdog/watchdog0/identity /sys/class/watchdog/watchdog0/timeout",
          "arm_smc_wdt", "10", to: "watched")
      // It calls for longer than its time-out; then it dies.
      let call =
        say(
          "watchdog -t 1 -T 10 /dev/watchdog0; sleep 12; echo alive $((6 * 7))", "alive 42",
          to: "watched")
        + say("killall -9 watchdog; echo silent", "silent", to: "watched")
      let restart: [RunStep] = [
        .expect(machine: "watched", text: "linux ready, 1 cpus"),
        .meet(machine: "watched", point: "again"), .meet(machine: "service", point: "again"),
        GuestText.type("", to: "service"),
      ]
      let look =
        say("martletctl health", "watched", "watchdog", "restart", to: "service")
        + say("martletctl health --json", "\"fault\":\"watchdog\"", "\"count\":1", to: "service")
        + say("martletctl events", "watchdog 10: restart", "restarts", "started", to: "service")
        + GuestText.calm("service")
      let result = try SystemRun(
        "health-linux-\(scheduler)", scenario,
        steps: insert + call + restart + look
          + [
            .meet(machine: "service", point: "end"), MonitorDialogue.meet("end"),
            MonitorDialogue.type("events"), Self.see("watchdog 10: restart"),
          ]
      ).requireSuccess()
      #expect(
        result.hypervisorLines.contains("vm watched fault: watchdog 10, reaction: restart"))
      #expect(result.report["watched"]?.starts == 2)
      #expect(result.report["service"]?.starts == 1)
      result.expectUntouched("alone")
    }

    /// All stop but those that are named; a crash waits before it starts again.
    @Test func inTheSafeStateOnlyTheNamedGoOn() throws {
      let result = try SystemRun(
        "health-safe-state",
        Self.scenario(
          [
            GuestText.bare(
              "crash", "attacker", "mode=crash",
              keys: ["cpus: [1]", "on_failure: { restart: { limit: 9, back_off: 300ms } }"]),
            Self.watched(
              "silent", core: 2, pets: 3,
              health: "{ watchdog: 2s, on_fault: { watchdog: safe-state } }"),
            GuestText.bare(
              "other", "control", "ticks=100 period-us=1000 end=reset", keys: ["cpus: [3]"]),
          ], machineHealth: "health: { safe_state: [alone] }", cpus: 5),
        steps: [
          Self.see("vm crash fault: crash 0, reaction: restart"), Self.see("vm crash restarts"),
          Self.see("vm crash fault: crash 0, reaction: restart"),
          Self.see("vm silent fault: watchdog 1, reaction: safe-state"), Self.see("safe state"),
          .expect(machine: "alone", text: "exits=0"), .expect(machine: "alone", text: "exits=0"),
          .expect(machine: "alone", text: "exits=0"), .expect(machine: "alone", text: "exits=0"),
        ]
      ).requireSuccess()
      let lines = result.hypervisorLines
      let end = lines.firstIndex(of: "safe state") ?? lines.count
      #expect(lines[end...].contains("vm silent off"))
      #expect(lines[end...].contains("vm other off"))
      #expect(!lines[end...].contains { $0.hasSuffix(" restarts") }, "\(lines)")
      // By resets it had many lives until then.
      #expect((result.report["other"]?.starts ?? 0) > 2)
      // 300, 600, 1200 ms: it cannot have lived more often in the two and a half seconds.
      #expect((2...4).contains(result.report["crash"]?.starts ?? 0))
      result.expectUntouched("alone")
    }

    /// The board comes up again, by its firmware.
    @Test func theMachineIsReset() throws {
      var run = SystemRun(
        "health-reset",
        Self.scenario([
          Self.watched(
            "silent", core: 1, pets: 1,
            health: "{ watchdog: 2s, on_fault: { watchdog: reset-machine } }")
        ]),
        steps: [
          Self.see("vm silent fault: watchdog 1, reaction: reset-machine"),
          Self.see("vm silent off"), Self.see("bundle verified"), Self.see("ready"),
          .expect(machine: "silent", text: "control: boot"),
        ])
      run.extraArguments = ["-action", "reboot=reset"]
      let result = try run.requireSuccess()
      #expect(result.hypervisorLines.filter { $0 == "ready" }.count == 2)
    }

    /// Interrupts above the limit stop the guest; as many as are allowed do not.
    @Test func tooManyInterruptsStopTheGuest() throws {
      func ticking(_ name: String, core: Int, most: Int) -> String {
        GuestText.bare(
          name, "control", "ticks=2000 period-us=500 end=loop",
          keys: [
            "cpus: [\(core)]", "health: { interrupts: \(most), on_fault: { interrupts: stop } }",
          ])
      }
      let result = try SystemRun(
        "health-interrupts",
        Self.scenario([
          ticking("flood", core: 1, most: 200), ticking("calm", core: 2, most: 100_000),
        ]),
        steps: [
          Self.see("vm flood fault: interrupt-rate "), Self.see("vm flood failed and stays off"),
          .expect(machine: "calm", text: "control: ticks="),
          .expect(machine: "calm", text: "control: ticks="),
        ]
      ).requireSuccess()
      #expect(result.report["flood"]?.starts == 1)
      #expect(result.report["calm"]?.starts == 1)
      result.expectUntouched("alone")
    }

    /// A number in shared memory is a guest's life sign, and costs it no exit.
    @Test func aDirectGuestsHeartIsHeard() throws {
      func beating(_ name: String, core: Int, end: String) -> String {
        GuestText.bare(
          name, "control", "ticks=500 period-us=1000 \(end)",
          keys: [
            "cpus: [\(core)]", "interrupts: direct",
            "health: { heartbeat: { channel: \(name)s, every: 1s },"
              + " on_fault: { heartbeat: { restart: { limit: 1 } } } }",
          ])
      }
      let peer = GuestText.bare(
        "peer", "control", "ticks=500 period-us=1000 end=loop", keys: ["cpus: [3]"])
      let channels = ["silent", "beating"].map {
        "\n  - { name: \($0)s, between: [peer, \($0)],"
          + " parts: [{ size: 8KiB, writer: \($0) }, { size: 4KiB, writer: peer }] }"
      }
      let result = try SystemRun(
        "health-heartbeat",
        Self.scenario(
          [
            beating("silent", core: 1, end: "windows=2 end=hang"),
            beating("beating", core: 2, end: "end=loop"), peer,
          ], cpus: 5) + "\nchannels:" + channels.joined(),
        steps: [
          Self.see("vm silent fault: heartbeat 1000, reaction: restart"),
          Self.see("vm silent restarts"),
          Self.see("vm silent fault: heartbeat 1000, reaction: stop"),
          Self.see("vm silent failed and stays off"),
          .expect(machine: "beating", text: "control: ticks="),
        ]
      ).requireSuccess()
      #expect(result.report["silent"]?.starts == 2)
      #expect(result.report["beating"]?.starts == 1)
      result.expectNoExits(of: "beating")
      result.expectUntouched("alone")
    }

    /// A budget of exits that is used up, and time that a guard watches over and that others had.
    @Test func whoTakesTooMuchOrGetsTooLittleIsNoticed() throws {
      func neighbour(_ name: String, _ arguments: String, _ keys: [String] = []) -> String {
        GuestText.bare(name, "neighbour", arguments, keys: ["pool: all"] + keys)
      }
      let result = try SystemRun(
        "health-share",
        """
        name: health
        board: { name: qemu-virt, cpus: 4 }
        pools:
          - { name: all, cpus: [0, 1], scheduler: fair }
          - { name: own, cpus: [2] }
          - { name: apart, cpus: [3] }
        vms:
        \(neighbour(
          "storm", "mode=exits",
          [
            "cpus: [0]", "exits: { most: 1000, per: 10ms }", "autostart: false",
            "health: { on_fault: { exits: { restart: { limit: 1 } } } }",
          ]))
        \(neighbour("hungry", "mode=spin", ["cpus: [1]", "weight: 1000"]))
        \(neighbour(
          "guarded", "mode=spin",
          [
            "cpus: [1]", "guard: { pool: own, budget: 9ms, period: 10ms, misses: 30, of: 30 }",
            "health: { on_fault: { guarantee: stop } }",
          ]))
        \(GuestText.bare(
          "alone", "control", "ticks=50 period-us=1000 end=loop",
          keys: ["pool: apart", "interrupts: direct"]))
        """,
        steps: [
          Self.see("vm guarded fault: guarantee 0, reaction: stop"),
          Self.see("vm guarded failed and stays off"),
          MonitorDialogue.type("vm start storm"),
          Self.see("vm storm fault: exit-rate 1000, reaction: restart"),
          Self.see("vm storm fault: exit-rate 1000, reaction: stop"),
          Self.see("vm storm failed and stays off"),
          .expect(machine: "alone", text: "exits=0"),
        ]
      ).requireSuccess()
      #expect(result.report["storm"]?.starts == 2)
      #expect(result.report["guarded"]?.starts == 1)
      #expect(result.report["hungry"]?.starts == 1)
      result.expectUntouched("alone")
    }

    /// Faults that only a defect of the machine or of EL2 explains, made by hooks of the test image.
    @Test func theMachinesOwnFaultsAreNoticed() throws {
      let faults = [(7, 1), (8, 2), (9, 3)].map { hook, core in
        // What is damaged is the last payload, and so that of a VM that has to have it by then.
        GuestText.bare(
          "hook\(hook)", "attacker", "trap=\(hook)",
          keys: ["cpus: [\(core)]", "autostart: \(hook != 7)"])
      }
      var run = SystemRun(
        "health-machine",
        Self.scenario(
          faults,
          machineHealth: "health: { bundle_check: 500ms, core_check: 400ms, safe_state: [alone] }",
          cpus: 5),
        steps: [
          .expect(machine: "alone", text: "control: boot"),
          .meet(machine: "alone", point: "booted"), MonitorDialogue.meet("booted"),
          MonitorDialogue.type("vm start hook7"), MonitorDialogue.see("done"),
          .expect(machine: "hook7", text: "attacker: trap 7 returned"),
          .expect(machine: "hook8", text: "attacker: trap 8 returned"),
          .meet(machine: "hook8", point: "later"), .meet(machine: "alone", point: "later"),
          .expect(machine: "alone", text: "exits=0"), .expect(machine: "alone", text: "exits=0"),
          .expect(machine: "alone", text: "exits=0"),
        ])
      run.image = .testHooks
      let result = try run.requireSuccess()
      let lines = result.hypervisorLines
      #expect(lines.contains("fault: stuck-core 2, reaction: log"))
      #expect(lines.contains("fault: hardware 9, reaction: log"))
      #expect(
        lines.contains { $0.hasPrefix("fault: bundle ") && !$0.hasPrefix("fault: bundle 65535") })
      // No other core is taken for stuck.
      #expect(lines.filter { $0.hasPrefix("fault: stuck-core") }.count == 1, "\(lines)")
      result.expectUntouched("alone")
    }

    /// EL2's own traps are the VM's that was served: it starts again as often as its rule says, and nobody else notices.
    @Test func aTrapOfTheHypervisorStaysWithItsVM() throws {
      var run = SystemRun(
        "health-trap",
        Self.scenario([
          GuestText.bare(
            "trap", "attacker", "trap=1",
            keys: ["cpus: [1]", "health: { on_fault: { trap: { restart: { limit: 2 } } } }"])
        ]),
        steps: [
          Self.see("vm trap fault: hypervisor-trap 0, reaction: restart"),
          Self.see("vm trap fault: hypervisor-trap 0, reaction: restart"),
          Self.see("vm trap fault: hypervisor-trap 0, reaction: stop"),
          .expect(machine: "alone", text: "exits=0"),
        ])
      run.image = .testHooks
      let result = try run.requireSuccess()
      #expect(result.report["trap"]?.starts == 3)
      #expect(result.report["trap"]?.state == "failed")
      result.expectUntouched("alone")
    }
  }
}
