import Core
import Foundation
import Scheduling
import Testing

@testable import Scenario

/// VM packages, from the file to the reader in the image.
@Suite struct PackageTests {
  static let scenario = """
    name: machine
    board: { name: qemu-virt, cpus: 4 }
    pools:
      - { name: general, cpus: [0, 1], scheduler: fair }
      - { name: spare, cpus: [2, 3] }
    vms:
      - { name: service, role: service, pool: general, managed: [observe, share], memory: 64MiB,
          payload: &control { linux: ../build/guests/control.bin } }
    reserve: { memory: 128MiB, vms: 2, vcpus: 2 }
    """

  static let machine = """
    name: guest
    pool: general
    vcpus: 2
    weight: 200
    memory: 64MiB
    on_failure: restart
    payload:
      linux: cache:guests/debian-6.12/Image
      initrd: cache:guests/initramfs/busybox.cpio.gz
      arguments: "console=ttyAMA0"
    """

  private static func check(
    _ machine: String = machine, for scenario: String = scenario
  ) throws -> PackageCheckResult {
    let files = try TestFiles()
    defer { files.remove() }
    return ScenarioChecker().checkPackage(
      text: machine, file: "vm.yaml", locator: files.locator,
      scenario: (scenario, "test.yaml", files.locator))
  }

  private static func package(
    _ machine: String = machine, for scenario: String = scenario
  ) throws -> [UInt8] {
    let result = try check(machine, for: scenario)
    return try #require(result.package, "\(result.lines)")
  }

  /// What the machine knows of itself when it reads packages.
  private static func own(
    _ scenario: String = scenario
  ) throws -> (identity: SHA256Digest?, reserve: ReserveConfiguration) {
    let (_, plan) = try ServiceScenarioTests.check(scenario)
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var reserve = ReserveConfiguration()
    try configuration.decode(into: &reserve)
    return (configuration.identity, reserve)
  }

  private static func status(_ package: [UInt8], for scenario: String = scenario) throws
    -> ManagementStatus
  {
    let (identity, reserve) = try own(scenario)
    do {
      let bundle = try Bundle(package.span.raw)
      try bundle.verify()
      let configuration = try Configuration(bundle)
      var vm = VirtualMachineConfiguration()
      try configuration.decodePackage(for: identity, in: reserve, into: &vm)
      return .done
    } catch let status as ManagementStatus {
      return status
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let package = try Self.package()
    let (identity, reserve) = try Self.own()
    #expect(reserve.memory.size == 128 << 20 && reserve.machines == 2)
    #expect(reserve.virtualCPUs == 2)
    let bundle = try Bundle(package.span.raw)
    try bundle.verify()
    let configuration = try Configuration(bundle)
    var vm = VirtualMachineConfiguration()
    try configuration.decodePackage(for: identity, in: reserve, into: &vm)
    let name = PlanBundleTests.text(&vm.name)
    #expect(name == "guest")
    let (cores, loads) = (vm.cores.count, vm.loads.count)
    #expect(cores == 2 && loads == 3)
    let memory = vm.memory[0]
    #expect(memory.guest == AddressRange(start: 0x4000_0000, size: 64 << 20))
    #expect(memory.physical == 0)
    // It may do as it likes with what it creates.
    let managed = vm.managed
    #expect(managed == .all)
    var share = ShareConfiguration()
    try configuration.decodeShare(virtualMachine: 0, into: &share)
    let (pool, weight) = (share.pool, share.weight)
    #expect(pool == 0 && weight == 200 * UInt64(Fair.lightest))
  }

  /// A VM and its package are each in what is kept, or in what is given.
  @Test func whatIsGivenIsRoomToo() throws {
    let given = Self.scenario.replacingOccurrences(
      of: "memory: 128MiB, vms", with: "memory: 52MiB, given: 64MiB, vms")
    let (_, reserve) = try Self.own(given)
    #expect(reserve.memory.size == 52 << 20 && reserve.givable == 64 << 20)
    #expect(reserve.largestMemory == 64 << 20)
    #expect(try Self.own().reserve.givable == 0)
    #expect(try Self.status(try Self.package(for: given), for: given) == .done)
    #expect(try Self.status(try Self.package()) == .done)
    #expect(try Self.status(try Self.package(for: given)) == .otherMachine)
    for (kept, given) in [("2MiB", "62MiB"), ("64MiB", "62MiB"), ("52MiB", "32MiB")] {
      let scenario = Self.scenario.replacingOccurrences(
        of: "memory: 128MiB, vms", with: "memory: \(kept), given: \(given), vms")
      let result = try Self.check(for: scenario)
      #expect(
        result.lines.contains { $0.contains("\(kept) and at most \(given) of the service VM") },
        "\(result.lines)")
    }
  }

