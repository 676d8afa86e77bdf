import Machine
import Testing

extension SystemTests {
  /// The VM that runs the machine is killed again and again, beside a PREEMPT_RT Linux and a guest in `direct` mode.
  @Suite struct KilledServiceTests {
    private typealias Monitor = MonitorDialogue

    private static var scenario: String {
      """
      name: killed-service
      board: { name: qemu-virt, cpus: 5 }
      pools:
        - { name: own, cpus: [0, 1] }
        - { name: general, cpus: [2, 3], scheduler: fair }
        - { name: realtime, cpus: [4] }
      vms:
      \(GuestText.tools("service", keys: ["role: service", "pool: general", "managed: [observe]"]))
      \(GuestText.linux(
        "linux", cpus: 2, kernel: "debian-6.12-rt", initramfs: "rt",
        keys: ["pool: own", "managed: [observe]"]))
      \(GuestText.bare(
        "worker", "control", "ticks=1000 period-us=1000 end=loop",
        keys: ["pool: general", "managed: [observe, pause]"]))
      \(GuestText.control(pool: "realtime", ticks: 500))
      """
    }

    /// Types a command in the service VM; it ends with exit code 0, after these texts.
    private static func command(_ line: String, _ texts: String...) -> [RunStep] {
      GuestText.command(line, texts, in: "service")
    }

    /// Each new life is killed in a way of its own, and goes on where the one before was.
    /// `latency`: microseconds, the most of any sample, in a machine whose time is instructions; nil: in one with its cores in
    /// parallel, whose latencies say more of the host.
    static func kill(
      rounds: Int, name: String, timeout: Duration, latency: Int? = nil
    ) throws {
      // It measures in the background all the time. Who types takes the prompt away.
      var steps = [
        GuestText.prompt(of: "linux"),
        GuestText.type(
          "(until [ -e /tmp/enough ]; do histogram 500; done; echo all is $((1))) &", to: "linux"),
        .expect(machine: "linux", text: "us, on average"),
      ]
      for round in 0..<rounds {
        // What was done in the life before is there in this one.
        steps += command(
          "martletctl info worker", "state      \(round % 2 == 0 ? "running" : "paused")")
        steps += command("martletctl \(round % 2 == 0 ? "pause" : "resume") worker", "done")
        steps += command(
          "martletctl events | grep ' worker ' | tail -n 1",
          round % 2 == 0 ? "paused" : "resumed")
        steps += [
          GuestText.prompt(of: "service"), .meet(machine: "service", point: "\(round)"),
          Monitor.meet("\(round)"), .meet(machine: "linux", point: "\(round)"),
        ]
        switch round % 3 {
        case 0: steps += Monitor.change("vm restart service")
        case 1:
          steps += [
            GuestText.type(
              "echo -1 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger", to: "service")
          ]
        default: steps += [GuestText.type("reboot -f", to: "service")]
        }
        // Through the whole of its restart.
        steps += [
          .expect(machine: "service", text: "linux ready, 1 cpus"),
          .expect(machine: "linux", text: "us, on average"),
          .expect(machine: "linux", text: "us, on average"),
        ]
      }
      steps += command("martletctl health")
      steps += [GuestText.prompt(of: "service"), .meet(machine: "service", point: "end")]
      steps += [
        .meet(machine: "linux", point: "end"), GuestText.type("touch /tmp/enough", to: "linux"),
        .expect(machine: "linux", text: "all is 1"), GuestText.type("", to: "linux"),
      ]
      steps += GuestText.calm("linux")
      var run = SystemRun(name, scenario, steps: steps)
      run.timeout = timeout
      if latency != nil { run.countInstructions(turn: 20) }
      let result = try run.requireSuccess()
      #expect(result.report["service"]?.starts == UInt64(rounds) + 1)
      for name in ["linux", "worker", "control"] {
        #expect(result.report[name]?.starts == 1, "\(name)")
      }
      #expect(result.report["linux"]?.resets == 0)
      result.expectNoExits(of: "control", windows: 3)
      // Each look had all of its samples: nobody slept through one.
      let reports = result.lines(of: "linux").compactMap { LatencyReport($0) }
      #expect(reports.count > rounds)
      #expect(!result.lines(of: "linux").contains { $0.contains("cyclictest failed") })
      let lates = result.lines(of: "linux").filter { $0.hasPrefix("histogram: later: ") }
      #expect(lates.count == reports.count)
      for (report, late) in zip(reports, lates) {
        let beyond = late.split(separator: " ").last.flatMap { Int($0) } ?? 0
        #expect((report.samples.max() ?? 0) + beyond >= 500, "\(report.line)")
        if let latency { #expect(report.latest <= latency && beyond == 0, "\(report.line)") }
        print(report.line)
      }
    }

    @Test func nobodyElseNotices() throws {
      try Self.kill(rounds: 3, name: "killed-service", timeout: .seconds(600))
    }
  }
}
