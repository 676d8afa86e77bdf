internal import Core

// Memory of the service VM's own, for VMs that it creates.

extension ControlTool where Console: ~Copyable {
  private static var block: UInt64 { 2 << 20 }

  /// The bytes of `memory give SIZE`; 0 for `memory back`. Nil where it is neither.
  mutating func memorySize() -> UInt64? {
    arguments.line.withText { line -> UInt64? in
      guard line.raw.word(0).equals("memory"), line.raw.word(3).byteCount == 0 else { return nil }
      if line.raw.word(1).equals("back") { return line.raw.word(2).byteCount == 0 ? 0 : nil }
      guard line.raw.word(1).equals("give") else { return nil }
      let word = line.raw.word(2)
      let unit = word.part(max(word.byteCount, 3) &- 3, count: min(word.byteCount, 3))
      let shift: UInt64 = unit.equals("MiB") ? 20 : unit.equals("GiB") ? 30 : 0
      guard shift > 0, let number = word.part(0, count: word.byteCount &- 3).decimal,
        number > 0, number < 1 << 20, number &<< shift & (Self.block &- 1) == 0
      else { return nil }
      return number &<< shift
    }
  }

  /// Gives so much memory, all or nothing, or gets back what was given and nobody has.
  mutating func changeMemory<Board: ControlBoard & ~Copyable>(
    _ size: UInt64, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    if size == 0 { return report(try takeMemoryBack(link.board.listMemory(), &link)) }
    let count = link.board.takeMemory(blocks: size / Self.block)
    guard count > 0 else {
      var line = ToolLine()
      if count < 0 {
        line.append("Linux would move that memory: start it with cma=0 in its arguments")
      } else {
        line.append("Linux has not so much memory in blocks of 2 MiB that it can do without")
      }
      return fail(&line, Self.refused)
    }
    for number in 0..<count {
      let status = try change(.giveMemory(link.board.memoryRun(number)), &link)
      guard status == .done else {
        _ = try takeMemoryBack(count, &link)
        return report(status)
      }
    }
    return report(.done)
  }

  /// Of those runs, what nobody has. `done` where that is all.
  private mutating func takeMemoryBack<Board: ControlBoard & ~Copyable>(
    _ count: Int, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> ManagementStatus {
    var result = ManagementStatus.done
    for number in 0..<count {
      let run = link.board.memoryRun(number)
      let status = try change(.takeMemory(run), &link)
      switch status {
      // The last three: it was never given.
      case .done, .outOfRange, .notHere, .unknownOperation: link.board.returnMemory(run)
      default: result = status
      }
    }
    return result
  }
}
