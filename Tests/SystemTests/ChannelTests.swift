import Machine
import Testing

extension SystemTests {
  /// Memory and doorbells between VMs.
  @Suite struct ChannelTests {
    private static func scenario(
      _ machines: [String], channels: [String], pools: String = "", spare: Int = 0
    ) -> String {
      """
      name: channels
      board: { name: qemu-virt, cpus: \(spare + machines.count) }
      \(pools)
      vms:
      \(machines.joined(separator: "\n"))
      channels:
      \(channels.map { "  - \($0)" }.joined(separator: "\n"))
      """
    }

    private static func linux(_ name: String, cpus: Int = 1) -> String {
      GuestText.linux(name, cpus: cpus, initramfs: "channels")
    }

    /// Types a command of Support/initramfs/channel at the prompt, and waits for what it answers and the next prompt.
    private static func channel(_ name: String, _ words: String, _ answer: String) -> [RunStep] {
      [
        GuestText.type("channel \(words)", to: name), .expect(machine: name, text: answer),
        GuestText.prompt(of: name),
      ]
    }

    /// The same of one that does not come back before the other end has rung.
    private static func waits(_ name: String, for channel: String) -> [RunStep] {
      [
        GuestText.type("channel wait \(channel)", to: name),
        .expect(machine: name, text: "channel: waiting"),
      ]
    }

    private static func isRung(_ name: String) -> [RunStep] {
      [
        .expect(machine: name, text: "channel: rung, interrupt 1 status 1"),
        GuestText.prompt(of: name),
      ]
    }

    private static func meet(_ point: String) -> [RunStep] {
      ["left", "right"].map { .meet(machine: $0, point: point) }
    }

    private static let common = "{ name: common, between: [left, right], size: 64KiB }"
    private static let samples =
      "{ name: samples, between: [right, left], parts: [{ size: 4KiB, writer: left },"
      + " { size: 4KiB, writer: right }, { size: 3MiB }] }"

    /// With cores of their own, and with one for both, where who waits for a ring is on no core.
    @Test(arguments: ["bind", "fair"])
    func twoLinuxShareMemoryAndRingAtEachOther(scheduler: String) throws {
      let find = ["left", "right"].flatMap { name in
        [GuestText.prompt(of: name)] + Self.channel(name, "bind", "channel: bound 2")
          + [
            GuestText.type("channel list", to: name),
            .expect(
              machine: name, text: "channel: common at 0000:00:02.0 memory 2097152 irq "),
            .expect(
              machine: name, text: "channel: samples at 0000:00:03.0 memory 4194304 irq "),
            GuestText.prompt(of: name),
          ]
      }
      // What one writes the other reads, in the first block of memory and behind it.
      let share =
        Self.channel("left", "write common 0x10 0xC0FFEE", "channel: written")
        + Self.channel("left", "write samples 0x200FFC 0xFEED", "channel: written")
        + Self.meet("written")
        + Self.channel("right", "read common 0x10", "channel: word 0x00C0FFEE")
        + Self.channel("right", "read samples 0x200FFC", "channel: word 0x0000FEED")
        + Self.channel("right", "write common 0x10 0x12", "channel: written")
        + Self.meet("answered")
        + Self.channel("left", "read common 0x10", "channel: word 0x00000012")
      let ring = [("left", "right", "common"), ("right", "left", "samples")].flatMap {
        from, to, name in
        Self.waits(to, for: name) + Self.meet("waits for \(name)")
          + Self.channel(from, "ring \(name)", "channel: rang") + Self.isRung(to)
      }
      // Who may not write gets an abort, and so does who looks behind the end; nothing has changed.
      let forbid =
        Self.channel("left", "write samples 8 0x1111", "channel: written")
        + Self.meet("protected")
        + Self.channel("right", "write samples 8 0x2222", "Bus error")
        + Self.channel("right", "read samples 8", "channel: word 0x00001111")
        + Self.channel("right", "write samples 0x1008 0x3333", "channel: written")
        + Self.channel("right", "read common 0x10000", "Bus error")
        + Self.meet("tried")
        + Self.channel("left", "read samples 8", "channel: word 0x00001111")
        + Self.channel("left", "read samples 0x1008", "channel: word 0x00003333")
        + Self.channel("left", "write samples 0x1008 1", "Bus error")
      // A life later the memory is as it was, and the bus as after power-on.
      let restart: [RunStep] =
        Self.channel("left", "peer common", "channel: peer 1")
        + [
          GuestText.type("reboot -f", to: "right"),
          .expect(machine: "right", text: "linux ready"), GuestText.prompt(of: "right"),
        ]
        + Self.channel("right", "bind", "channel: bound 2")
        + Self.channel("right", "read common 0x10", "channel: word 0x00000012")
        + Self.waits("right", for: "common") + Self.meet("again")
        + Self.channel("left", "ring common", "channel: rang") + Self.isRung("right")
        + [
          GuestText.type("poweroff -f", to: "right"),
          .expect(machine: RunStep.hypervisor, text: "vm right off"),
          GuestText.type("", to: "left"),
        ]
      let result = try SystemRun(
        "channels-\(scheduler)",
        Self.scenario(
          [Self.linux("left"), Self.linux("right")], channels: [Self.common, Self.samples],
          pools: scheduler == "bind"
            ? "" : "pools: [{ name: one, cpus: [0], scheduler: \(scheduler) }]"),
        steps: find + share + ring + forbid + restart + GuestText.calm("left")
      ).requireSuccess()
      #expect(result.report["right"]?.starts == 2)
    }

