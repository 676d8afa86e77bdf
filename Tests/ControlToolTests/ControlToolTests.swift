import ControlTool
import Core
import Foundation
import TestSupport
import Testing

@Suite struct ControlToolTests {
  @Test func machinesAreListed() {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[1].time = 2_500_000_000
    hypervisor.machines[3].state = .paused
    let result = hypervisor.run("list")
    #expect(result.code == 0 && result.complaints.isEmpty)
    #expect(
      result.output == """
        VM     state      pool      vCPUs  starts      cpu-ms  share
        linux  running    general   1      1           0       0.0%
        rt     running    realtime  1      1           2500    25.0%
        other  paused     general   1      1           0       0.0%

        """)
    #expect(hypervisor.run("vm list").output == result.output)
  }

  @Test func oneMachineIsShown() {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[1].budget = 2_000_000
    hypervisor.machines[1].period = 10_000_000
    hypervisor.machines[1].exits = 77
    let result = hypervisor.run("info rt")
    #expect(result.code == 0)
    #expect(
      result.output == """
        name       rt
        state      running
        pool       realtime
        vCPUs      1
        memory     256 MiB
        starts     1, by reset 0
        time       0.000000 s
        exits      77
        weight     100
        priority   0
        budget     2000us in 10000us
        managed    observe restart pause

        """)
    #expect(hypervisor.calls.allSatisfy { $0 != .management(.pause(machine: 1)) })
    #expect(hypervisor.run("info #2").complaints == Self.notAllowed)
  }

  /// Two that do one job.
  @Test func theStandbyTakesOver() {
    let hypervisor = FakeHypervisor()
    #expect(
      hypervisor.run("switch-over rt").complaints
        == "martletctl: not done: the VM is not the primary of a pair\n")
    hypervisor.machines[1].role = .primary
    hypervisor.machines[3].role = .standby
    #expect(
      hypervisor.run("switch-over rt").complaints
        == "martletctl: not done: the VM's standby is not ready\n")
    #expect(hypervisor.run("info other").output.contains("role       standby, not ready\n"))
    hypervisor.machines[3].isReady = true
    #expect(hypervisor.run("vm switch-over rt") == (0, "done\n", ""))
    #expect(hypervisor.calls.last == .management(.switchOver(machine: 1)))
    #expect(hypervisor.run("info other").output.contains("role       primary, ready\n"))
    #expect(hypervisor.run("info other --json").output.contains(#""role":"primary","ready":true,"#))
    #expect(hypervisor.run("events").output.contains("other  took over from rt\n"))
    #expect(!hypervisor.run("info linux").output.contains("role"))
  }

  static let notAllowed =
    "martletctl: not done: the scenario does not let this VM do that\n"

  /// Each change, what is called for it, and what the machine is then.
  @Test func changesAreMade() {
    let hypervisor = FakeHypervisor()
    let changes: [(String, ManagementCall)] = [
      ("stop other", .stop(machine: 3)), ("start other", .start(machine: 3)),
      ("restart rt", .restart(machine: 1)), ("pause rt", .pause(machine: 1)),
      ("resume rt", .resume(machine: 1)), ("vm pause other", .pause(machine: 3)),
      ("vm resume other", .resume(machine: 3)),
      ("vm move other realtime", .moveMachine(machine: 3, pool: 1)),
      ("vm weight other 200", .setWeight(machine: 3, weight: 200)),
      ("vm priority other 9", .setPriority(machine: 3, priority: 9)),
      ("vm budget other 2ms 10ms", .setBudget(machine: 3, budget: 2_000_000, period: 10_000_000)),
      ("vm budget other none", .setBudget(machine: 3, budget: 0, period: 0)),
      ("pool move-core 3 realtime", .moveCore(core: 3, pool: 1)),
      ("stop #2", .stop(machine: 2)), ("destroy other", .destroy(machine: 3)),
    ]
    for (line, call) in changes {
      let result = hypervisor.run(line)
      #expect(result == (0, "done\n", ""), "\(line)")
      #expect(hypervisor.calls.last == .management(call), "\(line)")
    }
    #expect(hypervisor.machines.map { $0.state } == [.running, .running, .off, .destroyed])
    #expect(hypervisor.machines[3].pool == 1 && hypervisor.machines[3].weight == 200)
  }

  @Test func whatIsRefusedIsSaid() {
    let hypervisor = FakeHypervisor()
    #expect(hypervisor.run("start rt") == (3, "", Self.notAllowed))
    #expect(hypervisor.run("stop linux") == (3, "", Self.notAllowed))
    // `linux` is in that pool, and does not let its share be touched.
    #expect(hypervisor.run("vm weight other 5") == (3, "", Self.notAllowed))
    #expect(hypervisor.run("pool move-core 0 realtime") == (3, "", Self.notAllowed))
    #expect(
      hypervisor.run("start other") == (3, "", "martletctl: not done: the VM is running\n"))
    #expect(
      hypervisor.run("start other --json")
        == (3, "{\"status\":7,\"message\":\"the VM is running\"}\n", ""))
    #expect(
      hypervisor.run("--json stop other") == (0, "{\"status\":0,\"message\":\"done\"}\n", ""))
  }

  @Test func whatIsNotUnderstoodIsSaid() {
    let hypervisor = FakeHypervisor()
    for (line, complaint) in [
      ("halt rt", "no command \"halt\"; `martletctl help` lists what there is"),
      ("start two", "here goes a VM, one of linux, rt, #2, other, not \"two\""),
      ("info", "here goes a VM, one of linux, rt, #2, other"),
      ("vm move other nowhere", "here goes a pool, one of general, realtime, not \"nowhere\""),
      ("vm weight other 1001", "here goes a weight, 1 to 1000, not \"1001\""),
      ("vm budget other 2ms 1ms", "the budget is longer than its period"),
      ("list all", "too much; it is vm list"),
      (
        "list --follow --bad",
        "no option \"--bad\"; there are --json, --follow, --count, --output, --scrollback, --wait, --help and"
          + " --version"
      ),
      ("console rt --wait", "behind --wait goes a number of seconds, 1 or more"),
      ("console rt --wait x", "behind --wait goes a number of seconds, 1 or more"),
      ("console nobody", "here goes a VM, one of linux, rt, #2, other, not \"nobody\""),
      ("console rt --json", "--json goes with --scrollback here"),
      ("channel close", "no command \"channel\"; it may be vm, vcpu, pool, top, events, help"),

      ("events --count", "behind --count goes a number, 1 or more"),
      ("events --count 0", "behind --count goes a number, 1 or more"),
      ("completion tcsh", "behind completion goes a shell: bash, zsh or fish"),
      ("names", "no command \"names\"; it may be vm, vcpu, pool, top, events, help"),
      (String(repeating: "list ", count: 80), "so long a command there is not"),
      ("start a\u{1B}[2J", "here goes a VM, one of linux, rt, #2, other, not \"a?[2J\""),
    ] {
      let result = hypervisor.run(line)
      #expect(result == (1, "", "martletctl: \(complaint)\n"), "\(line)")
    }
  }

  @Test func withoutADeviceThereIsHelp() {
    func run(_ line: String) -> (code: Int32, output: String, complaints: String) {
      FakeHypervisor.run(line) { () throws(ControlFailure) in throw .noDevice }
    }
    for line in ["", "help", "list --help", "-h"] {
      let result = run(line)
      #expect(result.code == 0 && result.complaints.isEmpty)
      for word in ["list", "info", "vm budget", "health", "--follow", "Exit codes"] {
        #expect(result.output.contains(word))
      }
    }
    #expect(run("--version").output == "martletctl, control device version 1.4\n")
    #expect(run("halt").code == 1)
    let result = run("list")
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(result.complaints.hasPrefix("martletctl: this machine has no control device"))
  }

  @Test func aDeviceThatIsNoneIsRefused() {
    let hypervisor = FakeHypervisor()
    func complaint() -> String {
      let result = hypervisor.run("list")
      return result.code == 2 ? result.complaints : "code \(result.code)"
    }
    hypervisor.otherRegisters = [0: 0]
    #expect(complaint().contains("is something else"))
    hypervisor.otherRegisters = [4: 0x0002_0000]
    #expect(complaint().contains("another version"))
    hypervisor.otherRegisters = [4: 0x0001_0007]
    #expect(hypervisor.run("list").code == 0, "a higher minor only adds")
    hypervisor.otherRegisters = [8: 0x8000]
    #expect(complaint().contains("another version"))
    hypervisor.otherRegisters = [:]
    hypervisor.isDead = true
    #expect(complaint().contains("does not answer"))
    hypervisor.isDead = false
    #expect(hypervisor.run("list").code == 0)
    let result = FakeHypervisor.run("list") { () throws(ControlFailure) in
      FakeBoard(hypervisor: hypervisor)
    }
    #expect(result.code == 2 && result.complaints.contains("another martletctl"))
  }

  /// The other end starts anew in the middle of an answer, or its memory is wiped: an error, not a wait for ever.
  @Test func anotherLifeOfTheHypervisorIsNoticed() {
    let hypervisor = FakeHypervisor()
    hypervisor.corrupt = { part in
      hypervisor.restart()
      hypervisor.corrupt = { $0 }
      return part
    }
    let result = hypervisor.run("list")
    #expect(result.code == 2 && result.complaints.contains("does not answer"))
    #expect(hypervisor.run("list").code == 0)
  }

  /// More than the ring holds comes in pieces.
  @Test func longAnswersArriveWhole() {
    let hypervisor = FakeHypervisor()
    for _ in 0..<200 { hypervisor.tell(.paused, 3) }
    hypervisor.faults = (0..<3000).map {
      HealthRecord(machine: 3, fault: .watchdog, reaction: .restart, count: UInt32($0), time: 0)
    }
    let result = hypervisor.run("health")
    #expect(result.code == 0)
    #expect(result.output.split(separator: "\n").count == 3001)
    #expect(hypervisor.run("events").output.split(separator: "\n").count == 129)
  }

  /// Whatever comes as an answer: no trap, and an end.
  @Test func nonsenseIsNotBelieved() {
    for seed in 0..<300 {
      var random = SplitMix(state: UInt64(seed))
      let hypervisor = FakeHypervisor()
      hypervisor.corrupt = { part in
        var part = part
        for _ in 0..<(random.next() % 3) {
          part[Int(random.next() % UInt64(part.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        return Array(
          part.prefix(Int(random.next() % 8) == 0 ? Int(random.next() % 40) : part.count))
      }
      for line in [
        "list", "info rt", "pool list", "vcpu", "top", "events", "health", "stop other",
        "channel list", "console other --scrollback --json",
      ] {
        let result = hypervisor.run(line)
        #expect([0, 1, 2, 3].contains(result.code))
        #expect(result.output.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 < 0x7F })
      }
    }
  }
}
