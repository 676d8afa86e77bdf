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
        expectNoExits(result, name, ticks: 1000, windows: windows)
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

    /// The same from a guest that takes its interrupts itself, and so reaches more of the hardware. Where
    /// the way back is the doorbell its software interrupts are real, and a `fiq` VM would notice them as
    /// exits (CAVEATS.md): it stands beside the others.
    @Test(arguments: [
      ("fiq", ["fiq", "doorbell"]), ("doorbell", ["doorbell"]),
      ("guarded-doorbell", ["fiq", "doorbell"]),
    ])
    func directAttacksAreRepelled(variant: String, controls: [String]) throws {
      let machines =
        [
          Self.linux,
          Self.attacker("attacker", cores: "2", "seed=2", interrupts: "{ direct: \(variant) }"),
        ] + controls.enumerated().map { Self.control(core: 3 + $0, $1) }
      let result = try SystemRun(
        "attacker-\(variant)", Self.scenario(cpus: 5, machines),
        steps: [.expect(machine: "attacker", text: "attacker: done")]
          + Self.linuxSteps(rounds: 10) + controls.flatMap { Self.windows(2, $0) }
      ).requireSuccess()
      expectRepelled(result, "attacker")
      try expectUnharmed(result, controls, windows: 2)
    }

    /// Those that never come back: crashing, sleeping, flooding and resetting for ever.
    @Test func whatNeverEndsHarmsNobody() throws {
      let result = try SystemRun(
        "attacker-endless",
        Self.scenario(
          cpus: 7,
          [
            Self.linux,
            Self.attacker(
              "crash", cores: "2", "mode=crash", onFailure: "{ restart: { limit: 10 } }"),
            Self.attacker("sleep", cores: "3", "mode=sleep"),
            Self.attacker("flood", cores: "4", "mode=flood"),
            Self.attacker("reset", cores: "5", "mode=reset-loop"),
            Self.control(core: 6, "fiq"),
          ]),
        steps: ["sleep", "flood", "reset"].map {
          .expect(machine: $0, text: "attacker: boot")
        } + [.expect(machine: RunStep.hypervisor, text: "vm crash failed and stays off")]
          + Self.linuxSteps(rounds: 5) + Self.windows(2, "fiq")
      ).requireSuccess()
      try expectUnharmed(result, ["fiq"], windows: 2)
      #expect(result.report["crash"]?.state == "failed")
      #expect(result.report["crash"]?.starts == 11)
      for name in ["sleep", "flood"] {
        #expect(result.report[name]?.state == "off" && result.report[name]?.starts == 1)
      }
      #expect((result.report["reset"]?.starts ?? 0) > 2)
    }
  }
}
