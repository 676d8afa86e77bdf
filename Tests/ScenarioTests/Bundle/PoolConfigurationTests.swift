import Core
import Scheduling
import Testing

@testable import Scenario

/// What is written about pools is read, and everything that may not stand there is refused by name.
@Suite struct PoolConfigurationTests {
  /// All that one reading of a bundle finds wrong, as the image reads it.
  private struct Refusal: Error, Equatable {
    var configuration: ConfigurationError?
    var sharing: SharingError?
  }

  static func decodeAll(_ configuration: Configuration) throws(SharingError) {
    var pool = PoolConfiguration()
    for index in 0..<configuration.poolCount { try configuration.decode(pool: index, into: &pool) }
    var share = ShareConfiguration()
    for index in 0..<configuration.virtualMachineCount {
      try configuration.decodeShare(virtualMachine: index, into: &share)
    }
    _ = try configuration.idleState()
  }

  private static func read(_ bytes: [UInt8]) -> Refusal? {
    do throws(ConfigurationError) {
      guard let bundle = try? Bundle(bytes.span.raw) else { return nil }
      let configuration = try Configuration(bundle)
      do throws(SharingError) {
        try decodeAll(configuration)
      } catch {
        return Refusal(sharing: error)
      }
      var machine = VirtualMachineConfiguration()
      try configuration.verify(scratch: &machine)
      return nil
    } catch {
      return Refusal(configuration: error)
    }
  }

  /// What is wrong with the example after `change`.
  private static func refusal(_ change: (inout MachinePlan) -> Void) -> Refusal? {
    var plan = PlanExamples.pools()
    change(&plan)
    return read(PlanBundle.write(plan))
  }

  private static func error(_ change: (inout MachinePlan) -> Void) -> SharingError? {
    refusal(change)?.sharing
  }

  /// The same of the tree: what no plan can say.
  private static func treeError(_ change: (inout DeviceTreeNode) -> Void) -> SharingError? {
    var root = PlanBundle.configuration(PlanExamples.pools())
    change(&root)
    let parts = PlanBundle.writer(PlanExamples.pools()).parts
    let configuration = BundleWriter.Part(
      kind: .configuration, bytes: FlattenedDeviceTreeWriter.flatten(root))
    return read(BundleWriter(parts: [configuration] + parts.dropFirst()).write())?.sharing
  }

  @Test func poolsAreReadAsTheyWereWritten() throws {
    let plan = PlanExamples.pools()
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    let (machines, pools) = (configuration.virtualMachineCount, configuration.poolCount)
    #expect(machines == 6)
    #expect(pools == 5)
    var pool = PoolConfiguration()
    // The other way round, so that what is left of one would be found in the next.
    for (index, expected) in plan.pools.enumerated().reversed() {
      try configuration.decode(pool: index, into: &pool)
      let name = PlanBundleTests.text(&pool.name)
      #expect(name == expected.name)
      #expect(pool.scheduler == expected.scheduler)
      var cores: [Int] = []
      for index in 0..<pool.cores.count { cores.append(Int(pool.cores[index])) }
      #expect(cores == expected.cores)
      #expect(pool.quantum == expected.quantum)
      #expect(pool.frame == expected.frame)
      #expect(pool.donatesSlack == expected.donatesSlack)
      var windows: [TimePartition.Window] = []
      for index in 0..<pool.windows.count { windows.append(pool.windows[index]) }
      #expect(windows == expected.windows)
    }
  }

  @Test func sharesAreReadAsTheyWereWritten() throws {
    let plan = PlanExamples.pools()
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    var share = ShareConfiguration()
    for (index, machine) in plan.virtualMachines.enumerated().reversed() {
      try configuration.decodeShare(virtualMachine: index, into: &share)
      let expected = machine.share
      #expect(share.pool == expected.pool)
      let scheduler = plan.pools[expected.pool].scheduler
      // What is of no concern to the scheduler stays as it was made.
      #expect(share.weight == (scheduler == .fair ? UInt64(expected.weight) : 1024))
      #expect(share.priority == (scheduler == .fixedPriority ? expected.priority : 0))
      let hasServer = [.fixedPriority, .deadline, .fair].contains(scheduler)
      #expect(share.budget == (hasServer ? expected.budget : 0))
      #expect(share.period == (hasServer ? expected.period : 0))
      #expect(share.guarding == expected.guarding)
      #expect((share.guarding.period > 0) == (index == 2))
      #expect(share.exits == expected.exits)
      #expect((share.exits.period > 0) == (index == 2))
      var masks: [UInt32] = []
      for index in 0..<share.affinities.count { masks.append(share.affinities[index]) }
      #expect(masks == expected.cores.map { $0.reduce(0) { $0 | 1 << UInt32($1) } })
      #expect(masks.count == machine.virtualCPUs.count)
    }
  }

