internal import Core

extension CheckingPass {
  mutating func checkBoard() {
    guard let clause = document.board else { return }
    if let known = boards.first(where: { $0.name == clause.name.value }) {
      board = known
      coreCount = known.defaultCoreCount
      memorySize = known.defaultMemorySize
      processor = known.defaultProcessor
    } else {
      diagnostics.error(
        "there is no board \"\(clause.name.value)\"", at: clause.name.position,
        remedy: suggestion(for: clause.name.value, among: boards.map(\.name)))
    }
    if let cores = clause.cores {
      let most = board.largest.cores.count
      if cores.value > most {
        diagnostics.error(
          "the board \(board.name) cannot have \(cores.value) cores", at: cores.position,
          remedy: "use 1 to \(most)")
      } else {
        coreCount = cores.value
      }
    }
    if let memory = clause.memory {
      let sizes = board.memorySizes
      if !sizes.contains(memory.value) {
        diagnostics.error(
          "the board \(board.name) cannot have \(ByteSize.describe(memory.value)) of memory",
          at: memory.position,
          remedy:
            "use \(ByteSize.describe(sizes.lowerBound)) to \(ByteSize.describe(sizes.upperBound))")
      } else if memory.value % Planner.granule != 0 {
        diagnostics.error(
          "the board's memory, \(ByteSize.describe(memory.value)), is not a multiple of 2MiB",
          at: memory.position,
          remedy: "use \(ByteSize.describe(roundUp(memory.value, to: Planner.granule)))")
      } else {
        memorySize = memory.value
      }
    }
    if let wanted = clause.processor {
      let words = board.processors.map(\.word)
      if words.contains(wanted.value) {
        processor = wanted.value
      } else {
        diagnostics.error(
          "the board \(board.name) has no core \"\(wanted.value)\"", at: wanted.position,
          remedy: suggestion(for: wanted.value, among: words))
      }
    }
  }

  /// How idle cores sleep, once it is known whether any pool is shared.
  mutating func checkIdleState() {
    guard let state = document.board?.idleState else { return }
    let value = UInt32(truncatingIfNeeded: state.value)
    guard PSCICall.isStandby(value) else {
      diagnostics.error(
        "a core would lose its registers in the idle state 0x\(String(value, radix: 16))",
        at: state.position,
        remedy: "use a standby state: bit 16 is 0, or bit 30 where the board's PSCI has the"
          + " extended format")
      return
    }
    idleState = value
    if document.pools == nil || !pools.contains(where: \.isShared), poolsWithoutScheduler.isEmpty {
      diagnostics.warning(
        "no pool is shared, so that \"idle_state\" changes nothing", at: state.position,
        remedy: "leave it out, or let a pool share its cores by a `scheduler`")
    }
  }

  /// `cores 0 to 3`, for messages.
  var coreRange: String { coreCount == 1 ? "core 0 only" : "cores 0 to \(coreCount - 1)" }
}
