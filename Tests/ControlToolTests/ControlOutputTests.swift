import ControlTool
import Core
import Foundation
import Testing

@Suite struct ControlOutputTests {
  @Test func poolsShowTheirIdleCores() {
    let result = FakeHypervisor().run("pool list")
    #expect(
      result.output == """
        pool      scheduler       vCPUs  idle by core
        general   fair            2      0: 0.0%  1: 10.0%
        realtime  bind            2      2: 0.0%  3: 10.0%

        """)
  }

  @Test func virtualCPUsAreListed() {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[3].state = .off
    hypervisor.machines[0].exits = 12
    hypervisor.machines[0].time = 7_000_000
    let result = hypervisor.run("vcpu")
    #expect(
      result.output == """
        VM     vCPU  state    core  exits       cpu-ms
        linux  0     running  0     12          7
        rt     0     running  1     0           0
        other  0     off      -     0           0

        """)
  }

  /// Only what was used between two questions.
  @Test func topShowsTheInterval() {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[0].time = 5_000_000_000
    hypervisor.machines[0].exits = 1000
    let use: (FakeHypervisor) -> Void = { hypervisor in
      hypervisor.machines[0].time += 250_000_000
      hypervisor.machines[0].exits += 40
    }
    hypervisor.passing = [use]
    let table = """
      VM     cpu-ms      share    exits       most for
      linux  250         25.0%    60          uart 40  sysreg 20
      rt     0           0.0%     0           
      other  0           0.0%     0           

      """
    #expect(hypervisor.run("top").output == table)
    hypervisor.passing = [use, use]
    #expect(hypervisor.run("top --count 2").output == table + table)
  }

  @Test func eventsAreTold() {
    let hypervisor = FakeHypervisor()
    hypervisor.time = 12_345_678_000
    _ = hypervisor.run("vm move other realtime")
    _ = hypervisor.run("pool move-core 3 realtime")
    _ = hypervisor.run("stop #2")
    hypervisor.tell(.budget, 3, 2_500_000)
    hypervisor.tell(.promotionRefused, 3, UInt64(ManagementStatus.poolIsFull.rawValue))
    let result = hypervisor.run("events")
    // Number 3 is of a VM that does not let itself be observed.
    #expect(
      result.output == """
        event  time [s]     VM     what
        0      10.000000    linux  started
        1      12.345678    other  moved to pool realtime
        2      12.345678    -      core 3 moved to pool realtime
        4      12.345678    other  budget 2500us
        5      12.345678    other  not promoted: the pool has no room for so many vCPUs

        """)
  }

  @Test func eventsAreFollowed() {
    let hypervisor = FakeHypervisor()
    let pause: (FakeHypervisor) -> Void = { $0.tell(.paused, 3) }
    // More at once than the ring holds.
    let many: (FakeHypervisor) -> Void = { hypervisor in
      for _ in 0..<1000 { hypervisor.tell(.resumed, 3) }
    }
    hypervisor.happening = [{ _ in }, pause, { $0.tell(.off, 2) }, pause, many]
    let result = hypervisor.run("events --follow --count 13")
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 14)
    #expect(lines[1...3].map { $0[0] } == ["0", "1", "3"])
    #expect(lines[4...].allSatisfy { $0[3] == "resumed" })
    // Whoever follows lets others ask.
    #expect(hypervisor.taken == ControlRegisters.events)
    let json = hypervisor.run("events --follow --count 3 --json")
    let objects = json.output.split(separator: "\n").map { Self.parse(String($0)) }
    #expect(objects.count == 3 && objects.allSatisfy { $0 is [String: Any] })
  }

  @Test func healthIsShown() {
    let hypervisor = FakeHypervisor()
    #expect(hypervisor.run("health").output == "nothing went wrong\n")
    #expect(hypervisor.run("health --json").output == "[]\n")
    hypervisor.faults = [
      HealthRecord(
        machine: 1, fault: .watchdog, reaction: .restart, count: 2, time: 3_000_000_000),
      HealthRecord(machine: 255, fault: .stuckCore, reaction: .log, count: 1, time: 4_500_000_000),
    ]
    #expect(
      hypervisor.run("health").output == """
        VM     fault            times  last [s]    reaction
        rt     watchdog         2      3.000000    restart
        -      stuck-core       1      4.500000    log

        """)
    hypervisor.faults = nil
    #expect(
      hypervisor.run("health") == (3, "", "martletctl: not done: this image cannot do that\n"))
  }

  static func parse(_ text: String) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  @Test(arguments: ["list", "pool list", "vcpu", "top", "events", "health"])
  func jsonIsJSON(_ command: String) throws {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[3].name = "a\"b\\c"
    hypervisor.faults = [
      HealthRecord(machine: 3, fault: .crash, reaction: .stop, count: 1, time: 1)
    ]
    hypervisor.tell(.moved, 3, 1)
    hypervisor.passing = [{ $0.machines[0].exits += 5 }]
    let result = hypervisor.run("\(command) --json")
    #expect(result.code == 0)
    let objects = try #require(Self.parse(result.output) as? [[String: Any]], "\(result.output)")
    #expect(!objects.isEmpty)
    #expect(!result.output.contains("VM "))
    if command != "pool list" { #expect(result.output.contains("a\\\"b\\\\c")) }
  }

  @Test func jsonSaysWhatTheTableSays() throws {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[1].time = 9
    let list = try #require(
      Self.parse(hypervisor.run("list --json").output) as? [[String: Any]])
    #expect(list.count == 3)
    #expect(list[1]["name"] as? String == "rt")
    #expect(list[1]["time-ns"] as? Int == 9)
    #expect(list[1]["pool"] as? String == "realtime")
    #expect(list[1]["managed"] as? [String] == ["observe", "restart", "pause"])
    let one = try #require(Self.parse(hypervisor.run("info rt --json").output) as? [String: Any])
    #expect(one["index"] as? Int == 1)
    let pools = try #require(
      Self.parse(hypervisor.run("pool list --json").output) as? [[String: Any]])
    let cores = try #require(pools[1]["cores"] as? [[String: Any]])
    #expect(cores.map { $0["core"] as? Int } == [2, 3])
  }

  @Test func namesAreForCompletion() {
    let hypervisor = FakeHypervisor()
    #expect(hypervisor.run("names vm").output == "linux\nrt\n#2\nother\n")
    #expect(hypervisor.run("names pool").output == "general\nrealtime\n")
  }

  /// Bash itself, with the program replaced by one that knows two VMs.
  @Test(arguments: [
    ("martletctl st", "start stop"), ("martletctl --json restart o", "one other"),
    ("martletctl vm move other g", "general"), ("martletctl vm b", "budget"),
    ("martletctl events --f", "--follow"), ("martletctl completion ", "bash zsh fish"),
  ]) func bashCompletes(_ line: String, _ expected: String) throws {
    let script = FakeHypervisor().run("completion bash").output
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    process.arguments = [
      "bash", "-c",
      """
      martletctl() { if [ "$2" = vm ]; then echo one; echo other; else echo general; fi; }
      \(script)
      COMP_WORDS=("$@") COMP_CWORD=\(words.count - 1)
      _martletctl
      echo "${COMPREPLY[*]}"
      """, "bash",
    ]
    process.arguments?.append(contentsOf: words.map { String($0) })
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try #require(try pipe.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == expected + "\n")
  }
}
