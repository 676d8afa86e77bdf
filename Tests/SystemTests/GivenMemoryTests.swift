import Machine
import Testing

extension SystemTests {
  /// Memory that a Linux gives of its own for VMs that it creates.
  @Suite struct GivenMemoryTests {
    private typealias Monitor = MonitorDialogue

    /// What is kept has room for packages, and for no VM.
    private static func scenario(
      _ initrd: String = GuestText.toolsRamdisk, words: String = "cma=0"
    ) -> String {
      """
      name: given
      board: { name: qemu-virt, cpus: 4 }
      pools:
        - { name: general, cpus: [0, 1], scheduler: fair }
        - { name: spare, cpus: [2, 3] }
      vms:
      \(GuestText.tools(
        "linux", words: words,
        keys: ["role: service", "pool: general", "managed: [observe, share]"],
        memory: "320MiB", initrd: initrd))
      \(GuestText.control(pool: "spare", ticks: 500))
      reserve: { memory: 4MiB, vms: 2, given: 64MiB }
      """
    }

    private static func command(_ line: String, _ texts: String..., code: Int = 0) -> [RunStep] {
      GuestText.command(line, texts, code: code, in: "linux")
    }

    private static func refusal(_ line: String, _ reason: String) -> [RunStep] {
      command(line, "not done: \(reason)", code: 3)
    }

    private static let before = command("martletctl resources >/tmp/before")
    private static let sameAsBefore =
      command("martletctl resources | cmp - /tmp/before && echo nothing is lost", "nothing is lost")
      + command("grep HugePages_Total /proc/meminfo", "HugePages_Total:       0")

    private static func ramdisk(_ name: String) throws -> String {
      let files = try ["one", "two"].map { name in
        ("\(name).vm", try Workshop.package(PackageTests.small(name), for: scenario()))
      }
      return try RamdiskWriter.write(files, for: name)
    }

    /// It is another's as long as that has it, and not a byte longer.
    @Test func itIsGivenUsedAndTakenBack() throws {
      let name = "given-memory"
      let noRoom = "the reserve has not so much memory left in one piece"
      var steps = Self.before + Self.refusal("martletctl create /packages/one.vm", noRoom)
      steps += Self.command("martletctl memory give 3MiB", "behind memory goes", code: 1)
      steps += Self.refusal(
        "martletctl memory give 128MiB",
        "the scenario does not let so much memory be given, or in so many pieces")
      steps += Self.sameAsBefore
      steps += Self.command("martletctl memory give 4GiB", "Linux has not so much", code: 3)
      steps += Self.sameAsBefore
      for _ in 0..<2 {
        steps += Self.command("martletctl memory give 64MiB", "done")
        steps += Self.refusal(
          "martletctl memory give 2MiB",
          "the scenario does not let so much memory be given, or in so many pieces")
        steps += Self.command("martletctl resources", "given       65536 KiB of 65536")
        for name in ["one", "two"] {
          steps += Self.command("martletctl create /packages/\(name).vm", "created \(name)")
        }
        steps += Self.command("martletctl list", "one", "running", "two", "running")
        steps += Self.refusal("martletctl memory back", "a VM or its package is in this memory")
        steps += Self.command("martletctl destroy one", "done")
        steps += Self.command("martletctl destroy two", "done")
        steps += Self.command("martletctl memory back", "done")
        steps += Self.sameAsBefore
      }
      // All of it is there again, and holds what is put there.
      steps += Self.command(
        "dd if=/dev/urandom of=/tmp/a bs=1M count=55 2>/dev/null; cp /tmp/a /tmp/b; sync;"
          + " cmp /tmp/a /tmp/b && echo equal", "equal")
      steps += GuestText.calm("linux")
      let result = try SystemRun(name, Self.scenario(try Self.ramdisk(name)), steps: steps)
        .requireSuccess()
      result.expectNoExits(of: "control", windows: 3)
      for name in ["one", "two"] {
        let boots = result.lines(of: name).count { $0.hasPrefix("control: boot") }
        #expect(boots == 2, "\(name)")
      }
    }

    /// Stock Linux would move a block back and forth, whoever has it.
    @Test func itIsNotGivenWhereItWouldMove() throws {
      let steps =
        Self.command("martletctl memory give 64MiB", "start it with cma=0", code: 3)
        + Self.command("martletctl resources", "given       0 KiB of 65536")
      _ = try SystemRun(
        "given-memory-moves", Self.scenario(words: ""), steps: steps + GuestText.calm("linux")
      ).requireSuccess()
    }

    /// Whoever gave it cannot look at it, and gets it back when it starts anew: the VMs in it end then. When it is destroyed they
    /// go on.
    @Test func itIsNotTheGiversAnyMore() throws {
      let name = "given-memory-lost"
      let given =
        Self.command("martletctl memory give 64MiB", "done")
        + Self.command("martletctl create /packages/one.vm", "created one")
      var steps = given + [GuestText.prompt(of: "linux")]
      steps += [.meet(machine: "linux", point: "restart"), Monitor.meet("restart")]
      steps += Monitor.change("vm restart linux")
      steps += [
        Monitor.see("vm one off"), .expect(machine: "linux", text: "linux ready, 1 cpus"),
        GuestText.type("", to: "linux"),
      ]
      steps += Self.command("martletctl resources", "VMs         0 of 2", "given       0 KiB")
      steps += given
      // The kernel reads it for the file, finds nothing there, and ends the program.
      steps += Self.command("cat /run/martlet-memory/*/* >/dev/null; echo $?", "139")
      steps += Self.command("martletctl list", "one", "running")
      steps += [GuestText.prompt(of: "linux"), .meet(machine: "linux", point: "destroy")]
      steps += [Monitor.meet("destroy")]
      steps += Monitor.change("vm destroy linux") + [Monitor.see("vm linux off")]
      steps += (0..<3).map { _ in .expect(machine: "one", text: "control: ticks=1000") }
      let result = try SystemRun(name, Self.scenario(try Self.ramdisk(name)), steps: steps)
        .requireSuccess()
      result.expectNoExits(of: "control", windows: 3)
      #expect(result.lines(of: "linux").contains { $0.contains("synchronous external abort") })
      #expect(Monitor.verdicts(result) == ["done", "done"])
      #expect(result.report["linux"]?.starts == 2)
    }
  }
}