  @Test func onlySharedPoolsAreWritten() throws {
    var plan = PlanExamples.two()
    plan.pools = [.init(name: "all", cores: [0, 1, 2, 3])]
    #expect(PlanBundle.write(plan) == PlanBundle.write(PlanExamples.two()))
    let bytes = PlanBundle.write(plan)
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    let count = configuration.poolCount
    #expect(count == 0)
    var pool = PoolConfiguration()
    #expect(throws: SharingError(.missing, .pool, .pool(0))) {
      try configuration.decode(pool: 0, into: &pool)
    }
    var share = ShareConfiguration()
    #expect(throws: SharingError(.missing, .pool, .virtualMachine(0))) {
      try configuration.decodeShare(virtualMachine: 0, into: &share)
    }
  }

  @Test func claimsKnowWhatIsShared() throws {
    let bytes = PlanBundle.write(PlanExamples.pools())
    let configuration = try Configuration(try Bundle(bytes.span.raw))
    let shared = configuration.sharedCores
    #expect(shared == 0b1111_1100)
    var claims = Claims()
    claims.share(shared)
    var machine = VirtualMachineConfiguration()
    for index in 0..<configuration.virtualMachineCount {
      try configuration.decode(virtualMachine: index, into: &machine)
      try claims.add(&machine)
      let isShared = machine.isShared
      #expect(isShared == (index > 0))
    }
    // The bound VM has core 0; nobody has core 1.
    #expect(claims.cores == 0b1111_1101)
    #expect(claims.sharedCores == shared)
    #expect(Self.refusal { _ in } == nil)
    #expect(
      Self.refusal {
        // A pool that binds and says so only in its own node.
        $0.pools[0].cores = [1]
        $0.virtualMachines[0].virtualCPUs[0].core = 4
      } == Refusal(sharing: SharingError(.outsidePool, .cores, .virtualMachine(0))))
  }

  @Test func aBoundVirtualMachineGetsNoSharedCore() throws {
    // Without `Scheduling`: what the partitioning core does by itself.
    for (index, core, isRefused) in [(0, 4, true), (0, 1, false), (1, 1, true), (1, 2, false)] {
      var plan = PlanExamples.pools()
      plan.virtualMachines[index].virtualCPUs[0].core = core
      let bytes = PlanBundle.write(plan)
      let configuration = try Configuration(try Bundle(bytes.span.raw))
      var machine = VirtualMachineConfiguration()
      var refusal: ConfigurationError?
      do throws(ConfigurationError) {
        try configuration.verify(scratch: &machine)
      } catch {
        refusal = error
      }
      #expect(
        refusal
          == (isRefused
            ? ConfigurationError(.givenTwice, .cores, virtualMachine: UInt8(index)) : nil),
        "VM \(index) on core \(core)")
    }
  }

  @Test func poolsAreOnTheBoard() throws {
    // The board of this fixture has four cores.
    #expect(
      try PlanBundleTests.boardError(PlanExamples.pools())
        == ConfigurationError(.notOnBoard, .cores))
  }

  @Test func whatAPoolMayNotStateIsNamed() {
    func expect(
      _ kind: SharingError.Kind, _ field: SharingField, pool: Int,
      _ location: SourceLocation = #_sourceLocation, _ change: (inout MachinePlan) -> Void
    ) {
      #expect(
        Self.error(change) == SharingError(kind, field, .pool(pool)), sourceLocation: location)
    }
    expect(.missing, .name, pool: 1) { $0.pools[1].name = "" }
    expect(.outOfRange, .name, pool: 1) { $0.pools[1].name = "a\u{1B}[2J" }
    expect(.tooMany, .name, pool: 1) { $0.pools[1].name = String(repeating: "x", count: 33) }
    expect(.missing, .cores, pool: 1) { $0.pools[1].cores = [] }
    expect(.outOfRange, .cores, pool: 1) { $0.pools[1].cores = [8] }
    expect(.givenTwice, .cores, pool: 1) { $0.pools[1].cores = [2, 3, 2] }
    expect(.givenTwice, .cores, pool: 3) { $0.pools[3].cores = [6, 2] }
    for pool in [1, 2, 4] {
      expect(.outOfRange, .quantum, pool: pool) { $0.pools[pool].quantum = 99_999 }
      expect(.outOfRange, .quantum, pool: pool) { $0.pools[pool].quantum = 1_000_000_001 }
    }
    expect(.outOfRange, .frame, pool: 2) { $0.pools[2].frame = 99_999 }
    expect(.outOfRange, .frame, pool: 2) { $0.pools[2].frame = 10_000_000_001 }
    expect(.outOfRange, .windows, pool: 2) { $0.pools[2].windows[1].length = 9_999 }
    expect(.outOfRange, .windows, pool: 2) { $0.pools[2].windows[1].machine = 6 }
    expect(.otherPool, .windows, pool: 2) { $0.pools[2].windows[1].machine = 1 }
    expect(.doesNotFit, .windows, pool: 2) { $0.pools[2].windows.swapAt(0, 1) }
    expect(.doesNotFit, .windows, pool: 2) { $0.pools[2].windows[1].start -= 1 }
    expect(.doesNotFit, .windows, pool: 2) { $0.pools[2].windows[1].length += 1 }
    expect(.doesNotFit, .windows, pool: 2) { $0.pools[2].windows[1].length = .max }
    expect(.doesNotFit, .windows, pool: 2) { $0.pools[2].windows[1].start = .max }
    expect(.tooMany, .windows, pool: 2) {
      $0.pools[2].windows = (0..<33).map { .init(start: $0 * 100_000, length: 10_000, machine: 2) }
    }
    #expect(
      Self.error { $0.pools[2].windows.removeLast() }
        == SharingError(.otherPool, .windows, .virtualMachine(3)))
    #expect(
      Self.error {
        let more = $0.virtualMachines[4]
        $0.virtualMachines += Array(repeating: more, count: 4)
        for index in 6..<10 {
          $0.virtualMachines[index].virtualCPUs = Array(
            repeating: more.virtualCPUs[0], count: 8)
        }
      } == SharingError(.tooMany, .coreMasks, .virtualMachine(9)))
  }

  @Test func whatAShareMayNotStateIsNamed() {
    func expect(
      _ kind: SharingError.Kind, _ field: SharingField, machine: Int,
      _ location: SourceLocation = #_sourceLocation, _ change: (inout VirtualMachinePlan) -> Void
    ) {
      #expect(
        Self.error { change(&$0.virtualMachines[machine]) }
          == SharingError(kind, field, .virtualMachine(machine)), sourceLocation: location)
    }
    expect(.outOfRange, .pool, machine: 1) { $0.share.pool = 5 }
    expect(.outsidePool, .cores, machine: 0) { $0.virtualCPUs[0].core = 4 }
    expect(.outsidePool, .coreMasks, machine: 0) { $0.share.cores[0] = [0, 1] }
    expect(.outsidePool, .cores, machine: 1) { $0.virtualCPUs[1].core = 4 }
    expect(.outsidePool, .coreMasks, machine: 1) { $0.share.cores[2] = [2, 4] }
    expect(.outsidePool, .coreMasks, machine: 1) { $0.share.cores[2] = [] }
    expect(.missing, .coreMasks, machine: 1) { $0.share.cores.removeLast() }
    expect(.outOfRange, .budget, machine: 1) { $0.share.budget = 9_999 }
    expect(.outOfRange, .budget, machine: 1) { $0.share.budget = $0.share.period + 1 }
    expect(.outOfRange, .period, machine: 1) { $0.share.period = 10_000_000_001 }
    expect(.notBound, .interruptMode, machine: 1) { $0.interruptMode = .directByFastInterrupt }
    expect(.outOfRange, .budget, machine: 4) { $0.share.budget = 0 }
    expect(.outOfRange, .period, machine: 4) { $0.share.period = 0 }
    expect(.outOfRange, .weight, machine: 5) { $0.share.weight = 63 }
    expect(.outOfRange, .weight, machine: 5) { $0.share.weight = 65_537 }
    expect(.outOfRange, .budget, machine: 5) { $0.share.budget = $0.share.period + 1 }
  }

  @Test func whatAGuardMayNotStateIsNamed() {
    func expect(
      _ kind: SharingError.Kind, machine: Int = 2,
      _ location: SourceLocation = #_sourceLocation,
      _ change: (inout GuardConfiguration) -> Void
    ) {
      #expect(
        Self.error { change(&$0.virtualMachines[machine].share.guarding) }
          == SharingError(kind, .guarding, .virtualMachine(machine)), sourceLocation: location)
    }
    let example = PlanExamples.pools().virtualMachines[2].share.guarding
    expect(.notShared, machine: 0) { $0 = example }
    expect(.outOfRange) { $0.pool = 5 }
    expect(.notBound) { $0.pool = 1 }
    expect(.notBound) { $0.pool = 2 }
    expect(.outOfRange) { $0.budget = 9_999 }
    expect(.outOfRange) { $0.budget = $0.deadline + 1 }
    expect(.outOfRange) { $0.deadline = $0.period + 1 }
    expect(.outOfRange) { $0.period = 10_000_000_001 }
    expect(.outOfRange) { $0.dwell = $0.period - 1 }
    expect(.outOfRange) { $0.dwell = 10_000_000_001 }
    expect(.outOfRange) { $0.misses = 0 }
    expect(.outOfRange) { $0.misses = 11 }
    expect(.outOfRange) { $0.of = 65 }
    expect(.outOfRange) { $0.calm = 0 }
    expect(.outOfRange) { $0.calm = 100_001 }
    expect(.tooFewCores, machine: 1) { $0 = example }
    // The limits themselves.
    #expect(
      Self.error {
        $0.virtualMachines[2].share.guarding = GuardConfiguration(
          pool: 0, budget: 10_000, period: 10_000, deadline: 10_000, dwell: 10_000, misses: 64,
          of: 64, calm: 100_000)
      } == nil)
  }

  @Test func whatAnExitBudgetMayNotStateIsNamed() {
    for (most, period, kind) in [
      (99, 5_000_000, .outOfRange), (100_000_001, 5_000_000, .outOfRange),
      (100, 9_999, .outOfRange),
      (100, 10_000_000_001, .outOfRange), (100, 10_000, nil), (100_000_000, 10_000_000_000, nil),
    ] as [(UInt32, UInt64, SharingError.Kind?)] {
      #expect(
        Self.error {
          $0.virtualMachines[2].share.exits = ExitBudget(most: most, period: period)
        } == kind.map { SharingError($0, .exits, .virtualMachine(2)) }, "\(most), \(period)")
    }
    #expect(
      Self.error { $0.virtualMachines[0].share.exits = ExitBudget(most: 100, period: 10_000) }
        == SharingError(.notShared, .exits, .virtualMachine(0)))
  }

  @Test func anIdleStateIsOneThatKeepsRegisters() throws {
    var plan = PlanExamples.pools()
    for (state, isRight) in [(0, true), (0xFFFF, true), (0x1_0000, false), (0x4000_0000, false)]
      as [(UInt32, Bool)]
    {
      plan.board.idleState = state
      let bytes = PlanBundle.write(plan)
      let configuration = try Configuration(try Bundle(bytes.span.raw))
      do throws(SharingError) {
        let read = try configuration.idleState()
        #expect(read == state && isRight)
      } catch {
        #expect(error == SharingError(.losesState, .idleState, .board) && !isRight)
      }
    }
    plan.board.idleState = nil
    let bytes = PlanBundle.write(plan)
    let read = try Configuration(try Bundle(bytes.span.raw)).idleState()
    #expect(read == nil)
    #expect(
      Self.treeError { $0.set("idle-state", cells: [0, 0]) }
        == SharingError(.missing, .idleState, .board))
  }

  @Test func whatOnlyATreeCanSayIsNamed() {
    let pool = SharingError.Place.pool(1)
    #expect(Self.treeError { _ in } == nil)
    #expect(
      Self.treeError { $0.children[7].set("scheduler", cell: 5) }
        == SharingError(.outOfRange, .scheduler, pool))
    #expect(
      Self.treeError { $0.children[7].set("scheduler", cells: [1, 1]) }
        == SharingError(.missing, .scheduler, pool))
    #expect(
      Self.treeError { $0.children[7].set("cpus", bytes: [0, 0, 2]) }
        == SharingError(.missing, .cores, pool))
    #expect(
      Self.treeError { $0.children[7].set("quantum", cell: 5) }
        == SharingError(.missing, .quantum, pool))
    #expect(
      Self.treeError { $0.children[8].set("windows", numbers: [1, 2]) }
        == SharingError(.missing, .windows, .pool(2)))
    #expect(
      Self.treeError { $0.children[1].set("priority", cell: 256) }
        == SharingError(.outOfRange, .priority, .virtualMachine(1)))
    let guarded = SharingError.Place.virtualMachine(2)
    #expect(
      Self.treeError { $0.children[2].set("guard", numbers: [0, 1, 2]) }
        == SharingError(.missing, .guarding, guarded))
    #expect(
      Self.treeError { $0.children[2].set("exits", cells: [100, 10_000]) }
        == SharingError(.missing, .exits, guarded))
    // The pools count every VM, so that the first of them finds this.
    #expect(
      Self.treeError { $0.children[1].set("pool") }
        == SharingError(.missing, .pool, .virtualMachine(1)))
  }

  @Test func theOrderOfNodesIsKept() throws {
    for (change, error) in [
      ({ $0.children.swapAt(5, 6) }, ConfigurationError(.outOfRange, .virtualMachine)),
      (
        { $0.children += Array(repeating: $0.children[6], count: 4) },
        ConfigurationError(.tooMany, .cores)
      ),
      ({ $0.children.removeFirst(6) }, ConfigurationError(.missing, .virtualMachine)),
    ] as [((inout DeviceTreeNode) -> Void, ConfigurationError)] {
      var root = PlanBundle.configuration(PlanExamples.pools())
      change(&root)
      let bytes = BundleWriter(configuration: FlattenedDeviceTreeWriter.flatten(root)).write()
      #expect(Self.read(bytes) == Refusal(configuration: error))
    }
  }

  @Test func damagedPoolsNeverTrap() {
    let good = PlanBundle.writer(PlanExamples.pools()).parts[0].bytes
    var refused = 0
    for index in good.indices {
      var bytes = good
      bytes[index] ^= UInt8(truncatingIfNeeded: index &* 37) | 1
      if Self.read(BundleWriter(configuration: bytes).write()) != nil { refused += 1 }
    }
    #expect(refused > good.count / 4)
  }

  @Test func everyFieldAndReasonHasItsWords() {
    let fields = (UInt8(0)...255).compactMap { SharingField(rawValue: $0) }
    #expect(Set(fields.map(\.text)).count == 18)
    #expect(SharingField.pool.text == "pool")
    #expect(SharingField.donatesSlack.text == "donates-slack")
    #expect(SharingField.interruptMode.text == "interrupts-mode")
    #expect(SharingField.guarding.text == "guard")
    #expect(SharingField.idleState.text == "idle-state")
    let kinds = (UInt8(0)...255).compactMap { SharingError.Kind(rawValue: $0) }
    #expect(kinds.count == 11)
    func isCalled(_ kind: SharingError.Kind, _ text: StaticString) -> Bool {
      SharingError(kind, .pool, .pool(0)).reason.equals(text)
    }
    #expect(isCalled(.missing, "is missing or malformed"))
    #expect(isCalled(.doesNotFit, "overlaps or lies outside the frame"))
    #expect(isCalled(.notBound, "needs a pool that binds"))
    #expect(isCalled(.notShared, "needs a pool that is shared"))
    #expect(isCalled(.tooFewCores, "has a pool with too few cores"))
    #expect(isCalled(.losesState, "would lose a core's registers"))
  }
}