    /// A guest in `direct` mode writes to Linux and takes its rings without an exit; it rings after each window.
    @Test(arguments: ["fiq", "doorbell", "guarded-doorbell"])
    func aDirectGuestPaysNothing(variant: String) throws {
      // A guarded guest's WFI is an exit by itself.
      let wait = variant == "guarded-doorbell" ? "spin" : "wfi"
      let control = GuestText.bare(
        "control", "control", "ticks=3000 period-us=1000 end=loop wait=\(wait)",
        keys: ["interrupts: { direct: \(variant) }"])
      let rings = (0..<4).flatMap { _ in
        Self.channel("left", "ring samples", "channel: rang")
          + [GuestText.type("sleep 1", to: "left"), GuestText.prompt(of: "left")]
      }
      let result = try SystemRun(
        "channels-direct-\(variant)",
        Self.scenario(
          [Self.linux("left"), control],
          channels: [
            "{ name: samples, between: [control, left],"
              + " parts: [{ size: 4KiB, writer: control }, { size: 2MiB }] }"
          ]),
        steps: [GuestText.prompt(of: "left")]
          + Self.channel("left", "bind", "channel: bound 1")
          + Self.channel("left", "write samples 0 1", "Bus error") + rings
          // A ring before it waits makes two interrupts of one.
          + Self.channel("left", "wait samples", " status 1")
          + Self.channel("left", "read samples 4", "channel: word 0x00000004")
          + [.meet(machine: "left", point: "end"), .meet(machine: "control", point: "end")]
          + [.expect(machine: "control", text: "exits=0")]
      ).requireSuccess()
      let windows = result.windows(of: "control")
      let counts = windows.compactMap { line in
        line.split(separator: " ").first { $0.hasPrefix("rings=") }.flatMap { Int($0.dropFirst(6)) }
      }
      #expect(counts.reduce(0, +) >= 3, "\(windows)")
      result.expectNoExits(of: "control")
    }

    /// One tick is one instruction: what it takes from a guest's store to the doorbell to its next instruction.
    @Test func ringingIsShort() throws {
      // Core 0 is for the console.
      let controls = [("one", 1), ("other", 2)].map { name, core in
        GuestText.bare(
          name, "control", "ticks=20 period-us=1000 end=loop",
          keys: ["interrupts: direct", "cpus: [\(core)]"])
      }
      var run = SystemRun(
        "channels-ring",
        Self.scenario(
          controls, channels: ["{ name: samples, between: [one, other], size: 4KiB }"], spare: 1),
        steps: ["one", "other"].flatMap { name in
          (0..<10).map { _ in .expect(machine: name, text: "control: ring counter=") }
        })
      run.countInstructions()
      let result = try run.requireSuccess()
      for name in ["one", "other"] {
        let line = result.lines(of: name).last { $0.hasPrefix("control: ring counter=") }
        let cost = line.flatMap { $0.split(separator: "=").last }.flatMap { Int($0) }
        #expect(try #require(cost) < 480, "\(name): \(line ?? "")")
        #expect(result.lines(of: name).contains { $0.contains(" exits=0 rings=1") })
      }
    }

