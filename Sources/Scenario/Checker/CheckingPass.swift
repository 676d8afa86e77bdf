/// One scenario on its way through the checker. Each aspect is an extension in its own file; all of
/// them run, whatever the earlier ones found.
struct CheckingPass {
  let document: ScenarioDocument
  let boards: [Board]
  let locator: FileLocator
  let assumedImageSize: UInt64
  /// Whether tasks that may miss their deadlines are warned of.
  let warnsOfMisses: Bool
  var diagnostics: DiagnosticList

  /// The board as far as it is known. A scenario with an unknown board is still held against the
  /// first one, so that its other errors come out too.
  var board: Board
  var coreCount: Int
  var memorySize: UInt64
  var processor: String
  var idleState: UInt32?
  /// The pools that have a name, and their clauses; none where the document has no pools.
  var pools: [PoolPlan] = []
  var poolClauses: [ScenarioDocument.PoolClause] = []
  /// Those of them whose scheduler could not be read: nothing is held against it.
  var poolsWithoutScheduler: Set<Int> = []
  /// Per VM of the document, the index of its pool; nil where that could not be settled. So below.
  var poolIndices: [Int?] = []
  /// The cores that each vCPU may use: with `bind` the one that it owns.
  var allowedCores: [[[Int]]?] = []
  var shares: [SharePlan?] = []
  /// Per VM of the document; nil where something in it is wrong.
  var machines: [CheckedScenario.VirtualMachine?] = []

  /// Per channel of the document; nil where something in it is wrong.
  var channels: [CheckedScenario.Channel?] = []
  /// The VMs that are half of a pair.
  var pairedMachines: Set<Int> = []

  var console = ConsolePlan()
  var health = MachineHealthPlan()
  var reserve: CheckedScenario.Reserve?

  /// The last VM of the document is one that is created while the machine of the others runs, and its files are found by
  /// this.
  let createdLocator: FileLocator?

  init(
    document: ScenarioDocument, boards: [Board], locator: FileLocator, assumedImageSize: UInt64,
    warnsOfMisses: Bool = true, createdLocator: FileLocator? = nil, diagnostics: DiagnosticList
  ) {
    self.document = document
    self.boards = boards
    self.locator = locator
    self.assumedImageSize = assumedImageSize
    self.warnsOfMisses = warnsOfMisses
    self.createdLocator = createdLocator
    self.diagnostics = diagnostics
    board = boards[0]
    coreCount = board.defaultCoreCount
    memorySize = board.defaultMemorySize
    processor = board.defaultProcessor
  }

  /// Nil when there is an error.
  mutating func run() -> (scenario: CheckedScenario, plan: MachinePlan)? {
    if let name = document.name { checkName(name, of: "the scenario") }
    checkBoard()
    checkPools()
    checkIdleState()
    checkMachineNames()
    choosePools()
    assignCores()
    checkShares()
    checkGuards()
    checkExitBudgets()
    checkWindows()
    console = checkConsole()
    checkPassthroughOwners()
    checkService()
    checkReserve()
    checkCreated()
    checkMachines()
    checkChannels()
    checkStandby()
    checkHealth()
    warnWithoutInputCore()
    return checkMemory()
  }

  var model: BoardModel {
    var model = board.model(cores: coreCount, memorySize: memorySize, processor: processor)
    model.idleState = idleState ?? model.idleState
    return model
  }

  var boardMemory: Range<UInt64> {
    board.largest.memoryBase..<(board.largest.memoryBase + memorySize)
  }

  var clauses: [ScenarioDocument.VirtualMachineClause] { document.vms?.value ?? [] }

  /// The VM that is created while the others run.
  var created: Int? { createdLocator == nil ? nil : clauses.indices.last }

  /// The VMs that the machine starts with.
  var fixed: Range<Int> { 0..<(created ?? clauses.count) }

  /// How messages call a VM.
  func title(_ index: Int) -> String {
    clauses[index].name.map { "VM \"\($0.value)\"" } ?? "VM \(index + 1)"
  }
}
