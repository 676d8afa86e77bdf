internal import Core
internal import TraceText
internal import Tracing

/// What happened on each core: as lines in the order in which it ended, or as a file that `martlet trace` on another computer
/// makes a picture of.
extension ControlTool where Console: ~Copyable {
  /// Of that VM, or of all.
  mutating func showTrace<Board: ControlBoard & ~Copyable>(
    of machine: Int?, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    var cursors = InlineArray<8, TraceCursor>(repeating: TraceCursor())
    let cores = min(inventory.limits.cores, 8)
    var frequency: UInt32 = 1
    var status = ManagementStatus.done
    var core = 0
    while core < cores, status == .done {
      // What comes from now on is of no interest: to read makes events, too.
      status = try link.ask(
        .readTrace(core: core, from: .max, before: 0), as: TraceRecord.self
      ) { record, _ in
        frequency = record.frequency
        cursors[core].end = record.end
        let kept = min(record.oldest, record.end)
        let wanted = arguments.count
        cursors[core].next =
          wanted > 0 && record.end &- kept > wanted ? record.end &- wanted : kept
      }
      core &+= 1
    }
    guard status == .done else { return report(status) }
    link.release()
    if arguments.output.count > 0 {
      return try writeTrace(&cursors, cores, frequency, of: machine, &link)
    }
    beginList()
    while true {
      var first: (core: Int, event: TraceEvent)?
      core = 0
      while core < cores {
        try refill(&cursors[core], core, &link)
        if let event = cursors[core].event,
          first.map({ event.end < $0.event.end }) ?? true
        {
          first = (core, event)
        }
        core &+= 1
      }
      guard let first else { break }
      cursors[first.core].advance()
      if let machine, Int(first.event.machine) != machine { continue }
      show(first.event, first.core, UInt64(frequency))
    }
    endList()
    tellMissed(&cursors, cores)
    return Self.done
  }

  /// There is an event then, or none is left. Others may ask while this one shows what it read: that may take as long as
  /// somebody looks at a page of it.
  private mutating func refill<Board: ControlBoard & ~Copyable>(
    _ cursor: inout TraceCursor, _ core: Int, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) {
    while cursor.event == nil, cursor.isHungry {
      try link.takeAgain()
      while cursor.canTake {
        var piece: TraceRecord?
        let status = try link.ask(
          .readTrace(core: core, from: cursor.next, before: cursor.end), as: TraceRecord.self
        ) { record, _ in piece = record }
        guard status == .done, let piece else { throw .nonsense }
        cursor.take(piece)
      }
      link.release()
    }
  }

  private mutating func tellMissed(_ cursors: inout InlineArray<8, TraceCursor>, _ cores: Int) {
    var core = 0
    while core < cores {
      if cursors[core].missed > 0 {
        var line = ToolLine()
        line.append("martletctl: core ", decimal: UInt64(truncatingIfNeeded: core))
        line.append(": ", decimal: cursors[core].missed)
        line.append(" events were overwritten before they were read\n")
        line.withText { console.complain($0.raw) }
      }
      core &+= 1
    }
  }

  private mutating func show(_ event: TraceEvent, _ core: Int, _ frequency: UInt64) {
    var line = ToolLine()
    let number = UInt64(truncatingIfNeeded: core)
    guard arguments.wantsJSON else {
      line.append(event, at: event.time, core: number, frequency: frequency) { line in
        line.append(machine: Int(event.machine), &inventory)
      }
      return print(&line)
    }
    line.append(key: "time-ns", event.time.nanoseconds(frequency: frequency))
    line.append(key: "duration-ns", UInt64(event.duration).nanoseconds(frequency: frequency))
    line.append(key: "core", number)
    if event.machine == TraceEvent.nobody {
      line.append(key: "vm")
      line.append("null")
    } else {
      line.append(key: "vm", machine: Int(event.machine), &inventory)
    }
    line.append(key: "vcpu")
    if event.virtualCPU == TraceEvent.nobody {
      line.append("null")
    } else {
      line.append(decimal: UInt64(event.virtualCPU))
    }
    line.append(key: "kind", UInt64(event.kind.rawValue))
    line.append(key: "code", UInt64(event.code))
    var title = TextBuffer<64>()
    title.append(title: event)
    title.withText { line.append(key: "what", text: $0.raw) }
    line.append(key: "pc", hexadecimal: event.location)
    line.append(key: "detail", hexadecimal: event.detail)
    printObject(&line)
  }