    /// One tick is one instruction: what a message takes at each end, in both languages.
    @Test func messagesAreShort() throws {
      var run = SystemRun(
        "channels-messages",
        """
        name: messages
        board: { name: qemu-virt, cpus: 2 }
        vms:
          - name: ring
            memory: 16MiB
            cpus: [1]
            payload: { linux: ../build/guests/ring.bin }
        """, steps: [.expect(machine: "ring", text: "ring: done")])
      run.countInstructions()
      let result = try run.requireSuccess()
      for (language, limit) in Self.messageLimits {
        let costs = [8, 64, 256, 1024].map { bytes in
          result.lines(of: "ring").first { $0.hasPrefix("ring: \(language) bytes=\(bytes) ") }
            .map { line in
              line.split(whereSeparator: { !$0.isNumber }).dropFirst().compactMap { Int($0) }
            } ?? []
        }
        try #require(costs.allSatisfy { $0.count == 2 }, "\(result.lines(of: "ring"))")
        for direction in [0, 1] {
          let (short, long) = (costs[0][direction], costs[3][direction])
          // Per eight bytes, which are stored and loaded at once.
          let each = Double(long - short) / 127
          let name = "\(language) \(direction == 0 ? "send" : "receive")"
          print("\(name): \(costs.map { $0[direction] }), \(each) for each 8 bytes more")
          #expect(short <= limit.short, "\(name)")
          #expect(each <= limit.each, "\(name)")
          // A straight line: nothing that grows faster.
          for (index, more) in [(1, 7), (2, 31)] {
            let expected = Double(short) + each * Double(more)
            #expect(abs(Double(costs[index][direction]) - expected) < 0.1 * expected, "\(name)")
          }
        }
      }
    }

    /// For a message of eight bytes, and for each eight more.
    private static let messageLimits: [(String, (short: Int, each: Double))] = [
      ("swift", (short: 290, each: 115)), ("c", (short: 230, each: 115)),
    ]

    /// A guest that does anything it can to its bus harms neither the VM at the other end nor one with deadlines, and cannot
    /// write what it only may read.
    @Test func whoMisusesItsBusHarmsNobody() throws {
      let control = GuestText.bare(
        "control", "control", "ticks=1000 period-us=1000 end=loop", keys: ["interrupts: direct"])
      let attacker = GuestText.bare("attacker", "attacker", "mode=bus", keys: ["autostart: false"])
      let result = try SystemRun(
        "channels-attacked",
        Self.scenario(
          [Self.linux("left"), attacker, control],
          channels: [
            "{ name: common, between: [attacker, left],"
              + " parts: [{ size: 4KiB, writer: left }, { size: 60KiB }] }",
            "{ name: samples, between: [control, attacker], size: 4KiB }",
          ]),
        steps: [GuestText.prompt(of: "left")]
          + Self.channel("left", "bind", "channel: bound 1")
          + Self.channel("left", "write common 0 0xC0FFEE", "channel: written")
          + Self.channel("left", "peer common", "channel: peer 0")
          + Self.waits("left", for: "common")
          + [
            .meet(machine: "left", point: "waits"),
            .meet(machine: RunStep.hypervisor, point: "waits"),
            MonitorDialogue.type("vm start attacker"),
            .expect(machine: "attacker", text: "attacker: done"),
            .meet(machine: "attacker", point: "done"), .meet(machine: "left", point: "done"),
            GuestText.type("", to: "left"), GuestText.prompt(of: "left"),
          ]
          + Self.channel("left", "read common 0", "channel: word 0x00C0FFEE")
          + Self.channel("left", "write common 0x1000 5", "channel: written")
          + Self.channel("left", "read common 0x1000", "channel: word 0x00000005")
          + [GuestText.type("", to: "left")] + GuestText.calm("left")
      ).requireSuccess()
      #expect(result.lines(of: "left").contains { $0.hasPrefix("channel: rung") })
      let lines = result.lines(of: "attacker")
      #expect(lines.contains { $0.hasPrefix("attacker: bus tried=1") }, "\(lines)")
      #expect(!lines.contains { $0.contains("unexpected") }, "\(lines)")
      let windows = result.windows(of: "control")
      result.expectNoExits(of: "control", windows: 3)
      // It took what was rung at it.
      let rang = windows.contains { $0.contains(" rings=") && !$0.hasSuffix(" rings=0") }
      #expect(rang, "\(windows)")
    }
  }
}
