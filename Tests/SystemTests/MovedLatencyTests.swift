import Machine
import Testing

extension SystemTests {
  /// Latencies of guests that are moved between a core of their own and shared ones, and of those beside them.
  @Suite struct MovedLatencyTests {
    private typealias Monitor = MonitorDialogue

    private static let rounds = 500

    private static var realTimeLinux: String {
      let machines = [
        GuestText.linux(
          "linux", cpus: 2, kernel: "debian-6.12-rt", initramfs: "rt", keys: ["pool: own"]),
        GuestText.bare("busy", "neighbour", "mode=spin", keys: ["pool: general"]),
        GuestText.control(pool: "realtime", ticks: 500),
      ]
      return """
        name: moved-linux
        board: { name: qemu-virt, cpus: 5 }
        pools:
          - { name: own, cpus: [0, 1] }
          - { name: general, cpus: [2, 3], scheduler: fair }
          - { name: realtime, cpus: [4] }
        vms:
        \(machines.joined(separator: "\n"))
        """
    }

    /// cyclictest in a PREEMPT_RT Linux on cores of its own, on shared ones beside a guest that spins, and on its own
    /// again, all in one life. How late it is says more about the host than about the pools: it is printed, no more.
    @Test func cyclictestRunsBoundSharedAndBoundAgain() throws {
      let pools = ["own", "general", "own"]
      var steps = [GuestText.prompt(of: "linux")]
      for (turn, pool) in pools.enumerated() {
        let points = ["start", "end"].map { "\($0) in \(pool), \(turn)" }
        if turn > 0 { steps += Monitor.change("vm move linux \(pool)") }
        if turn == 1 { steps += Monitor.list("vcpu") + Monitor.change("vm weight linux 500") }
        steps += [Monitor.meet(points[0]), .meet(machine: "linux", point: points[0])]
        steps += [GuestText.type("histogram \(Self.rounds)", to: "linux")]
        steps += [.expect(machine: "linux", text: "us, on average")]
        steps += [Monitor.meet(points[1]), .meet(machine: "linux", point: points[1])]
        // Who types takes the console away, and the prompt with it.
        steps += Monitor.list("vm list")
        steps += [Monitor.meet("listed \(turn)"), .meet(machine: "linux", point: "listed \(turn)")]
      }
      steps += [GuestText.type("", to: "linux")] + GuestText.calm("linux")
      let result = try SystemRun(
        "moved-cyclictest", Self.realTimeLinux, steps: steps
      ).requireSuccess()

      #expect(Monitor.verdicts(result) == ["done", "done", "done"])
      let linux = try #require(result.report["linux"])
      #expect(linux.starts == 1 && linux.resets == 0)
      result.expectNoExits(of: "control", windows: 3)
      let lines = result.lines(of: "linux").filter { $0.hasPrefix("histogram: ") }
      let histograms = lines.split { $0.contains("us, on average") }
      let reports = lines.compactMap { LatencyReport($0) }
      try #require(histograms.count == 3 && reports.count == 3, "\(lines)")
      for (turn, (pool, histogram)) in zip(pools, histograms).enumerated() {
        let classes = histogram.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        let late = classes.last ?? 0
        let samples = reports[turn].samples
        #expect(samples.count == 2 && samples.allSatisfy { 0 < $0 && $0 <= Self.rounds })
        #expect(samples.reduce(late, +) == classes.reduce(0, +), "\(histogram) \(samples)")
        #expect((samples.max() ?? 0) + late >= Self.rounds, "\(samples)")
        let list = Monitor.answer(result, to: "vm list", turn: turn)
        #expect(Monitor.row(list, "linux")[1...2] == ["running", Substring(pool)])
      }
      for (pool, report) in zip(pools, reports) { print("in pool \(pool): \(report.line)") }
    }
  }
}
