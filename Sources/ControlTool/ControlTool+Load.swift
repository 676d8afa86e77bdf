internal import Core

extension ControlTool where Console: ~Copyable {
  /// What VMs used in a second, once or as often as `--count` says.
  mutating func listLoad<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    var before = LoadSample()
    try before.read(&link)
    var rest = max(arguments.count, 1)
    while rest > 0 {
      rest &-= 1
      link.board.pause(milliseconds: 1000)
      var now = LoadSample()
      try now.read(&link)
      list(&before, &now)
      before = now
    }
    return Self.done
  }

  private mutating func list(_ before: inout LoadSample, _ now: inout LoadSample) {
    let (machines, _) = nameWidths
    let elapsed = now.time &- before.time
    var line = ToolLine()
    printHead("VM", "cpu-ms      share    exits       most for", at: machines)
    beginList()
    var index = 0
    while index < inventory.limits.machines {
      defer { index &+= 1 }
      guard let old = before.load(index), let new = now.load(index) else { continue }
      let used = new.time &- old.time
      var exits: UInt64 = 0
      var cause = 0
      while cause < LoadRecord.causeCount {
        exits &+= new[exits: cause] &- old[exits: cause]
        cause &+= 1
      }
      if arguments.wantsJSON {
        line.append(key: "vm", machine: index, &inventory)
        line.append(key: "interval-ns", elapsed)
        line.append(key: "time-ns", used)
        line.append(key: "exits", exits)
        line.append(key: "causes")
        line.append("{")
        var isFirst = true
        cause = 0
        while let known = ExitCause(rawValue: UInt8(truncatingIfNeeded: cause)) {
          let count = new[exits: cause] &- old[exits: cause]
          cause &+= 1
          guard count > 0 else { continue }
          line.append(isFirst ? "\"" : ",\"")
          line.append(known.name)
          line.append("\":", decimal: count)
          isFirst = false
        }
        line.append("}")
        printObject(&line)
        line.removeAll()
        continue
      }
      line.append(machine: index, &inventory)
      line.move(to: machines)
      line.append(decimal: used / 1_000_000)
      line.move(to: machines &+ 12)
      line.append(share: used, of: elapsed)
      line.move(to: machines &+ 21)
      line.append(decimal: exits)
      line.move(to: machines &+ 33)
      appendCauses(old, new, &line)
      print(&line)
    }
    endList()
  }

  /// The three most frequent.
  private func appendCauses(_ old: LoadRecord, _ new: LoadRecord, _ line: inout ToolLine) {
    var shown: UInt32 = 0
    var rank = 0
    while rank < 3 {
      var most = 0
      var highest: UInt64 = 0
      var cause = 0
      while cause < LoadRecord.causeCount {
        let count = new[exits: cause] &- old[exits: cause]
        if shown &>> UInt32(cause) & 1 == 0, count > highest {
          most = cause
          highest = count
        }
        cause &+= 1
      }
      guard highest > 0, let cause = ExitCause(rawValue: UInt8(truncatingIfNeeded: most)) else {
        return
      }
      shown |= 1 &<< UInt32(truncatingIfNeeded: most)
      if rank > 0 { line.append("  ") }
      line.append(cause.name)
      line.append(" ", decimal: highest)
      rank &+= 1
    }
  }
}
