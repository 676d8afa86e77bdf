import Machine
import Testing

extension SystemTests {
  /// Guests of several virtual cores each, more than there are cores.
  @Suite struct SharedCoreTests {
    private static func scenario(
      cpus: Int, processor: String = "cortex-a72", pool: String, _ machines: [String]
    ) -> String {
      let cores = (0..<cpus).map { "\($0)" }.joined(separator: ", ")
      let head = """
        name: shared
        board: { name: qemu-virt, cpus: \(cpus), cpu: \(processor) }
        pools: [{ name: all, cpus: [\(cores)], \(pool) }]
        vms:
        """
      return ([head] + machines).joined(separator: "\n")
    }

    private static let hypervisor = RunStep.hypervisor

    @Test func threeLinuxOfTwoCPUsStayRightUnderStress() throws { try Self.stress(seconds: 4) }

    /// stress-ng checks what it computes, the memory that it writes, and its timers.
    static func stress(seconds: Int) throws {
      let names = ["one", "two", "three"]
      let command =
        "stress-ng --cpu 2 --vm 1 --vm-bytes 32M --switch 2 --timer 1 --verify"
        + " --timeout \(seconds)s; echo stress $((0))-$?"
      let result = try SystemRun(
        "shared-stress-\(seconds)",
        Self.scenario(
          cpus: 2, pool: "scheduler: fair",
          names.map { GuestText.linux($0, cpus: 2, initramfs: "stress") }),
        steps: names.flatMap { name in
          [
            GuestText.prompt(of: name), GuestText.type(command, to: name),
            .expect(machine: name, text: "stress 0-0"),
          ] + GuestText.calm(name)
        }
      ).requireSuccess()
      for name in names {
        let machine = try #require(result.report[name])
        #expect(machine.starts == 1 && machine.resets == 0)
        #expect(result.lines(of: name).contains { $0.contains("successful run completed") })
      }
    }

    /// Locks are held by virtual cores that are on no core, all the time.
    @Test func fourCPUsOfOneLinuxShareOneCore() throws {
      let result = try SystemRun(
        "shared-four",
        Self.scenario(
          cpus: 1, pool: "scheduler: fair",
          [GuestText.linux("linux", cpus: 4, words: "martlet.run=load martlet.seconds=3")]),
        steps: [LinuxTests.shows("load finished")] + GuestText.calm("linux") + [
          LinuxTests.prompt, LinuxTests.type("poweroff -f"), LinuxTests.off,
        ]
      ).requireSuccess()
      let machine = try #require(result.report["linux"])
      #expect(machine.starts == 1 && machine.resets == 0 && machine.virtualCPUs.count == 4)
    }

    /// Each virtual core keeps its own pattern in every register there is, and is taken off its core while it looks.
    @Test(arguments: ["cortex-a72", "max"]) func registersSurvive(processor: String) throws {
      let names = ["a": 4, "b": 3, "c": 1]
      let result = try SystemRun(
        "shared-registers-\(processor)",
        Self.scenario(
          cpus: 2, processor: processor, pool: "scheduler: fair, quantum: 1ms",
          [
            GuestText.bare("a", cpus: 4, "registers", "role=a rounds=200"),
            GuestText.bare("b", cpus: 3, "registers", "role=b rounds=200 wait=spin period-us=500"),
            GuestText.bare("c", cpus: 1, "registers", "role=a rounds=200 wait=spin"),
          ]),
        steps: names.flatMap { name, count in
          (0..<count).map { _ in .expect(machine: name, text: "registers: isolation ok n=200") }
        }
      ).requireSuccess()
      for name in names.keys {
        let lines = result.lines(of: name)
        #expect(!lines.contains { $0.contains("FAILED") || $0.contains("unexpected") }, "\(lines)")
      }
    }

    /// Guests that crash, reset themselves, hang, switch their virtual cores on and off, and try everything else, on the
    /// cores of one that is to notice nothing.
    @Test func nobodyIsHarmedByThoseOnTheSameCores() throws { try Self.attack(seed: 3) }

    static func attack(seed: Int) throws {
      let often = ["on_failure: { restart: { limit: 20 } }"]
      let work =
        "h() { dd if=/dev/zero bs=64k count=16 2>/dev/null | sha256sum; }; a=$(h); n=0; d=0;"
        + " while [ $n -lt 5 ]; do [ \"$(h)\" = \"$a\" ] || d=$((d+1)); n=$((n+1)); done;"
        + " echo rounds $n wrong $d"
      let result = try SystemRun(
        "shared-attackers-\(seed)",
        Self.scenario(
          cpus: 2, pool: "scheduler: fair, quantum: 1ms",
          [
            GuestText.linux("linux", cpus: 2),
            GuestText.bare("attacker", cpus: 2, "attacker", "seed=\(seed)"),
            GuestText.bare("crash", cpus: 1, "attacker", "mode=crash", keys: often),
            GuestText.bare("wild", cpus: 2, "attacker", "mode=wild end=loop", keys: often),
            GuestText.bare("reset", cpus: 1, "attacker", "mode=reset-loop"),
            GuestText.bare("hang", cpus: 1, "attacker", "mode=hang"),
          ]),
        steps: [
          .expect(machine: "attacker", text: "attacker: done"),
          .expect(machine: Self.hypervisor, text: "vm crash failed and stays off"),
          .expect(machine: Self.hypervisor, text: "vm wild failed and stays off"),
          LinuxTests.prompt, LinuxTests.type(work), LinuxTests.shows("rounds 5 wrong 0"),
        ] + GuestText.calm("linux")
      ).requireSuccess()
      let linux = try #require(result.report["linux"])
      #expect(linux.starts == 1 && linux.resets == 0 && linux.state == "off")
      for name in ["crash", "wild"] { #expect(result.report[name]?.starts == 21) }
      #expect((result.report["reset"]?.resets ?? 0) > 2)
      #expect(result.report["attacker"]?.starts == 1)
      let lines = result.lines(of: "attacker")
      #expect(!lines.contains { $0.contains("unexpected") }, "\(lines)")
      func counts(_ what: String) -> [Substring] {
        lines.filter { $0.contains("cpu-on-storm-\(what) ") }
          .compactMap { $0.split(separator: " ").last }
      }
      #expect(!counts("accepted").isEmpty && counts("accepted") == counts("started"), "\(lines)")
    }
  }
}
