import Machine
import Testing

extension SystemTests {
  /// Changes typed to the monitor while guests run, and a guest in `direct` mode beside them that notices nothing.
  @Suite struct RunTimeChangeTests {
    private typealias Monitor = MonitorDialogue

    /// So many of `control`'s windows pass while nothing is typed.
    private static func wait(_ point: String, windows: Int) -> [RunStep] {
      [Monitor.meet(point), .meet(machine: "control", point: point)]
        + Array(repeating: .expect(machine: "control", text: "exits="), count: windows)
        + [Monitor.meet("\(point) is over"), .meet(machine: "control", point: "\(point) is over")]
    }

    // MARK: Linux

    private static let pools = """
      name: changes
      \(GuestText.fourPools)
      vms:
      """

    /// Linux works on after this point, and then the monitor goes on.
    private static func worksOn(after point: String) -> [RunStep] {
      let there = "linux works on after \(point)"
      return [Monitor.meet(point), .meet(machine: "linux", point: point)]
        + GuestText.goesOn("linux")
        + [.meet(machine: "linux", point: there), Monitor.meet(there)]
    }

    private static func tellUptime(_ point: String) -> [RunStep] {
      let command = "echo up $((0))-$(cut -d. -f1 /proc/uptime)"
      return [
        .meet(machine: "linux", point: point), Monitor.meet(point),
        GuestText.type(command, to: "linux"), .expect(machine: "linux", text: "up 0-"),
        .meet(machine: "linux", point: "\(point) is told"), Monitor.meet("\(point) is told"),
      ]
    }

