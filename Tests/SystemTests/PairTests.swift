import Machine
import Testing

extension SystemTests {
  /// Pairs of bare-metal guests that say what they are, and end in a way of their own. A `direct` guest beside them pays nothing.
  @Suite struct PairTests {
    /// Left is in a pool that binds, right in one that is shared.
    private static func scenario(_ left: String, _ right: String, keys: [String] = []) -> String {
      """
      name: pair
      board: { name: qemu-virt, cpus: 4 }
      pools:
        - { name: fast, cpus: [1] }
        - { name: slow, cpus: [0, 2], scheduler: fair }
        - { name: apart, cpus: [3] }
      channels: [{ name: state, between: [right, left], size: 4KiB }]
      standby: [{ primary: left, standby: right, channel: state }]
      vms:
      \(GuestText.bare("left", "standby", left, keys: ["pool: fast"] + keys))
      \(GuestText.bare("right", "standby", right, keys: ["pool: slow", "weight: 10"] + keys))
      \(GuestText.bare(
        "alone", "control", "ticks=20 period-us=1000 end=loop",
        keys: ["pool: apart", "interrupts: direct"]))
      """
    }

    private static func see(_ name: String, _ text: String) -> RunStep {
      .expect(machine: name, text: text)
    }

    private static func takesOver(_ heir: String, from former: String, changes: Int) -> [RunStep] {
      [
        MonitorDialogue.see("vm \(heir) takes over from \(former)"),
        // By the interrupt: status has the bit for it.
        see(heir, "standby: now primary changes=\(changes) ready=1 status=2"),
        see(former, "standby: boot standby changes=\(changes) ready=0"),
        see(former, "standby: ready standby changes=\(changes) ready=1"),
        .meet(machine: heir, point: "\(changes)"), .meet(machine: former, point: "\(changes)"),
      ]
    }

    /// By a watchdog that bites and by a reset of the guest's own, to and fro; each time both change pools.
    @Test func theStandbyTakesOverAgainAndAgain() throws {
      let result = try SystemRun(
        "pair-again",
        Self.scenario(
          "ready-ms=200 work-ms=300 end=hang watchdog=1",
          "ready-ms=200 work-ms=300 end=reset watchdog=1",
          keys: ["health: { watchdog: 2s, on_fault: { watchdog: { switch-over: { limit: 99 } } } }"]
        ),
        steps: [
          Self.see("left", "standby: boot primary changes=0 ready=0 status=0"),
          Self.see("right", "standby: ready standby changes=0 ready=1 status=0"),
        ] + Self.takesOver("right", from: "left", changes: 1)
          + [MonitorDialogue.meet("1")] + MonitorDialogue.list("vm list")
          + Self.takesOver("left", from: "right", changes: 2)
          + [MonitorDialogue.meet("2")] + MonitorDialogue.list("vm list")
          + Self.takesOver("right", from: "left", changes: 3)
          + [MonitorDialogue.meet("3"), MonitorDialogue.type("events")]
          + [MonitorDialogue.see("took over from right"), MonitorDialogue.see("> ")]
      ).requireSuccess()
      func pool(_ name: String, _ turn: Int) -> Substring {
        MonitorDialogue.row(
          MonitorDialogue.answer(result, to: "vm list", turn: turn), name)[2]
      }
      #expect([pool("left", 0), pool("right", 0)] == ["slow", "fast"])
      #expect([pool("left", 1), pool("right", 1)] == ["fast", "slow"])
      let faults = result.hypervisorLines.filter { $0.contains(" fault: ") }
      #expect(
        faults.prefix(2)
          == Array(
            repeating: "vm left fault: watchdog 1, reaction: switch-over", count: 2)[...])
      result.expectUntouched("alone")
    }

    /// Who does not say that it is ready is no heir: the primary starts anew as the primary.
    @Test func whoIsNotReadyDoesNotTakeOver() throws {
      let result = try SystemRun(
        "pair-not-ready", Self.scenario("work-ms=300 end=reset alone=yes", "work-ms=1"),
        steps: [
          Self.see("left", "standby: boot primary changes=0"),
          Self.see("left", "standby: boot primary changes=0"),
          Self.see("left", "standby: boot primary changes=0"),
          .meet(machine: "left", point: "asked"), MonitorDialogue.meet("asked"),
          MonitorDialogue.type("vm switch-over left"),
          MonitorDialogue.see("not done: the VM's standby is not ready"),
          MonitorDialogue.type("vm switch-over right"),
          MonitorDialogue.see("not done: the VM is not the primary of a pair"),
          MonitorDialogue.type("vm switch-over alone"),
          MonitorDialogue.see("not done: the VM is not the primary of a pair"),
        ]
      ).requireSuccess()
      #expect(!result.lines(of: "right").contains { $0.hasPrefix("standby: now") })
      result.expectUntouched("alone")
    }

