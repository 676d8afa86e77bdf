import Core
import Testing

@Suite struct ManagementCallTests {
  private let limits = ManagementLimits(machines: 3, pools: 2, cores: 4)

  private func decode(
    _ operation: ManagementOperation, _ first: UInt64 = 0, _ second: UInt64 = 0,
    _ third: UInt64 = 0
  ) throws(ManagementStatus) -> ManagementCall {
    try ManagementCall.decode(operation, first, second, third, in: limits)
  }

  @Test func everyOperationIsDecoded() throws {
    #expect(try decode(.listMachines) == .listMachines)
    #expect(try decode(.start, 0) == .start(machine: 0))
    #expect(try decode(.stop, 1) == .stop(machine: 1))
    #expect(try decode(.restart, 2) == .restart(machine: 2))
    #expect(try decode(.pause, 2) == .pause(machine: 2))
    #expect(try decode(.resume, 2) == .resume(machine: 2))
    #expect(try decode(.destroy, 1) == .destroy(machine: 1))
    #expect(try decode(.listVirtualCPUs, 77) == .listVirtualCPUs)
    #expect(try decode(.listPools) == .listPools)
    #expect(try decode(.moveCore, 3, 1) == .moveCore(core: 3, pool: 1))
    #expect(try decode(.moveMachine, 2, 0) == .moveMachine(machine: 2, pool: 0))
    #expect(try decode(.setWeight, 1, 1000) == .setWeight(machine: 1, weight: 1000))
    #expect(try decode(.setPriority, 1, 255) == .setPriority(machine: 1, priority: 255))
    #expect(
      try decode(.setBudget, 1, 10_000, 10_000_000_000)
        == .setBudget(machine: 1, budget: 10_000, period: 10_000_000_000))
    #expect(try decode(.setBudget, 1) == .setBudget(machine: 1, budget: 0, period: 0))
    #expect(try decode(.showLoad) == .showLoad)
    #expect(try decode(.listEvents, .max) == .listEvents)
  }

  @Test func indicesBeyondWhatThereIsAreRefused() {
    let far: UInt64 = .max
    for raw in ManagementOperation.start.rawValue...ManagementOperation.destroy.rawValue {
      let operation = ManagementOperation(rawValue: raw) ?? .showLoad
      #expect(throws: ManagementStatus.unknownMachine) { try decode(operation, 3) }
      #expect(throws: ManagementStatus.unknownMachine) { try decode(operation, far) }
    }
    for operation in [ManagementOperation.moveMachine, .setWeight, .setPriority, .setBudget] {
      #expect(throws: ManagementStatus.unknownMachine) { try decode(operation, far, 1) }
    }
    #expect(throws: ManagementStatus.unknownPool) { try decode(.moveMachine, 0, 2) }
    #expect(throws: ManagementStatus.unknownCore) { try decode(.moveCore, 4, 0) }
    #expect(throws: ManagementStatus.unknownPool) { try decode(.moveCore, 3, far) }
  }

  @Test func valuesBeyondTheirLimitsAreRefused() {
    #expect(throws: ManagementStatus.outOfRange) { try decode(.setWeight, 0, 0) }
    #expect(throws: ManagementStatus.outOfRange) { try decode(.setWeight, 0, 1001) }
    #expect(throws: ManagementStatus.outOfRange) { try decode(.setPriority, 0, 256) }
    #expect(throws: ManagementStatus.outOfRange) { try decode(.setBudget, 0, 9_999, 0) }
    #expect(throws: ManagementStatus.outOfRange) { try decode(.setBudget, 0, 10_000_000_001) }
    #expect(throws: ManagementStatus.outOfRange) { try decode(.setBudget, 0, 20_000, 1) }
    #expect(throws: ManagementStatus.budgetBeyondPeriod) {
      try decode(.setBudget, 0, 20_001, 20_000)
    }
  }

  @Test func numbersAreWithoutGaps() {
    for raw in 0..<ManagementOperation.count { #expect(ManagementOperation(rawValue: raw) != nil) }
    #expect(ManagementOperation(rawValue: ManagementOperation.count) == nil)
    for raw in 0..<ManagementStatus.count { #expect(ManagementStatus(rawValue: raw) != nil) }
    #expect(ManagementStatus(rawValue: ManagementStatus.count) == nil)
  }

  @Test func everyStatusHasItsOwnSentence() {
    let sentences = Set(
      (0..<ManagementStatus.count).compactMap {
        ManagementStatus(rawValue: $0)?.sentence.description
      })
    #expect(sentences.count == Int(ManagementStatus.count))
  }
}
