internal import Core

extension ControlTool where Console: ~Copyable {
  /// Those that are kept and, where asked for, those to come.
  mutating func listEvents<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    guard arguments.follows else {
      printHead()
      beginList()
      _ = try link.ask(.events(from: 0), as: EventRecord.self) { record, _ in show(record) }
      endList()
      return Self.done
    }
    // Listening comes first, so that nothing falls between what is kept and what is to come.
    var events = try EventLink<Board.Memory>.open(&link.board)
    var next: UInt64 = 0
    var shown: UInt64 = 0
    printHead()
    _ = try link.ask(.events(from: 0), as: EventRecord.self) { record, _ in
      next = record.number &+ 1
      if arguments.count == 0 || shown < arguments.count { show(record) }
      shown &+= 1
    }
    // From here on others may ask.
    link.board.release(ControlRegisters.requests)
    while arguments.count == 0 || shown < arguments.count {
      let record = try events.next(&link.board)
      guard record.number >= next else { continue }
      next = record.number &+ 1
      show(record)
      shown &+= 1
    }
    return Self.done
  }

  private mutating func printHead() {
    printHead("event  time [s]     VM", "what", at: 20 &+ nameWidths.machines)
  }

  private mutating func show(_ record: EventRecord) {
    var line = ToolLine()
    let event = record.event
    if arguments.wantsJSON {
      line.append(key: "number", record.number)
      line.append(key: "time-ns", event.time)
      line.append(key: "vm", anyMachine: Int(event.machine), &inventory)
      line.append(key: "kind", UInt64(event.kind.rawValue))
      line.append(key: "value", event.value)
      var words = ToolLine()
      append(event, &words)
      words.withText { line.append(key: "what", text: $0.raw) }
      guard arguments.follows else { return printObject(&line) }
      // An object on each line: there is no end that a list could be closed at.
      var whole = ToolLine()
      whole.append("{")
      line.withText { whole.append($0.raw) }
      whole.append("}")
      return print(&whole)
    }
    let (machines, _) = nameWidths
    line.append(decimal: record.number)
    line.move(to: 7)
    line.append(seconds: event.time)
    line.move(to: 20)
    line.append(anyMachine: Int(event.machine), &inventory)
    line.move(to: 20 &+ machines)
    append(event, &line)
    print(&line)
  }

  private mutating func append(_ event: ManagementEvent, _ line: inout ToolLine) {
    line.append(event.kind.words)
    switch event.kind {
    case .started, .off, .failed, .restarts, .destroyed, .paused, .resumed, .created, .removed:
      break
    case .moved, .promoted, .demoted, .stayed:
      line.append(pool: Int(truncatingIfNeeded: event.value & 0xFF), &inventory)
    case .coreMoved:
      line.append(decimal: event.value & 0xFFFF_FFFF)
      line.append(" moved to pool ")
      line.append(pool: Int(truncatingIfNeeded: event.value &>> 32), &inventory)
    case .weight, .priority, .exitsExceeded: line.append(decimal: event.value)
    case .budget:
      guard event.value > 0 else { return line.append("none") }
      line.append(decimal: event.value / 1000)
      line.append("us")
    case .promotionRefused, .demotionRefused:
      let status = ManagementStatus(rawValue: UInt8(truncatingIfNeeded: event.value))
      line.append((status ?? .notHere).sentence)
    case .safeState: break
    case .tookOver:
      line.append(machine: Int(truncatingIfNeeded: event.value & 0xFF), &inventory)
    case .fault:
      guard let (fault, reaction, detail) = event.fault else { return }
      line.append(fault.word)
      line.append(" ")
      line.append(decimal: detail)
      line.append(": ")
      line.append(reaction.word)
    }
  }
}
