import Analysis
import Foundation
import Testing

@testable import Scenario

/// What a scenario's tasks and pools become for the analysis, and what it says of them. The analysis itself is tested
/// in CoreTests.
@Suite struct ScheduleAnalysisTests {
  static let payload = "memory: 64MiB, payload: { linux: cache:guests/debian-6.12/Image }"

  static let text = """
    name: plant
    board: { name: qemu-virt, cpus: 6 }
    pools:
      - { name: bound, cpus: [0] }
      - { name: urgent, cpus: [1], scheduler: fixed-priority }
      - name: parts
        cpus: [2]
        scheduler: time-partition
        frame: 10ms
        windows: [{ vm: drive, start: 1ms, length: 4ms }, { vm: door, start: 5ms, length: 5ms }]
      - { name: periods, cpus: [3], scheduler: deadline }
      - { name: even, cpus: [5, 4], scheduler: fair, quantum: 1ms }
    vms:
      - { name: loop, pool: bound, \(payload), tasks: [{ period: 1ms, budget: 400us }, { period: 10ms, budget: 3ms }] }
      - { name: motor, pool: urgent, priority: 200, budget: 2ms, period: 5ms, \(payload), tasks: [{ name: current, period: 5ms, budget: 500us }] }
      - { name: log, pool: urgent, \(payload), tasks: [{ name: flush, period: 100ms, budget: 10ms, deadline: 20ms }] }
      - { name: drive, pool: parts, \(payload), tasks: [{ name: speed, period: 20ms, budget: 5ms, priority: 7 }] }
      - { name: door, pool: parts, \(payload) }
      - { name: camera, pool: periods, budget: 2ms, period: 10ms, \(payload), tasks: [{ name: grab, period: 40ms, budget: 5ms, deadline: 30ms }] }
      - { name: web, pool: even, vcpus: 2, affinity: [[4], [5, 4]], weight: 200, cap: 50, \(payload), tasks: [{ name: page, period: 1s, budget: 20ms, vcpu: 1 }] }
    """

  private func checked(_ text: String = text) throws -> CheckedScenario {
    let files = try TestFiles()
    defer { files.remove() }
    let result = files.check(text, checker: ScenarioChecker(warnsOfMisses: false))
    #expect(result.lines == [])
    return try #require(result.scenario)
  }

