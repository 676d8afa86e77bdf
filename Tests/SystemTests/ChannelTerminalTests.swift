import Machine
import Testing

extension SystemTests {
  /// `martlet-terminals` at both ends of three channels, in Debian's Linux.
  @Suite struct ChannelTerminalTests {
    private static let scenario = """
      name: channel-terminals
      board: { name: qemu-virt, cpus: 2 }
      vms:
      \(GuestText.tools("left"))
      \(GuestText.tools("right"))
      channels:
        - { name: a, between: [left, right], size: 64KiB }
        - name: b
          between: [right, left]
          parts: [{ size: 4KiB, writer: left }, { size: 4KiB, writer: right }]
        - name: c
          between: [left, right]
          parts: [{ size: 4KiB, writer: left }, { size: 16KiB }]
      """

    private static func command(_ name: String, _ line: String, _ answer: String) -> [RunStep] {
      [
        GuestText.prompt(of: name), GuestText.type(line, to: name),
        .expect(machine: name, text: answer),
      ]
    }

    private static func meet(_ point: String) -> [RunStep] {
      ["left", "right"].map { .meet(machine: $0, point: point) }
    }

    /// A mebibyte for each line that ends with the sum of what is before, so that who gets it can tell whether that is all of
    /// it. The lines that are typed do not contain what is waited for.
    private static let functions = [
      "give() { head -c 1048544 /dev/urandom >/tmp/$1; md5sum </tmp/$1 | head -c 32 >>/tmp/$1;"
        + " cat /tmp/$1 >/dev/martlet/$1; touch /tmp/$1.gave; }",
      "take() { rm -f /tmp/$1; head -c 1048576 /dev/martlet/$1 >/tmp/$1;"
        + " [ $(head -c 1048544 /tmp/$1 | md5sum | head -c 32) = $(tail -c 32 /tmp/$1) ]"
        + " && touch /tmp/$1.took; }",
      "all() { rm -f /tmp/*.*; jobs=; for n in a b c; do $1 $n & jobs=\"$jobs $!\"; done; wait $jobs;"
        + " echo all $2 $(ls /tmp/*.$2 | wc -l); }",
    ]

    private static func define(_ name: String) -> [RunStep] {
      functions.flatMap { [GuestText.prompt(of: name), GuestText.type($0, to: name)] }
    }

    /// A mebibyte on each line at once.
    private static func send(from: String, to: String, _ point: String) -> [RunStep] {
      [
        GuestText.prompt(of: to), GuestText.type("all take took", to: to),
        GuestText.prompt(of: from), GuestText.type("all give gave", to: from),
        .expect(machine: from, text: "all gave 3"), .expect(machine: to, text: "all took 3"),
        GuestText.prompt(of: from), GuestText.prompt(of: to),
      ] + meet(point) + [GuestText.type("", to: from), GuestText.type("", to: to)]
    }

    private static func start(_ name: String) -> [RunStep] {
      command(name, "martlet-terminals &", "/dev/martlet/c")
        + [GuestText.type("", to: name)]
    }

    /// One has interrupts and the other looks now and then; one is killed and started again.
    @Test func threeLinesCarryAMebibyteEach() throws {
      var run = SystemRun(
        "channel-terminals", Self.scenario,
        steps: Self.command(
          "left",
          "insmod /lib/modules/uio.ko; insmod /lib/modules/uio_pci_generic.ko;"
            + " echo 1af4 1110 >/sys/bus/pci/drivers/uio_pci_generic/new_id; ls /dev/uio2",
          "/dev/uio2")
          + Self.command("left", "martlet-terminals --list; echo code $((0))-$?", "code 0-0")
          + Self.define("left") + Self.define("right")
          + Self.start("left") + Self.start("right")
          + Self.send(from: "left", to: "right", "sent")
          + Self.send(from: "right", to: "left", "answered")
          + Self.command(
            "right", "martlet-terminals --only b; echo code $((0))-$?",
            "another martlet-terminals is at channel b")
          + Self.command("right", "killall -9 martlet-terminals; echo killed $((0))", "killed 0")
          + Self.start("right")
          + Self.send(from: "left", to: "right", "sent again")
          // It takes its links with it.
          + Self.command(
            "left", "killall martlet-terminals; sleep 2; echo links $(ls /dev/martlet | wc -l)",
            "links 0")
          + GuestText.calm("right"))
      run.timeout = .seconds(900)
      let result = try run.requireSuccess()
      let lines = result.lines(of: "left")
      #expect(lines.contains { $0.hasPrefix("b ") && $0.hasSuffix("3840      3840      running") })
      #expect(lines.contains { $0.hasPrefix("c ") && $0.hasSuffix("7936      7936      running") })
    }
  }
}
