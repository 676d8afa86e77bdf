import Machine
import Testing

extension SystemTests {
  /// Guests of several virtual cores each, more than there are cores.
  @Suite struct SharedCoreTests {
    private static func linux(
      _ name: String, cpus: Int, words: String = "", memory: String = "192MiB"
    ) -> String {
      """
        - name: \(name)
          vcpus: \(cpus)
          memory: \(memory)
          payload:
            linux: cache:guests/debian-6.12/Image
            initrd: cache:guests/initramfs/busybox.cpio.gz
            arguments: "console=ttyAMA0 \(words)"
          expect: ["linux ready, \(cpus) cpus"]
      """
    }

    /// `program`: the file's name without its ending.
    private static func bare(
      _ name: String, cpus: Int, _ program: String, _ arguments: String, _ more: String = ""
    ) -> String {
      """
        - name: \(name)
          vcpus: \(cpus)
          memory: 16MiB
          payload: { linux: ../build/guests/\(program).bin, arguments: "\(arguments)" }
          \(more)
      """
    }

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

    /// The kernel's own complaints; the prompt comes first.
    private static func calm(_ name: String) -> [RunStep] {
      let look = "dmesg | grep -ciE 'oops|bug:|panic|stall|lockup|unexpected|spurious'"
      return [
        .expect(machine: name, text: "martlet-guest# "),
        .send(machine: name, bytes: [UInt8]("echo complaints $(\(look))\r".utf8)),
        .expect(machine: name, text: "complaints 0"),
      ]
    }

    private static let hypervisor = RunStep.hypervisor

    @Test func threeLinuxOfTwoCPUsWorkOnTwoCores() throws { try Self.work(seconds: 4) }

    static func work(seconds: Int) throws {
      let names = ["one", "two", "three"]
      let result = try SystemRun(
        "shared-linux-\(seconds)",
        Self.scenario(
          cpus: 2, pool: "scheduler: fair",
          names.map {
            Self.linux($0, cpus: 2, words: "martlet.run=load martlet.seconds=\(seconds)")
          }),
        steps: names.flatMap { name in
          [.expect(machine: name, text: "load finished")] + Self.calm(name)
        }
      ).requireSuccess()
      for name in names {
        let machine = try #require(result.report[name])
        #expect(machine.starts == 1 && machine.resets == 0)
        for worker in 0..<2 {
          #expect(result.lines(of: name).contains { $0.contains("worker \(worker) round 1") })
        }
      }
    }

    /// Locks are held by virtual cores that are on no core, all the time.
    @Test func fourCPUsOfOneLinuxShareOneCore() throws {
      let result = try SystemRun(
        "shared-four",
        Self.scenario(
          cpus: 1, pool: "scheduler: fair",
          [Self.linux("linux", cpus: 4, words: "martlet.run=load martlet.seconds=3")]),
        steps: [LinuxTests.shows("load finished")] + Self.calm("linux") + [
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
            Self.bare("a", cpus: 4, "registers", "role=a rounds=200"),
            Self.bare("b", cpus: 3, "registers", "role=b rounds=200 wait=spin period-us=500"),
            Self.bare("c", cpus: 1, "registers", "role=a rounds=200 wait=spin"),
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
      let often = "on_failure: { restart: { limit: 20 } }"
      let work =
        "h() { dd if=/dev/zero bs=64k count=16 2>/dev/null | sha256sum; }; a=$(h); n=0; d=0;"
        + " while [ $n -lt 5 ]; do [ \"$(h)\" = \"$a\" ] || d=$((d+1)); n=$((n+1)); done;"
        + " echo rounds $n wrong $d"
      let result = try SystemRun(
        "shared-attackers-\(seed)",
        Self.scenario(
          cpus: 2, pool: "scheduler: fair, quantum: 1ms",
          [
            Self.linux("linux", cpus: 2),
            Self.bare("attacker", cpus: 2, "attacker", "seed=\(seed)"),
            Self.bare("crash", cpus: 1, "attacker", "mode=crash", often),
            Self.bare("wild", cpus: 2, "attacker", "mode=wild end=loop", often),
            Self.bare("reset", cpus: 1, "attacker", "mode=reset-loop"),
            Self.bare("hang", cpus: 1, "attacker", "mode=hang"),
          ]),
        steps: [
          .expect(machine: "attacker", text: "attacker: done"),
          .expect(machine: Self.hypervisor, text: "vm crash failed and stays off"),
          .expect(machine: Self.hypervisor, text: "vm wild failed and stays off"),
          LinuxTests.prompt, LinuxTests.type(work), LinuxTests.shows("rounds 5 wrong 0"),
        ] + Self.calm("linux")
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
