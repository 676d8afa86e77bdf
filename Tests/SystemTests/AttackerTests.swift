import Machine
import Testing

extension SystemTests {
  /// Guests that try what they must not, beside one that works and one with deadlines.
  @Suite struct AttackerTests {
    /// A Linux that checks its own memory and its own kernel log while the others do what they do.
    private static let linux = """
      - name: linux
        cpus: [0, 1]
        memory: 192MiB
        payload:
          linux: cache:guests/debian-6.12/Image
          initrd: cache:guests/initramfs/busybox.cpio.gz
          arguments: console=ttyAMA0
      """

    private static func control(core: Int, _ variant: String) -> String {
      """
      - name: \(variant)
        cpus: [\(core)]
        interrupts: { direct: \(variant) }
        memory: 16MiB
        payload:
          linux: ../build/guests/control.bin
          arguments: "ticks=1000 period-us=1000 end=loop"
      """
    }

    private static func attacker(
      _ name: String, cores: String, _ arguments: String, interrupts: String = "virtual",
      onFailure: String = "stop"
    ) -> String {
      """
      - name: \(name)
        cpus: [\(cores)]
        interrupts: \(interrupts)
        on_failure: \(onFailure)
        memory: 16MiB
        payload: { linux: ../build/guests/attacker.bin, arguments: "\(arguments)" }
      """
    }

    private static func scenario(cpus: Int, _ machines: [String]) -> String {
      "name: attack\nboard: { name: qemu-virt, cpus: \(cpus) }\nvms:\n"
        + machines.flatMap { $0.split(separator: "\n") }.map { "  \($0)\n" }.joined()
    }

    /// What Linux does; `rounds` times a hash that must not change.
    private static func linuxSteps(rounds: Int) -> [RunStep] {
      let work =
        "h() { dd if=/dev/zero bs=64k count=16 2>/dev/null | sha256sum; }; a=$(h); n=0; d=0;"
        + " while [ $n -lt \(rounds) ]; do [ \"$(h)\" = \"$a\" ] || d=$((d+1)); n=$((n+1)); done;"
        + " echo rounds $n wrong $d"
      let look = "dmesg | grep -ciE 'oops|bug:|panic|stall|lockup|unexpected|spurious'"
      let prompt = RunStep.expect(machine: "linux", text: "martlet-guest# ")
      return [
        prompt, .send(machine: "linux", bytes: [UInt8]((work + "\r").utf8)),
        .expect(machine: "linux", text: "rounds \(rounds) wrong 0"), prompt,
        .send(machine: "linux", bytes: [UInt8]("echo complaints $(\(look))\r".utf8)),
        .expect(machine: "linux", text: "complaints 0"),
      ]
    }

    /// A window that is over after the attacker was done began when it was not.
    private static func windows(_ count: Int, _ names: String...) -> [RunStep] {
      names.flatMap { name in
        (0..<count).map { _ in .expect(machine: name, text: "control: ticks=1000") }
      }
    }

    private func expectUnharmed(_ result: RunResult, _ names: [String], windows: Int) throws {
      let linux = try #require(result.report["linux"])
      #expect(linux.starts == 1 && linux.resets == 0 && linux.state == "off")
      for name in names {
        try expectNoExits(result, name, ticks: 1000, windows: windows)
        #expect(result.report[name]?.starts == 1)
      }
    }

    /// The attacker's own account: nothing outside its memory answered, nothing of a higher level could
    /// be read, and every accepted CPU_ON was one start.
    private func expectRepelled(_ result: RunResult, _ name: String) {
      let lines = result.lines(of: name)
      func has(_ start: String, _ end: String) -> Bool {
        lines.contains { $0.hasPrefix("attacker: \(start)") && $0.hasSuffix(end) }
      }
      #expect(has("outside ", " answered=0") && has("sysregs ", " higher=0"), "\(lines)")
      #expect(has("done ", ""), "\(lines)")
      #expect(!lines.contains { $0.contains("unexpected") }, "\(lines)")
      func counts(_ what: String) -> [Substring] {
        lines.filter { $0.contains("cpu-on-storm-\(what) ") }
          .compactMap { $0.split(separator: " ").last }
      }
      #expect(counts("accepted") == counts("started"), "\(lines)")
    }

    @Test func everyAttackAtOnceIsRepelled() throws {
      let done = RunStep.expect(machine: "attacker", text: "attacker: done")
      let result = try SystemRun(
        "attacker",
        Self.scenario(
          cpus: 5,
          [
            Self.linux, Self.attacker("attacker", cores: "2, 3", "end=loop"),
            Self.control(core: 4, "fiq"),
          ]),
        steps: [done, done] + Self.linuxSteps(rounds: 20) + Self.windows(2, "fiq")
      ).requireSuccess()
      expectRepelled(result, "attacker")
      try expectUnharmed(result, ["fiq"], windows: 2)
    }

    /// The same from guests that take their interrupts themselves, and so reach more of the hardware.
    @Test func directAttackersAreRepelled() throws {
      let result = try SystemRun(
        "attacker-direct",
        Self.scenario(
          cpus: 6,
          [
            Self.linux,
            Self.attacker("first", cores: "2", "seed=2", interrupts: "{ direct: fiq }"),
            Self.attacker("second", cores: "3", "seed=3", interrupts: "{ direct: doorbell }"),
            Self.control(core: 4, "fiq"), Self.control(core: 5, "doorbell"),
          ]),
        steps: [
          .expect(machine: RunStep.hypervisor, text: "vm first off"),
          .expect(machine: "second", text: "attacker: done"),
        ] + Self.linuxSteps(rounds: 20) + Self.windows(2, "fiq", "doorbell")
      ).requireSuccess()
      for name in ["first", "second"] { expectRepelled(result, name) }
      try expectUnharmed(result, ["fiq", "doorbell"], windows: 2)
    }

    /// Those that never come back: crashing, hanging, sleeping, flooding and resetting for ever.
    @Test func whatNeverEndsHarmsNobody() throws {
      let result = try SystemRun(
        "attacker-endless",
        Self.scenario(
          cpus: 8,
          [
            Self.linux,
            Self.attacker(
              "crash", cores: "2", "mode=crash", onFailure: "{ restart: { limit: 20 } }"),
            Self.attacker("hang", cores: "3", "mode=hang"),
            Self.attacker("sleep", cores: "4", "mode=sleep"),
            Self.attacker("flood", cores: "5", "mode=flood"),
            Self.attacker("reset", cores: "6", "mode=reset-loop"),
            Self.control(core: 7, "fiq"),
          ]),
        steps: ["hang", "sleep", "flood", "reset"].map {
          .expect(machine: $0, text: "attacker: boot")
        } + [.expect(machine: RunStep.hypervisor, text: "vm crash failed and stays off")]
          + Self.linuxSteps(rounds: 5) + Self.windows(2, "fiq")
      ).requireSuccess()
      try expectUnharmed(result, ["fiq"], windows: 2)
      #expect(result.report["crash"]?.state == "failed")
      #expect(result.report["crash"]?.starts == 21)
      for name in ["hang", "sleep", "flood"] {
        #expect(result.report[name]?.state == "off" && result.report[name]?.starts == 1)
      }
      #expect((result.report["reset"]?.starts ?? 0) > 2)
    }
  }
}