  @Test func boundAndManagedAsItSays() throws {
    let text = Self.machine.replacingOccurrences(of: "pool: general", with: "pool: spare")
      .replacingOccurrences(of: "weight: 200", with: "managed: [observe]")
    let package = try Self.package(text)
    #expect(try Self.status(package) == .done)
    let bundle = try Bundle(package.span.raw)
    let configuration = try Configuration(bundle)
    var vm = VirtualMachineConfiguration()
    try configuration.decode(virtualMachine: 0, into: &vm)
    let managed = vm.managed
    #expect(managed == ManagementRights().adding(.observe))
    var share = ShareConfiguration()
    try configuration.decodeShare(virtualMachine: 0, into: &share)
    let pool = share.pool
    #expect(pool == 1)
  }

  /// What the other VMs run and where they lie is nothing to a package.
  @Test func itIsForOneMachine() throws {
    let package = try Self.package()
    let same = Self.scenario.replacingOccurrences(of: "memory: 64MiB", with: "memory: 96MiB")
    #expect(try Self.status(package, for: same) == .done)
    for (old, new) in [
      ("name: machine", "name: other"), ("cpus: 4", "cpus: 5"),
      ("cpus: [2, 3]", "cpus: [2]"), ("scheduler: fair", "scheduler: fixed-priority"),
      ("name: service,", "name: master,"), ("vms: 2, vcpus: 2", "vms: 3, vcpus: 2"),
      ("memory: 128MiB", "memory: 130MiB"),
    ] {
      let other = Self.scenario.replacingOccurrences(of: old, with: new)
      #expect(other != Self.scenario)
      #expect(try Self.status(package, for: other) == .otherMachine, "\(new)")
    }
  }

  /// A bundle of a scenario is no package.
  @Test func aBundleIsNone() throws {
    let (_, plan) = try ServiceScenarioTests.check(Self.scenario)
    #expect(try Self.status(PlanBundle.write(plan)) == .notForCreated)
    let (_, other) = try ServiceScenarioTests.check(ServiceScenarioTests.text)
    #expect(try Self.status(PlanBundle.write(other)) == .isNoPackage)
  }

  /// What the checker does not let by, and somebody writes nevertheless.
  @Test func whatOnlyAScenarioHasIsRefused() throws {
    typealias Change = (inout MachinePlan) -> Void
    let files = try TestFiles()
    defer { files.remove() }
    let (scenario, plan) = try ServiceScenarioTests.check(Self.scenario)
    let changes: [(ManagementStatus, Change)] = [
      (.done, { _ in }),
      (
        .notForCreated,
        {
          $0.virtualMachines[0].isService = true
          $0.virtualMachines[0].hasPCI = true
        }
      ),
      (.notForCreated, { $0.virtualMachines[0].hasPCI = true }),
      (.notForCreated, { $0.virtualMachines[0].interruptMode = .directByDoorbell }),
      (.notForCreated, { $0.virtualMachines[0].flash = [1, 2, 3] }),
      (.notForCreated, { $0.virtualMachines[0].memory[0].physical = 0x4000_0000 }),
      (
        .notForCreated,
        {
          $0.virtualMachines[0].memory.append(
            .init(guest: 0x8000_0000, physical: 0, size: 0x20_0000))
        }
      ),
      (
        .notForCreated,
        {
          $0.virtualMachines[0].passthrough = [
            .init(
              node: "device", compatible: [],
              windows: [.init(guest: 0x0903_0000, physical: 0x0903_0000, size: 4096)],
              interrupts: [])
          ]
        }
      ),
      (
        .notForCreated,
        {
          $0.virtualMachines[0].passthrough = [
            .init(
              node: "device", compatible: [], windows: [],
              interrupts: [.init(number: 39, isEdge: false)])
          ]
        }
      ),
      (
        .notForCreated,
        {
          let shares = $0.virtualMachines[0].share.cores
          $0.virtualMachines[0].share.cores = shares + shares
          $0.virtualMachines[0].virtualCPUs += [
            .init(core: 0, affinity: 2), .init(core: 1, affinity: 3),
          ]
        }
      ),
      (.noMemory, { $0.virtualMachines[0].memory[0].size = 130 << 20 }),
      (.isNoPackage, { $0.virtualMachines[0].memory[0].size = 1 }),
      (.isNoPackage, { $0.virtualMachines.append($0.virtualMachines[0]) }),
    ]
    var machine = scenario.virtualMachines[0]
    machine.name = "guest"
    machine.isService = false
    machine.share.cores = [[0, 1], [0, 1]]
    for (number, (status, change)) in changes.enumerated() {
      var package = try Planner.package(machine, for: plan)
      change(&package)
      let bytes = PlanBundle.package(package, for: plan)
      #expect(try Self.status(bytes) == status, "change \(number)")
    }
  }