    /// By hand, in each way that there is; the primary never ends by itself. Who was stopped or destroyed stays so.
    @Test func whatIsDoneToThePrimaryEndsItsRole() throws {
      let live = "ready-ms=100"
      let result = try SystemRun(
        "pair-by-hand", Self.scenario(live, live),
        steps: [
          Self.see("right", "standby: ready standby changes=0"),
          .meet(machine: "right", point: "0"), MonitorDialogue.meet("0"),
          MonitorDialogue.type("vm switch-over left"), MonitorDialogue.see("done"),
        ] + Self.takesOver("right", from: "left", changes: 1)
          + [
            MonitorDialogue.meet("1"), MonitorDialogue.type("vm restart right"),
            MonitorDialogue.see("done"),
          ] + Self.takesOver("left", from: "right", changes: 2)
          + [
            MonitorDialogue.meet("2"), MonitorDialogue.type("vm stop left"),
            MonitorDialogue.see("done"),
            MonitorDialogue.see("vm right takes over from left"),
            Self.see("right", "standby: now primary changes=3"),
            .meet(machine: "right", point: "stopped"), MonitorDialogue.meet("stopped"),
            MonitorDialogue.type("vm start left"), MonitorDialogue.see("done"),
            Self.see("left", "standby: boot standby changes=3"),
            Self.see("left", "standby: ready standby changes=3"),
            .meet(machine: "left", point: "3"), MonitorDialogue.meet("3"),
            MonitorDialogue.type("vm destroy right"), MonitorDialogue.see("done"),
            MonitorDialogue.see("vm left takes over from right"),
            Self.see("left", "standby: now primary changes=4"),
            .meet(machine: "left", point: "4"), MonitorDialogue.meet("4"),
            // Nobody is left who could.
            MonitorDialogue.type("vm switch-over left"),
            MonitorDialogue.see("not done: the VM's standby is not ready"),
            // Pools are exchanged behind the roles.
            .meet(machine: "alone", point: "4"),
          ] + Array(repeating: .expect(machine: "alone", text: " exits=0"), count: 30)
          + [.meet(machine: "alone", point: "exchanged"), MonitorDialogue.meet("exchanged")]
          + MonitorDialogue.list("vm list")
      ).requireSuccess()
      let table = MonitorDialogue.answer(result, to: "vm list")
      #expect(MonitorDialogue.row(table, "right")[1] == "destroyed")
      #expect(MonitorDialogue.row(table, "left")[2] == "fast")
      result.expectUntouched("alone")
    }

    /// Two `direct` guests stay on their cores, and are told by a physical interrupt.
    @Test func directGuestsChangeRoles() throws {
      func half(_ name: String, _ core: Int, _ arguments: String) -> String {
        GuestText.bare(
          name, "standby", arguments, keys: ["cpus: [\(core)]", "interrupts: direct"])
      }
      let result = try SystemRun(
        "pair-direct",
        """
        name: pair
        board: { name: qemu-virt, cpus: 4 }
        channels: [{ name: state, between: [left, right], size: 4KiB }]
        standby: [{ primary: left, standby: right, channel: state }]
        vms:
        \(half("left", 1, "ready-ms=100 work-ms=300 end=reset"))
        \(half("right", 2, "ready-ms=100 work-ms=300 end=reset"))
        \(GuestText.bare(
          "alone", "control", "ticks=20 period-us=1000 end=loop",
          keys: ["cpus: [3]", "interrupts: direct"]))
        """,
        steps: Self.takesOver("right", from: "left", changes: 1)
          + Self.takesOver("left", from: "right", changes: 2)
      ).requireSuccess()
      result.expectUntouched("alone")
    }

    /// From the primary's last instruction to the first of the interrupt that makes the other one primary. Virtual time goes on by
    /// a nanosecond for each instruction of any core.
    @Test func theChangeIsShort() throws {
      let life = "ready-ms=1 work-ms=1 end=reset"
      var run = SystemRun(
        "pair-time", Self.scenario(life, life),
        steps: (1...3).flatMap { changes in
          [
            Self.see(changes % 2 == 1 ? "right" : "left", "now primary changes=\(changes)"),
            Self.see(changes % 2 == 1 ? "right" : "left", "standby: since "),
          ]
        })
      run.countInstructions()
      let result = try run.requireSuccess()
      func times(_ name: String, _ word: String) -> [Int] {
        result.lines(of: name).filter { $0.hasPrefix("standby: \(word) ") }
          .compactMap { Int($0.split(separator: " ").last ?? "") }
      }
      let ends = (times("left", "ends") + times("right", "ends")).sorted()
      let starts = (times("left", "since") + times("right", "since")).sorted()
      let waits = zip(ends, starts).map { $1 - $0 }
      #expect(waits.count >= 3)
      #expect(waits.allSatisfy { (1..<40_000).contains($0) }, "\(waits)")
      print("switch-over, nanoseconds of virtual time: \(waits)")
    }

    /// A trap of EL2's while it serves the primary is the primary's end, and nobody else's.
    @Test func aTrapSwitchesOver() throws {
      var run = SystemRun(
        "pair-trap",
        Self.scenario("ready-ms=100 work-ms=300 end=trap", "ready-ms=100"),
        steps: Self.takesOver("right", from: "left", changes: 1))
      run.image = .testHooks
      let result = try run.requireSuccess()
      #expect(
        result.hypervisorLines.contains(
          "vm left fault: hypervisor-trap 0, reaction: switch-over"))
      result.expectUntouched("alone")
    }
  }
}
