import Core
import Testing

@Suite struct ControlPermissionTests {
  /// Two VMs share pool 0, one is alone in pool 1, one in the `bind` pool 2, and one in none.
  private func machines(_ rights: [ManagementRights]) -> FakeMachines {
    FakeMachines(
      rights: rights, pools: [0, 0, 1, 2, nil], shared: [true, true, false],
      cores: [0, 0, 1, 2, nil])
  }

  private func rights(_ words: ManagementRight...) -> ManagementRights {
    words.reduce(ManagementRights()) { $0.adding($1) }
  }

  /// What each call needs: (VM, right).
  private static func needs(_ call: ManagementCall) -> [(Int, ManagementRight)] {
    switch call {
    case .listMachines, .listVirtualCPUs, .listPools, .showLoad, .listEvents: []
    case .start(let machine): [(machine, .start)]
    case .stop(let machine): [(machine, .stop)]
    case .restart(let machine), .switchOver(let machine): [(machine, .restart)]
    case .pause(let machine), .resume(let machine): [(machine, .pause)]
    case .destroy(let machine): [(machine, .destroy)]
    // VM 2 into pool 0, where VMs 0 and 1 are.
    case .moveMachine(let machine, _): [(machine, .move), (0, .share), (1, .share)]
    // From pool 1 to pool 0.
    case .moveCore: [(0, .share), (1, .share), (2, .share)]
    // In pool 0.
    case .setWeight, .setPriority, .setBudget: [(0, .share), (1, .share)]
    }
  }

  static let calls: [ManagementCall] = [
    .listMachines, .start(machine: 4), .stop(machine: 3), .restart(machine: 0), .pause(machine: 1),
    .resume(machine: 1), .destroy(machine: 2), .listVirtualCPUs, .listPools,
    .moveCore(core: 2, pool: 0), .moveMachine(machine: 2, pool: 0),
    .setWeight(machine: 0, weight: 1), .setPriority(machine: 1, priority: 1),
    .setBudget(machine: 0, budget: 0, period: 0), .showLoad, .listEvents,
    .switchOver(machine: 0),
  ]

  /// Exactly what a call needs is enough, and all but any one of it is not.
  @Test(arguments: calls) func eachCallNeedsWhatItTouches(_ call: ManagementCall) {
    let needs = Self.needs(call)
    func granted(without missing: Int?, from all: Bool) -> [ManagementRights] {
      (0..<5).map { machine in
        var granted = ManagementRights()
        for raw in 0..<ManagementRight.count {
          guard let right = ManagementRight(rawValue: raw) else { continue }
          let index = needs.firstIndex { $0.0 == machine && $0.1 == right }
          if index.map({ $0 != missing }) ?? all { granted = granted.adding(right) }
        }
        return granted
      }
    }
    func status(_ rights: [ManagementRights]) -> ManagementStatus {
      ControlCall.management(call).permission(by: machines(rights))
    }
    #expect(status(granted(without: nil, from: false)) == .done)
    for missing in needs.indices {
      #expect(status(granted(without: missing, from: true)) == .notAllowed)
    }
    let none = [ManagementRights](repeating: ManagementRights(), count: 5)
    #expect(status(none) == (needs.isEmpty ? .done : .notAllowed))
  }

  @Test func whoIsBoundHasNoShareToLose() {
    let machines = machines([rights(.move), rights(), rights(.share), rights(), rights(.share)])
    #expect(
      ControlCall.management(.moveMachine(machine: 0, pool: 2)).permission(by: machines) == .done)
    #expect(ControlCall.management(.moveCore(core: 3, pool: 1)).permission(by: machines) == .done)
    #expect(ControlCall.management(.moveCore(core: 4, pool: 1)).permission(by: machines) == .done)
    #expect(
      ControlCall.management(.moveCore(core: 4, pool: 0)).permission(by: machines) == .notAllowed)
    #expect(
      ControlCall.management(.setWeight(machine: 4, weight: 2)).permission(by: machines) == .done)
  }

  @Test func listsAreForEverybody() {
    let machines = machines([ManagementRights](repeating: ManagementRights(), count: 5))
    for call in [ControlCall.describe, .health, .events(from: 3), .listChannels] {
      #expect(call.permission(by: machines) == .done)
    }
  }

  @Test func aConsoleIsForThoseWhoMay() {
    let all = (0..<ManagementRight.count).compactMap(ManagementRight.init)
    let most = all.filter { $0 != .console }.reduce(ManagementRights()) { $0.adding($1) }
    let machines = machines([rights(.console), most, rights(), .all, most])
    let keys = ConsoleKeys()
    for (machine, status) in [
      ManagementStatus.done, .notAllowed, .notAllowed, .done, .notAllowed,
    ].enumerated() {
      #expect(ControlCall.readConsole(machine: machine, from: 0).permission(by: machines) == status)
      #expect(ControlCall.writeConsole(machine: machine, keys).permission(by: machines) == status)
    }
  }

  @Test func eventsAreForThoseWhoObserve() {
    let machines = machines([rights(.observe), rights(.stop), rights(), rights(), .all])
    let visible = (0..<5).map {
      ManagementEvent(time: 0, kind: .off, machine: $0).isVisible(to: machines)
    }
    #expect(visible == [true, false, false, false, true])
    #expect(ManagementEvent(time: 0, kind: .coreMoved).isVisible(to: machines))
  }

  @Test func rightsAreBits() {
    #expect(rights(.observe, .restart).rawValue == 0b1001)
    #expect(ManagementRights.all.rawValue == 0x1FF)
    #expect(!ManagementRights(rawValue: 0xFF00).contains(.observe))
  }
}