  @Test func poolsAreToldAsTheyAre() throws {
    let pools = try checked().poolModels(switchTime: 7000)
    #expect(
      pools.map(\.coreCount) == [1, 1, 1, 1, 2] && pools.allSatisfy { $0.switchCost == 7000 })
    #expect(pools[0].scheduler == .bind && pools[3].scheduler == .deadline)
    #expect(pools[1].scheduler == .fixedPriority(quantum: 10_000_000))
    #expect(pools[4].scheduler == .fair(quantum: 1_000_000))
    #expect(
      pools[2].scheduler
        == .timePartition(
          TimeFrame(
            length: 10_000_000,
            windows: [
              .init(start: 1_000_000, length: 4_000_000, machine: 3),
              .init(start: 5_000_000, length: 5_000_000, machine: 4),
            ], quantum: 10_000_000)))
    let motor = pools[1].members[0]
    #expect(motor.machine == 1 && motor.machineName == "motor" && motor.priority == 200)
    #expect(motor.share == TimeBudget(budget: 2_000_000, period: 5_000_000))
    #expect(pools[1].members[1].share == nil && pools[1].members[1].priority == 100)
    // Cores by their place in the pool.
    #expect(pools[4].members.map(\.cores) == [0b10, 0b11])
    #expect(pools[4].members.map(\.weight) == [12_800, 12_800])
    #expect(pools[4].members[0].share == TimeBudget(budget: 50_000_000, period: 100_000_000))
    #expect(pools[4].members.map(\.tasks.count) == [0, 1])
  }

  /// The shorter the period, the more urgent; whoever states a priority keeps it.
  @Test func prioritiesFollowThePeriods() throws {
    let pools = try checked().poolModels(switchTime: 0)
    #expect(pools[0].members[0].tasks.map(\.priority) == [1, 0])
    #expect(pools[0].members[0].tasks.map(\.name) == ["task-1", "task-2"])
    #expect(pools[0].members[0].tasks.map(\.deadline) == [1_000_000, 10_000_000])
    #expect(pools[2].members[0].tasks.map(\.priority) == [7])
  }

  @Test func theTablesSayIt() throws {
    let analysis = ScheduleAnalysis(try checked(), switchTime: 0)
    #expect(!analysis.isInTime && !analysis.isEmpty)
    #expect(
      analysis.text == """
        plant on qemu-virt, a switch takes 0ms

        Pools
          pool     scheduler       cores  tasks use  set aside
          bound    bind            1      70.0 %     -
          urgent   fixed-priority  1      20.0 %     40.0 %
          parts    time-partition  1      25.0 %     90.0 %
          periods  deadline        1      12.5 %     20.0 %
          even     fair            2      2.0 %      -

        Tasks
          VM      vCPU  task     period  budget  deadline  takes  verdict
          loop    0     task-1   1ms     400us   1ms       400us  in time
          loop    0     task-2   10ms    3ms     10ms      5ms    in time
          motor   0     current  5ms     500us   5ms       3.5ms  in time
          log     0     flush    100ms   10ms    20ms      20ms   in time
          drive   0     speed    20ms    5ms     20ms      17ms   in time
          camera  0     grab     40ms    5ms     30ms      37ms   late by 7ms
          web     1     page     1s      20ms    1s        70ms   in time

        VM motor: a budget of 500us in each 5ms would be enough
        VM drive: a window of 2500us would be enough
        VM camera: a budget of 2500us in each 10ms would do
        VM web: a cap of 2 would be enough

        """)
  }

  @Test func theJSONSaysTheSame() throws {
    let analysis = ScheduleAnalysis(try checked())
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(analysis.json.utf8)) as? [String: Any])
    #expect(json["inTime"] as? Bool == false && json["switchTime"] as? Int == 5000)
    let pools = try #require(json["pools"] as? [[String: Any]])
    #expect(pools.map { $0["name"] as? String } == ["bound", "urgent", "parts", "periods", "even"])
    #expect(pools[3]["utilization"] as? Int == 125_000 && pools[3]["reserved"] as? Int == 200_000)
    let machine = try #require((pools[3]["vms"] as? [[String: Any]])?.first)
    let smallest = try #require(machine["smallest"] as? [String: Any])
    #expect(smallest["kind"] as? String == "budget" && smallest["fits"] as? Bool == true)
    let core = try #require((machine["vcpus"] as? [[String: Any]])?.first)
    let task = try #require((core["tasks"] as? [[String: Any]])?.first)
    #expect(task["name"] as? String == "grab" && task["inTime"] as? Bool == false)
    #expect(task["deadline"] as? Int == 30_000_000)
    #expect((task["response"] as? Int ?? 0) > 30_000_000 && core["noGuarantee"] is NSNull)
  }

  @Test func switchTimesAreShort() {
    #expect(
      ScheduleAnalysis.switchTime("0us") == 0 && ScheduleAnalysis.switchTime("1ms") == 1_000_000)
    for wrong in ["5", "", "-1us", "1.5us", "2ms", "us"] {
      #expect(ScheduleAnalysis.switchTime(wrong) == nil)
    }
  }

  @Test func timesForPeopleAreRoundedUp() {
    let times = [0, 999, 1000, 1001, 12_345, 999_999, 1_234_001, 999_999_001, 61_000_000_000]
    #expect(
      times.map(TimeSpan.approximate)
        == ["0ms", "999ns", "1us", "1.001us", "12.345us", "999.999us", "1.235ms", "1s", "61s"])
  }
}