  // The file: docs/tracing.md, "The format". It has no accounts, and its times begin at boot.

  /// Events of a core that it has room for, more than are ever kept.
  private static var capacity: UInt64 { 4096 }

  private mutating func writeTrace<Board: ControlBoard & ~Copyable>(
    _ cursors: inout InlineArray<8, TraceCursor>, _ cores: Int, _ frequency: UInt32,
    of machine: Int?, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    let layout = TraceLayout(
      accounts: 0, rings: UInt64(truncatingIfNeeded: cores), capacity: Self.capacity)
    guard arguments.output.withText({ link.board.createFile($0.raw) }) else {
      return failToWrite()
    }
    var total: UInt64 = 0
    var core = 0
    while core < cores {
      let number = UInt64(truncatingIfNeeded: core)
      let ring = layout.ring(number)
      var written: UInt64 = 0
      var events = TextBuffer<192>()
      while written < Self.capacity &- 2 {
        try refill(&cursors[core], core, &link)
        guard let event = cursors[core].event else { break }
        cursors[core].advance()
        if let machine, Int(event.machine) != machine { continue }
        let words = event.words
        events.append(littleEndian: words.0)
        events.append(littleEndian: words.1)
        events.append(littleEndian: words.2)
        events.append(littleEndian: words.3)
        written &+= 1
        if events.count == 192, !put(&events, ring, before: written, &link) {
          return failToWrite()
        }
      }
      var head = TextBuffer<192>()
      head.append(littleEndian: written)
      head.append(littleEndian: number)
      guard put(&events, ring, before: written, &link),
        head.withText({ link.board.writeFile(at: ring, $0.raw) })
      else { return failToWrite() }
      total &+= written
      core &+= 1
    }
    // A reader takes the file as long as its header says.
    var last = TextBuffer<8>()
    last.append(littleEndian: UInt64(0))
    guard last.withText({ link.board.writeFile(at: layout.size &- 8, $0.raw) }),
      writeNames(&link), writeHeader(layout, frequency, &link)
    else { return failToWrite() }
    tellMissed(&cursors, cores)
    if arguments.wantsJSON { return report(.done) }
    var line = ToolLine()
    line.append(decimal: total)
    line.append(" events; for a picture: martlet trace FILE")
    print(&line)
    return Self.done
  }

  /// Writes these events, which are the last before that number.
  private mutating func put<Board: ControlBoard & ~Copyable>(
    _ events: inout TextBuffer<192>, _ ring: UInt64, before number: UInt64,
    _ link: inout ControlLink<Board>
  ) -> Bool {
    guard events.count > 0 else { return true }
    let count = UInt64(truncatingIfNeeded: events.count)
    let place =
      ring &+ TraceLayout.ringHeaderSize &+ number &* TraceLayout.eventSize &- count
    let isWritten = events.withText { link.board.writeFile(at: place, $0.raw) }
    events.removeAll()
    return isWritten
  }

  private mutating func writeNames<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) -> Bool {
    var index = 0
    while index < inventory.limits.machines {
      var name = TextBuffer<64>()
      name.append(machine: index, &inventory)
      let place =
        TraceLayout.names &+ UInt64(truncatingIfNeeded: index) &* TraceLayout.nameSize
      guard name.withText({ link.board.writeFile(at: place, $0.raw) }) else { return false }
      index &+= 1
    }
    return true
  }

  /// Comes last, as in memory.
  private func writeHeader<Board: ControlBoard & ~Copyable>(
    _ layout: TraceLayout, _ frequency: UInt32, _ link: inout ControlLink<Board>
  ) -> Bool {
    let header = TraceHeader(
      layout: layout, frequency: UInt64(frequency), bootTime: 0,
      machines: UInt64(truncatingIfNeeded: inventory.limits.machines))
    var bytes = TextBuffer<72>()
    var index = 0
    while index < TraceHeader.wordCount {
      bytes.append(littleEndian: header.word(index))
      index &+= 1
    }
    return bytes.withText { link.board.writeFile(at: 0, $0.raw) }
  }

  private mutating func failToWrite() -> Int32 {
    var line = ToolLine()
    line.append("the file cannot be written")
    return fail(&line, Self.wrong)
  }
}
