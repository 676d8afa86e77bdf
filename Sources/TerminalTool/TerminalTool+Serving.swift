internal import ChannelDevice
internal import Channels
internal import ControlTool
internal import Core

extension TerminalTool where Console: ~Copyable {
  /// How often it may find something new without a byte being moved, before it sleeps nevertheless: a peer that starts anew
  /// again and again costs no more than that.
  private static var patience: Int { 16 }

  /// Makes the terminals and moves bytes until it is told to end.
  mutating func serve<Board: TerminalBoard & ~Copyable>(_ board: inout Board) -> Int32 {
    var lines = TerminalLines<Board.Memory>()
    let code = open(&board, &lines)
    guard code == Self.done else { return code }
    var restless = 0
    while !board.isStopped {
      var interest = TerminalInterest()
      var hasMoved = false
      var mayWait = true
      var number = 0
      while number < ChannelShape.mostChannels {
        if lines.step(number, &board) { hasMoved = true }
        number &+= 1
      }
      complain(&board, &lines)
      if hasMoved {
        restless = 0
        continue
      }
      number = 0
      while number < ChannelShape.mostChannels {
        if !lines.prepareToWait(number, &board, &interest) { mayWait = false }
        number &+= 1
      }
      if mayWait {
        board.wait(interest, milliseconds: interest.writable == 0 ? 1000 : 100)
      } else {
        restless &+= 1
        guard restless >= Self.patience else { continue }
        restless = 0
        board.wait(interest, milliseconds: 5)
      }
    }
    return Self.done
  }

  /// Opens each channel that is asked for.
  private mutating func open<Board: TerminalBoard & ~Copyable>(
    _ board: inout Board, _ lines: inout TerminalLines<Board.Memory>
  ) -> Int32 {
    var complaint = ToolLine()
    if !areThere(&board, &complaint) { return fail(&complaint, Self.wrong) }
    var opened = 0
    var number = 0
    while number < min(board.count, ChannelShape.mostChannels) {
      defer { number &+= 1 }
      var shape = ChannelShape(&board, number)
      guard isWanted(&shape) else { continue }
      guard shape.name.count > 0, let own = shape.own, let peer = shape.peer else {
        complaint.append("channel ")
        shape.name.withText { complaint.append($0.raw) }
        complaint.append(" is left out: a ring needs one part for both VMs,")
        complaint.append(" or two of one size with a writer each")
        _ = fail(&complaint, Self.missing)
        continue
      }
      guard board.take(number) else {
        complaint.append("another martlet-terminals is at channel ")
        shape.name.withText { complaint.append($0.raw) }
        return fail(&complaint, Self.missing)
      }
      guard let memory = board.map(number, size: shape.size),
        lines.open(number, memory, own: own, peer: peer, other: shape.other)
      else {
        complaint.append("the memory cannot be mapped of channel ")
        shape.name.withText { complaint.append($0.raw) }
        return fail(&complaint, Self.missing)
      }
      guard shape.name.withText({ board.makeTerminal(number, name: $0) }) else {
        complaint.append("Linux gives no terminal to channel ")
        shape.name.withText { complaint.append($0.raw) }
        return fail(&complaint, Self.refused)
      }
      // The doorbell may interrupt.
      board.write(number, 0, 1)
      opened &+= 1
      var line = ToolLine()
      line.append("/dev/martlet/")
      shape.name.withText { line.append($0.raw) }
      line.append("\n")
      line.withText { console.print($0.raw) }
    }
    if opened > 0 { return Self.done }
    complaint.append("there is no channel that can be a terminal")
    return fail(&complaint, Self.missing)
  }

  /// Says what went wrong with a line.
  private mutating func complain<Board: TerminalBoard & ~Copyable>(
    _ board: inout Board, _ lines: inout TerminalLines<Board.Memory>
  ) {
    var number = 0
    while number < ChannelShape.mostChannels {
      let trouble = lines.takeTrouble(number)
      if trouble != .none {
        var shape = ChannelShape(&board, number)
        var line = ToolLine()
        line.append("channel ")
        shape.name.withText { line.append($0.raw) }
        line.append(
          trouble == .tooLong
            ? ": a message of more than 4096 bytes was left out"
            : ": the other end breaks the rules of the ring; waiting until it starts anew")
        _ = fail(&line, Self.done)
      }
      number &+= 1
    }
  }

  /// Whether each channel that was named exists.
  private mutating func areThere<Board: TerminalBoard & ~Copyable>(
    _ board: inout Board, _ complaint: inout ToolLine
  ) -> Bool {
    var word = 0
    while true {
      var wanted = arguments.name(word)
      if wanted.count == 0 { return true }
      var isThere = false
      var number = 0
      while number < min(board.count, ChannelShape.mostChannels) {
        var shape = ChannelShape(&board, number)
        if wanted.equals(&shape.name) { isThere = true }
        number &+= 1
      }
      guard isThere else {
        complaint.append("no channel \"")
        wanted.withText { complaint.append($0.raw) }
        complaint.append("\"; `martlet-terminals --list` lists what there is")
        return false
      }
      word &+= 1
    }
  }

  /// Whether the channel was named, or none was.
  private mutating func isWanted(_ shape: inout ChannelShape) -> Bool {
    if arguments.names.count == 0 { return true }
    var word = 0
    while true {
      var wanted = arguments.name(word)
      if wanted.count == 0 { return false }
      if wanted.equals(&shape.name) { return true }
      word &+= 1
    }
  }
}

extension TextBuffer {
  fileprivate mutating func equals<let other: Int>(_ text: inout TextBuffer<other>) -> Bool {
    withText { own in text.withText { own.raw.equals($0.raw) } }
  }
}
