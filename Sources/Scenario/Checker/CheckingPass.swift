/// One scenario on its way through the checker. Each aspect is an extension in its own file; all of
/// them run, whatever the earlier ones found.
struct CheckingPass {
  let document: ScenarioDocument
  let boards: [Board]
  let locator: FileLocator
  let assumedImageSize: UInt64
  var diagnostics: DiagnosticList

  /// The board as far as it is known. A scenario with an unknown board is still held against the
  /// first one, so that its other errors come out too.
  var board: Board
  var coreCount: Int
  var memorySize: UInt64
  var processor: String
  var pools: [CheckedScenario.Pool] = []
  /// Per VM of the document, its cores; nil where that could not be settled.
  var cores: [[Int]?] = []
  /// Per VM of the document; nil where something in it is wrong.
  var machines: [CheckedScenario.VirtualMachine?] = []

  var console = ConsolePlan()

  init(
    document: ScenarioDocument, boards: [Board], locator: FileLocator, assumedImageSize: UInt64,
    diagnostics: DiagnosticList
  ) {
    self.document = document
    self.boards = boards
    self.locator = locator
    self.assumedImageSize = assumedImageSize
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
    checkMachineNames()
    assignCores()
    console = checkConsole()
    checkPassthroughOwners()
    checkMachines()
    warnWithoutInputCore()
    return checkMemory()
  }

  var model: BoardModel {
    board.model(cores: coreCount, memorySize: memorySize, processor: processor)
  }

  var boardMemory: Range<UInt64> {
    board.largest.memoryBase..<(board.largest.memoryBase + memorySize)
  }

  var clauses: [ScenarioDocument.VirtualMachineClause] { document.vms?.value ?? [] }

  /// How messages call a VM.
  func title(_ index: Int) -> String {
    clauses[index].name.map { "VM \"\($0.value)\"" } ?? "VM \(index + 1)"
  }
}
