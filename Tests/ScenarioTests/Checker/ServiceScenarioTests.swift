import Core
import Foundation
import Testing

@testable import Scenario

/// The service VM and what the others let it do, from the file to the bundle.
@Suite struct ServiceScenarioTests {
  static let text = """
    name: service
    board: qemu-virt
    vms:
      - { name: one, memory: 64MiB, payload: &control { linux: ../build/guests/control.bin },
          managed: [share, observe, restart] }
      - { name: service, role: service, memory: 64MiB, payload: *control }
      - { name: three, interrupts: direct, managed: [stop], memory: 64MiB, payload: *control }
    channels:
      - { name: common, between: [service, one], size: 4KiB }
    """

  /// Without `channels`.
  static var alone: String { text.components(separatedBy: "channels:")[0] }

  static func check(_ text: String) throws -> (CheckedScenario, MachinePlan) {
    let files = try TestFiles()
    defer { files.remove() }
    let result = files.check(text)
    return (try #require(result.scenario, "\(result.lines)"), try #require(result.plan))
  }

  @Test func theServiceMachineHasABusAndTheOthersTheirWord() throws {
    let (scenario, plan) = try Self.check(Self.alone)
    #expect(plan.virtualMachines.map(\.hasPCI) == [false, true, false])
    #expect(plan.virtualMachines.map(\.isService) == [false, true, false])
    #expect(plan.virtualMachines.map(\.managed) == [[.share, .observe, .restart], [], [.stop]])
    #expect(scenario.needsService && scenario.hasServiceMachine && !scenario.sharesCores)
    #expect(ScenarioChecker.needsService(text: Self.alone))
    #expect(!ScenarioChecker.needsService(text: "vms: [{ name: one, managed: [stop] }]"))
  }

  /// The rings are in the first block of the window.
  @Test func channelsOfTheServiceMachineLieBehindItsRings() throws {
    let (_, plan) = try Self.check(Self.text)
    #expect(plan.virtualMachines.map(\.hasPCI) == [true, true, false])
    #expect(plan.channels[0].ends.map(\.memory) == [0x80_0020_0000, 0x80_0000_0000])
    #expect(plan.channels[0].ends.map(\.slot) == [2, 2])
  }

  @Test func bundleCarriesBoth() throws {
    let (_, plan) = try Self.check(Self.text)
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var vm = VirtualMachineConfiguration()
    var rights: [UInt16] = []
    var services: [Bool] = []
    // Backwards, so that none has what the one before had.
    for index in [2, 1, 0, 1] {
      try configuration.decode(virtualMachine: index, into: &vm)
      rights.append(vm.managed.rawValue)
      services.append(vm.isService)
    }
    #expect(rights == [0b100, 0, 0b1000_1001, 0])
    #expect(services == [false, true, false, true])
  }

  /// The bit of a word is that of the right with the same name.
  @Test func wordsAreThoseOfTheRights() throws {
    #expect(ManagedWord.allCases.count == Int(ManagementRight.count))
    for word in ManagedWord.allCases {
      let right = try #require(ManagementRight(rawValue: UInt8(word.bit.trailingZeroBitCount)))
      let name = right.word
      let text = String(
        decoding: (0..<name.byteCount).compactMap { name.byte(at: $0) }, as: UTF8.self)
      #expect(text == word.rawValue)
    }
  }

  @Test func bothAreExplained() throws {
    let (scenario, plan) = try Self.check(Self.text)
    let explanation = Explanation(scenario: scenario, plan: plan, imageSize: 2 << 20)
    for line in [
      "  role         service, by the control device at PCI 00:01.0",
      "  managed      share, observe, restart",
      "  36     service         control device, virtual",
    ] { #expect(explanation.text.contains(line), "\(line) in\n\(explanation.text)") }
    let json = try JSONSerialization.jsonObject(with: Data(explanation.json.utf8))
    let machines = try #require((json as? [String: Any])?["vms"] as? [[String: Any]])
    #expect(machines.map { $0["role"] as? String } == [nil, "service", nil])
    #expect(
      machines.map { $0["managed"] as? [String] } == [
        ["share", "observe", "restart"], [], ["stop"],
      ])
  }

  @Test func rightsWithoutAServiceMachineAreNotInTheBundle() throws {
    var (_, plan) = try Self.check(Self.alone)
    plan.virtualMachines[1].isService = false
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var vm = VirtualMachineConfiguration()
    try configuration.decode(virtualMachine: 0, into: &vm)
    let managed = vm.managed
    #expect(managed == ManagementRights())
  }
}
