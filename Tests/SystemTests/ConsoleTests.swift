import Machine
import Testing

extension SystemTests {
  /// Consoles of other VMs in the one that runs the machine.
  @Suite struct ConsoleTests {
    private static func scenario(initrd: String) -> String {
      """
      name: consoles
      board: { name: qemu-virt, cpus: 4 }
      pools:
        - { name: general, cpus: [0, 1, 2], scheduler: fair }
        - { name: spare, cpus: [3] }
      vms:
      \(GuestText.tools(
        "linux", keys: ["role: service", "pool: general", "managed: [observe, share]"],
        initrd: initrd))
      \(GuestText.linux(
        "other", cpus: 1, keys: ["pool: general", "managed: [observe, stop, share, console]"]))
      \(GuestText.bare(
        "worker", "control", "ticks=1000 period-us=1000 end=loop",
        keys: ["pool: general", "managed: [observe, restart, share, console]"]))
      \(GuestText.bare(
        "alone", "control", "ticks=1000 period-us=1000 end=loop",
        keys: ["pool: general", "managed: [observe, restart, share]"]))
      channels:
        - { name: data, between: [linux, other], size: 64KiB }
      reserve: { memory: 36MiB, vms: 1, vcpus: 1 }
      """
    }

    private static func created(_ name: String) -> String {
      """
      name: \(name)
      pool: spare
      memory: 16MiB
      payload: { linux: ../build/guests/control.bin, arguments: "ticks=1000 period-us=1000 end=loop" }
      """
    }

    private static func command(_ line: String, _ texts: String..., code: Int = 0) -> [RunStep] {
      GuestText.command(line, texts, code: code, in: "linux")
    }

    private static func type(_ text: String, then texts: String...) -> [RunStep] {
      [.send(machine: "linux", bytes: Array(text.utf8))]
        + texts.map { .expect(machine: "linux", text: $0) }
    }

    private static func until(_ condition: String) -> [RunStep] {
      command("until \(condition); do sleep 1; done")
    }

    private static let refusal = "not done: the scenario does not let this VM do that"

    @Test func oneLinuxIsTypedToInAnother() throws {
      let one = try Workshop.package(
        Self.created("one"), for: Self.scenario(initrd: GuestText.toolsRamdisk))
      let initrd = try RamdiskWriter.write([("one.vm", one)], for: "consoles")
      // Its prompt is another one than that of the Linux where this is typed.
      var steps =
        Self.until("martletctl console other --scrollback | grep -q 'linux ready'")
        + Self.command(
          "printf 'PS1=\"oth\"\"er# \"\\r' | martletctl console other", "other# ")
      // At a terminal: what was, an answer, and the way out. The escape means nothing within a line.
      steps +=
        [GuestText.prompt(of: "linux")]
        + Self.type(
          "martletctl console other\r", then: "console of other; Enter ~ . detaches", "other# ")
        + Self.type("echo sum $((40+2))~.\r", then: "sum 42~.", "other# ")
        + Self.type("~.", then: "martletctl: detached")
      steps += Self.command("stty -a | grep -c ' echo '", "1")
      steps += Self.command(
        "(sleep 4; killall martletctl) & martletctl console other", "console of other", code: 143)
      steps += Self.command("stty -a | grep -c ' echo '", "1")
      steps += Self.command(
        "martletctl console other --scrollback --json | grep -c '{\"vm\":\"other\",\"missed\":.*sum 42'",
        "1")
      // What was printed outlives the VM that printed it; what is typed wants one that runs.
      steps += Self.command("martletctl stop other", "done")
      steps += Self.until("martletctl info other | grep -q 'off'")
      steps += Self.command("martletctl console other --scrollback | grep -c '^sum 42'", "1")
      steps += Self.command("echo | martletctl console other", "not done: the VM is off", code: 3)
      // Also its restart.
      steps += Self.command("martletctl restart worker", "done")
      steps += Self.until(
        "[ $(martletctl console worker --scrollback | grep -c 'control: boot') = 2 ]")
      steps += Self.command("martletctl console alone", Self.refusal, code: 3)
      steps += Self.command("martletctl console alone --scrollback", Self.refusal, code: 3)
      steps += Self.command("martletctl console linux --scrollback", Self.refusal, code: 3)
      steps += Self.command("martletctl channel list", "data", "linux - (other)", "64", "by both")
      // A created VM's is its own: nothing is left of the one that was there before.
      for _ in 0..<2 {
        steps += Self.command("martletctl create /packages/one.vm", "created one")
        steps += Self.until("martletctl console one --scrollback | grep -q 'control: ticks'")
        steps += Self.command("martletctl console one --scrollback | grep -c 'control: boot'", "1")
        steps += Self.command("martletctl destroy one", "done")
      }
      steps += Self.command("martletctl console one", "here goes a VM", code: 1)
      steps += GuestText.calm("linux")
      let result = try SystemRun(
        "consoles", Self.scenario(initrd: initrd), steps: steps
      ).requireSuccess()
      // The board's console shows what it would without all that.
      #expect(result.lines(of: "other").contains { $0.hasPrefix("sum 42~.") })
      #expect(result.lines(of: "alone").contains { $0.hasPrefix("control: ticks=") })
    }

    /// A VM that prints without end: who looks at it is told what is missing, and others go on.
    @Test func aFloodIsSeenAsFarAsPossible() throws {
      let scenario = """
        name: flood
        board: { name: qemu-virt, cpus: 3 }
        vms:
        \(GuestText.tools("linux", keys: ["role: service"]))
        \(GuestText.bare(
          "flood", "attacker", "mode=flood", keys: ["managed: [observe, console]"]))
        \(GuestText.bare(
          "control", "control", "ticks=1000 period-us=1000 end=loop",
          keys: ["interrupts: direct"]))
        """
      let steps =
        Self.command("martletctl console flood </dev/null >/tmp/out & sleep 8; kill $!")
        + Self.command("[ $(wc -c </tmp/out) -gt 1000 ] && echo seen", "seen")
        + Self.command("[ $(martletctl console flood --scrollback | wc -c) -gt 7000 ]")
      let result = try SystemRun("console-flood", scenario, steps: steps).requireSuccess()
      result.expectNoExits(of: "control", windows: 2)
    }
  }
}
