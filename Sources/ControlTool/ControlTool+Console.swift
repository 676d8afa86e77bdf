internal import Core

/// A VM's console: what it printed lately, what it prints now, and keys for it. Others may ask the device meanwhile: it is taken
/// for each look, and let go again.
extension ControlTool where Console: ~Copyable {
  mutating func showConsole<Board: ControlBoard & ~Copyable>(
    of machine: Int, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    var line = ToolLine()
    if arguments.wantsScrollback { return try printHistory(of: machine, &link) }
    if arguments.wantsJSON {
      line.append("--json goes with --scrollback here")
      return fail(&line, Self.wrong)
    }
    var talk = ConsoleTalk(machine: machine, isTerminal: console.beginTyping())
    defer { console.endTyping() }
    if talk.isTerminal {
      line.append("martletctl: console of ")
      line.append(machine: machine, &inventory)
      line.append("; Enter ~ . detaches, Enter ~ ? helps\r\n")
      line.withText { console.complain($0.raw) }
    }
    var isOurs = true
    while true {
      if isOurs {
        let code = try exchange(&talk, &link)
        link.release()
        if let code { return code }
      } else {
        // Nothing was looked at: that is not the VM's silence.
        talk.idle = 0
      }
      if let code = takeTyped(&talk, &link.board) { return code }
      isOurs = try link.resume()
    }
  }

  /// The end, and why.
  private mutating func give(_ status: ManagementStatus) -> Int32 {
    console.endTyping()
    return report(status)
  }

  private mutating func tell(_ text: StaticString) { console.complain(text.bytes) }

  /// What there is now, in both directions. A code where that was the end.
  private mutating func exchange<Board: ControlBoard & ~Copyable>(
    _ talk: inout ConsoleTalk, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32? {
    // A VM that prints without end must not keep anybody from typing.
    var rounds = 0
    var hasMore = true
    while hasMore, rounds < 64 {
      rounds &+= 1
      var piece: ConsoleRecord?
      let status = try link.ask(
        .readConsole(machine: talk.machine, from: talk.position), as: ConsoleRecord.self
      ) { record, _ in piece = record }
      guard status == .done, var piece, talk.follow(piece) else {
        // One that was created may be destroyed.
        let isGone = talk.origin != nil && (status == .done || status == .notAllowed)
        return give(isGone ? .unknownMachine : status)
      }
      if talk.missed > 0 {
        var line = ToolLine()
        line.append("\r\nmartletctl: missed ", decimal: talk.missed)
        line.append(" bytes\r\n")
        line.withText { console.complain($0.raw) }
      }
      if piece.count > 0 {
        talk.idle = 0
        piece.withBytes { console.print($0.raw) }
      }
      hasMore = piece.count > 0 && piece.next < piece.end
    }
    while talk.keys.count > 0 {
      let keys = talk.keys.next
      let status = try link.ask(
        .writeConsole(machine: talk.machine, keys), as: DescriptionRecord.self
      ) { _, _ in }
      // It has not taken yet what came before.
      if status == .isBusy { break }
      talk.keys.drop(keys.count)
      talk.idle = 0
      guard status != .done else { continue }
      guard talk.isTerminal else { return give(status) }
      talk.keys.drop(talk.keys.count)
      var line = ToolLine()
      line.append("\r\nmartletctl: not typed: ")
      line.append(status.sentence)
      line.append("\r\n")
      line.withText { console.complain($0.raw) }
    }
    return nil
  }

  /// Waits a little for keys. A code where that was the end.
  private mutating func takeTyped<Board: ControlBoard & ~Copyable>(
    _ talk: inout ConsoleTalk, _ board: inout Board
  ) -> Int32? {
    let pause: UInt32 = talk.idle < 1000 ? 10 : 50
    talk.idle &+= UInt64(pause)
    // A terminal is always listened to: somebody may want to leave.
    let room = talk.isTerminal ? 64 : min(talk.keys.room, 64)
    if talk.hasEnded || room <= 0 {
      board.pause(milliseconds: pause)
      guard talk.keys.count > 0 else {
        return talk.hasEnded && talk.idle > arguments.wait &* 1000 ? Self.done : nil
      }
      return talk.idle > ConsoleTalk.patience ? give(.isBusy) : nil
    }
    var buffer = InlineArray<64, UInt8>(repeating: 0)
    var span = buffer.mutableSpan
    switch console.readTyped(into: &span, atMost: room, milliseconds: pause) {
    case .nothing: break
    case .ended:
      if talk.isTerminal { return Self.done }
      talk.hasEnded = true
      talk.idle = 0
    case .bytes(let count):
      var place = 0
      while place < count {
        switch talk.keys.take(buffer[place]) {
        case .none: break
        case .detach:
          tell("\r\nmartletctl: detached\r\n")
          return Self.done
        case .help:
          tell("\r\nmartletctl: at the start of a line: ~. detaches, ~~ types ~, ~? is this\r\n")
        }
        place &+= 1
      }
    }
    return nil
  }

  /// What is kept of what the VM printed, up to now.
  private mutating func printHistory<Board: ControlBoard & ~Copyable>(
    of machine: Int, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    var talk = ConsoleTalk(machine: machine, isTerminal: true)
    var end: UInt64 = .max
    while talk.position < end {
      var piece: ConsoleRecord?
      let status = try link.ask(
        .readConsole(machine: machine, from: talk.position), as: ConsoleRecord.self
      ) { record, _ in piece = record }
      let isFirst = talk.origin == nil
      let place = talk.position
      guard status == .done, var piece else {
        if isFirst { return report(status) }
        break
      }
      guard talk.follow(piece) else { break }
      if isFirst {
        end = piece.end
        beginHistory(of: machine, missed: piece.position &- min(piece.position, piece.origin))
      }
      // What was overwritten while it was copied is not there, but what follows is.
      guard piece.count > 0 || piece.next > place else { break }
      if piece.count > 0 { piece.withBytes { show($0.raw) } }
    }
    if arguments.wantsJSON { print("\"}") }
    return Self.done
  }

  private mutating func beginHistory(of machine: Int, missed: UInt64) {
    guard arguments.wantsJSON else { return }
    var line = ToolLine()
    line.append("{")
    line.append(key: "vm", machine: machine, &inventory)
    line.append(key: "missed", missed)
    line.append(key: "text")
    line.append("\"")
    line.withText { console.print($0.raw) }
  }

  private mutating func show(_ bytes: RawSpan) {
    guard arguments.wantsJSON else { return console.print(bytes) }
    var line = ToolLine()
    var place = 0
    while let byte = bytes.byte(at: place) {
      line.append(escaped: byte)
      place &+= 1
      guard line.count > 1000 || place == bytes.byteCount else { continue }
      line.withText { console.print($0.raw) }
      line.removeAll()
    }
  }
}