    @Test func aRunningLinuxGoesFromPoolToPoolAndIsPaused() throws {
      let pools = ["urgent", "single", "general", "single"]
      var steps = GuestText.verify("linux") + Self.worksOn(after: "the start")
      for (turn, pool) in pools.enumerated() {
        steps += Monitor.change("vm move linux \(pool)")
        steps += Self.worksOn(after: "the move to \(pool), \(turn)")
        steps += Monitor.list("vm list")
        steps += Monitor.list("vcpu")
      }
      steps += Self.tellUptime("before the pause")
      steps += Monitor.change("vm pause linux", "vm pause linux", "vm move control general")
      steps += Monitor.list("vm list")
      steps += Self.wait("the pause begins", windows: 1)
      steps += Monitor.list("vcpu")
      steps += Self.wait("the pause", windows: 4)
      steps += Monitor.list("vcpu")
      steps += Monitor.change("vm resume linux", "vm resume linux")
      steps += Self.tellUptime("after the pause")
      steps += Self.worksOn(after: "the resume")
      steps += GuestText.verified("linux")
      steps += [.meet(machine: "linux", point: "end"), Monitor.meet("end")]
      steps += Monitor.change("vm destroy linux")
      steps += [Monitor.see("vm linux off")]
      steps += Monitor.change("vm start linux", "vm resume linux")
      steps += Monitor.list("vm list")
      steps += Self.wait("the end", windows: 1)
      let result = try SystemRun(
        "changes-linux",
        [
          Self.pools, GuestText.linux("linux", cpus: 2, keys: ["pool: general"]),
          GuestText.control(pool: "realtime", ticks: 500),
        ].joined(separator: "\n"), steps: steps
      ).requireSuccess()

      #expect(
        Monitor.verdicts(result) == Array(repeating: "done", count: 5) + [
          "not done: the VM is paused", "not done: a VM with direct interrupts stays on its cores",
          "done", "not done: the VM is not paused", "done",
          "not done: the VM was destroyed, and only a restart of the machine brings it back",
          "not done: the VM was destroyed, and only a restart of the machine brings it back",
        ])
      for (turn, pool) in pools.enumerated() {
        let list = Monitor.answer(result, to: "vm list", turn: turn)
        #expect(Monitor.row(list, "linux")[1...4] == ["running", Substring(pool), "2", "1"])
        let cores = Monitor.answer(result, to: "vcpu", turn: turn)
        guard pool == "single" else { continue }
        for index in 0..<2 {
          let row = Monitor.row(cores, "linux", "\(index)")
          #expect(row[2] == "running" && ["3", "4"].contains(row[3]), "\(cores)")
        }
      }
      // Nothing is counted while it is paused, and all of its time is there afterwards.
      #expect(Monitor.row(Monitor.answer(result, to: "vm list", turn: 4), "linux")[1] == "paused")
      let pause = [4, 5].map { Monitor.answer(result, to: "vcpu", turn: $0) }
      for index in 0..<2 {
        let rows = pause.map { Monitor.row($0, "linux", "\(index)") }
        #expect(Int(rows[0][4]) != nil && rows[0] == rows[1], "\(rows)")
      }
      let times = result.lines(of: "linux").compactMap { line in
        line.firstRange(of: "up 0-").flatMap { Int(line[$0.upperBound...]) }
      }
      // Of five windows of half a second four were whole.
      #expect(times.count == 2 && times[1] - times[0] >= 2, "\(times)")
      #expect(
        Monitor.row(Monitor.answer(result, to: "vm list", turn: 5), "linux")[1] == "destroyed")
      let linux = try #require(result.report["linux"])
      #expect(linux.starts == 1 && linux.resets == 0 && linux.state == "off")
      #expect(!result.lines(of: "linux").contains { $0.contains("WRONG") })
      result.expectNoExits(of: "control", windows: 3)
    }

    // MARK: shares

    private static func spin(_ name: String, _ keys: String...) -> String {
      GuestText.bare(name, "neighbour", "mode=spin", keys: keys)
    }

    private static var shared: String {
      let machines = [
        spin("light", "pool: pair"), spin("heavy", "pool: pair"),
        spin("low", "pool: urgent"), spin("high", "pool: urgent"),
        spin("framed", "pool: frames", "autostart: false"),
        spin("served", "pool: deadlines", "autostart: false", "budget: 8ms", "period: 10ms"),
        GuestText.control(pool: "realtime", ticks: 500),
      ]
      return """
        name: shares
        board: { name: qemu-virt, cpus: 6 }
        pools:
          - { name: pair, cpus: [0], scheduler: fair }
          - { name: urgent, cpus: [1], scheduler: fixed-priority }
          - name: frames
            cpus: [2]
            scheduler: time-partition
            frame: 10ms
            windows: [{ vm: framed, start: 0ms, length: 5ms }]
          - { name: deadlines, cpus: [3], scheduler: deadline }
          - { name: spare, cpus: [4] }
          - { name: realtime, cpus: [5] }
        vms:
        \(machines.joined(separator: "\n"))
        """
    }

    /// The share of a core that each VM had in windows of `control`'s after these changes.
    private static func after(_ changes: String...) -> [RunStep] {
      let point = changes.joined(separator: ", ")
      return changes.flatMap { Monitor.change($0) } + wait("after \(point)", windows: 1)
        + Monitor.list("top") + wait("since \(point)", windows: 4) + Monitor.list("top")
    }

    @Test func sharesChangeAtOnce() throws {
      let refused: KeyValuePairs<String, String> = [
        "vm move control pair": "a VM with direct interrupts stays on its cores",
        "vm pause control": "a VM with direct interrupts stays on its cores",
        "vm move light pair": "that is so already",
        "vm move light frames": "the pool's frame has no window for the VM",
        "vm move light deadlines":
          "the pool cannot guarantee that beside what it guarantees already",
        "vm move light realtime": "a pool that binds needs a core for each vCPU",
        "vm budget served 12ms": "the budget is longer than its period",
        "vm budget served none": "the value is out of range",
        "vm weight high 5": "the scheduler of the VM's pool has no such value",
        "vm priority light 5": "the scheduler of the VM's pool has no such value",
        "vm budget framed 1ms 10ms": "the scheduler of the VM's pool has no such value",
        "vm resume light": "the VM is not paused",
        "vm pause framed": "the VM is off",
        "vm start light": "the VM is running",
        "pool move-core 1 spare": "the pool's VMs need this core",
        "pool move-core 5 pair": "a vCPU is bound to this core",
        "pool move-core 4 spare": "that is so already",
      ]
      var steps: [RunStep] = []
      for name in ["light", "heavy", "low", "high"] {
        steps += [.expect(machine: name, text: "neighbour: boot")]
        steps += [.meet(machine: name, point: "all are there")]
      }
      steps += [Monitor.meet("all are there")]
      for (command, _) in refused { steps += Monitor.change(command) }
      steps += Self.after("vm weight heavy 300", "vm priority low 201")
      steps += Self.after("vm budget low 40ms 200ms")
      steps += Self.after("vm budget low none", "pool move-core 4 pair")
      steps += Self.after("pool move-core 4 spare", "vm weight heavy 100", "vm pause high")
      steps += Self.after("vm destroy light")
      steps += Monitor.change("vm restart light")
      let result = try SystemRun("changes-shares", Self.shared, steps: steps).requireSuccess()

      let verdicts = Monitor.verdicts(result)
      #expect(verdicts.prefix(refused.count) == refused.map { "not done: \($0.value)" }[...])
      #expect(verdicts.dropFirst(refused.count).dropLast().allSatisfy { $0 == "done" })
      #expect(verdicts.count == refused.count + 10)
      #expect(verdicts.last?.hasPrefix("not done: ") == true)
      /// In per cent, within what a period at each end of the time makes of it, and a host that is late.
      func expect(_ turn: Int, _ shares: KeyValuePairs<String, Double>) {
        let top = Monitor.answer(result, to: "top", turn: 2 * turn + 1)
        for (name, share) in shares {
          let actual = Double(Monitor.row(top, name)[2].dropLast()) ?? -1
          #expect(abs(actual - share) < 8, "\(name), \(share) %: \(top)")
        }
      }
      expect(0, ["light": 25, "heavy": 75, "low": 100, "high": 0])
      expect(1, ["light": 25, "heavy": 75, "low": 20, "high": 80])
      expect(2, ["light": 100, "heavy": 100, "low": 100, "high": 0])
      expect(3, ["light": 50, "heavy": 50, "low": 100, "high": 0])
      expect(4, ["light": 0, "heavy": 100, "framed": 0, "served": 0])
      result.expectNoExits(of: "control", windows: 3)
    }
  }
}