  @Test func whatIsKeptIsChecked() throws {
    typealias Change = (inout MachinePlan) -> Void
    let (_, plan) = try ServiceScenarioTests.check(Self.scenario)
    #expect(try PlanBundleTests.boardError(plan) == nil)
    let cases: [(ConfigurationError.Kind, ConfigurationField, Change)] = [
      (.misaligned, .reserve, { $0.reserve?.physical += 4096 }),
      (.misaligned, .reserve, { $0.reserve?.memorySize = 4096 }),
      (.outOfRange, .reserve, { $0.reserve?.memorySize = 0 }),
      (.outOfRange, .reserve, { $0.reserve?.physical = 0xFFFF_FFFF_FFE0_0000 }),
      (.notOnBoard, .reserve, { $0.reserve?.physical = 0x1_0000_0000 }),
      (.notOnBoard, .reserve, { $0.reserve?.physical = 0x4000_0000 }),
      (.overlapping, .reserve, { $0.reserve?.physical = $0.virtualMachines[0].memory[0].physical }),
      (.outOfRange, .reservedMachines, { $0.reserve?.machines = 16 }),
      (.outOfRange, .reservedMachines, { $0.reserve?.machines = 0 }),
      (.outOfRange, .reservedMachines, { $0.reserve?.virtualCPUs = 9 }),
      (.missing, .service, { $0.virtualMachines[0].isService = false }),
    ]
    for (number, (kind, field, change)) in cases.enumerated() {
      var other = plan
      change(&other)
      let error = try PlanBundleTests.boardError(other)
      #expect(error.map { [$0.kind] } == [kind], "case \(number): \(String(describing: error))")
      #expect(error?.field == field, "case \(number)")
    }
  }

  /// Any damage is one of the refusals.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func damageIsNoticed(seed: UInt64) throws {
    let package = try Self.package(
      Self.machine.replacingOccurrences(
        of: "cache:guests/debian-6.12/Image", with: "../build/guests/control.bin"
      )
      .replacingOccurrences(of: "  initrd: cache:guests/initramfs/busybox.cpio.gz\n", with: ""))
    var random = SplitMix(seed: seed)
    let bundle = try Bundle(package.span.raw)
    let table = 96 + 64 * bundle.partCount
    for _ in 0..<60 {
      var bytes = package
      let place = Int.random(in: 0..<table, using: &random)
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let isRefused = (try? Self.status(bytes)) != .done
      // Kept for later: the rest of the header.
      #expect(isRefused || (24..<32).contains(place) || (64..<96).contains(place), "byte \(place)")
    }
  }

  @Test func theReserveIsShown() throws {
    let (scenario, plan) = try ServiceScenarioTests.check(Self.scenario)
    let text = Explanation(scenario: scenario, plan: plan, imageSize: 2 << 20).text
    #expect(text.contains("reserve for 2 VMs of at most 2 vCPUs"), "\(text)")
  }

  @Test func aScenarioThatIsWrongIsToldSo() throws {
    let result = try Self.check(for: "name: machine")
    #expect(result.scenario.hasErrors && result.package == nil && result.diagnostics.isEmpty)
    let none = Self.scenario.components(separatedBy: "reserve:")[0]
    #expect(
      try Self.check(for: none).lines == [
        "vm.yaml:1:1: error: the scenario keeps nothing for VMs that are created while it runs;"
          + " add `reserve: { memory: 256MiB, vms: 2, vcpus: 2 }` to it"
      ])
    let large = Self.machine.replacingOccurrences(of: "memory: 64MiB", with: "memory: 128MiB")
    let line = try #require(try Self.check(large).lines.first)
    #expect(
      line.hasPrefix("vm.yaml:5:9: error: VM \"guest\" needs 128MiB and 24KiB for its package,"),
      "\(line)")
  }
}
