public import ChannelDevice
internal import Channels
public import ControlTool
internal import Core

/// The program that makes a terminal of each channel. The exit codes are those of `martletctl`.
public struct TerminalTool<Console: ControlConsole & ~Copyable>: ~Copyable {
  var console: Console
  var arguments: TerminalArguments

  static var done: Int32 { 0 }
  /// The command line is wrong.
  static var wrong: Int32 { 1 }
  /// There is no channel, or none that can be used.
  static var missing: Int32 { 2 }
  /// Linux does not give a terminal.
  static var refused: Int32 { 3 }

  /// `arguments` are those of the command, each with a zero byte behind it. `open` finds the channels.
  public static func run<Board: TerminalBoard & ~Copyable>(
    _ arguments: RawSpan, _ console: consuming Console,
    open: () throws(ChannelFailure) -> Board
  ) -> Int32 {
    var complaint = ToolLine()
    let read = TerminalArguments(arguments, &complaint)
    var tool = TerminalTool(console: console, arguments: read)
    if complaint.count > 0 { return tool.fail(&complaint, wrong) }
    if tool.arguments.wantsVersion {
      tool.console.print(("martlet-terminals, ring version 1\n" as StaticString).bytes)
      return done
    }
    if tool.arguments.wantsHelp {
      tool.help()
      return done
    }
    do throws(ChannelFailure) {
      var board = try open()
      if tool.arguments.wantsList {
        tool.list(&board)
        return done
      }
      return tool.serve(&board)
    } catch {
      complaint.append(error.sentence)
      return tool.fail(&complaint, missing)
    }
  }

  private mutating func list<Board: TerminalBoard & ~Copyable>(_ board: inout Board) {
    var line = ToolLine()
    line.append("CHANNEL")
    line.move(to: 34)
    line.append("PCI           SENDS     RECEIVES  PEER\n")
    line.withText { console.print($0.raw) }
    var number = 0
    while number < min(board.count, ChannelShape.mostChannels) {
      var shape = ChannelShape(&board, number)
      line.removeAll()
      shape.name.withText { line.append($0.raw) }
      line.move(to: 34)
      var place = TextBuffer<16>()
      board.place(number, &place)
      place.withText { line.append($0.raw) }
      line.move(to: 48)
      line.append(capacity: shape.own)
      line.move(to: 58)
      line.append(capacity: shape.peer)
      line.move(to: 68)
      line.append(shape.isPeerRunning ? "running\n" : "off\n")
      line.withText { console.print($0.raw) }
      number &+= 1
    }
  }

  /// Complains, and gives the code back.
  mutating func fail(_ line: inout ToolLine, _ code: Int32) -> Int32 {
    console.complain(of: "martlet-terminals", &line)
    return code
  }

  private mutating func help() {
    let text: StaticString = """
      martlet-terminals: makes /dev/martlet/NAME, a terminal, of each channel to another VM

        --list       the channels, and whether the VM at the other end runs
        --only NAME  this channel only; may be given several times
        --help
        --version

      It goes on until it gets a signal. The other VM runs it, too, or speaks the ring by itself.

      Exit codes: 0 done; 1 the command line is wrong; 2 there is no channel, or none that can be used;
      3 Linux does not give a terminal.

      """
    console.print(text.bytes)
  }
}

extension TextBuffer {
  /// Of one half of a ring.
  fileprivate mutating func append(capacity half: ChannelHalf?) {
    guard let half else { return append("-") }
    append(decimal: UInt64(half.capacity))
  }
}
