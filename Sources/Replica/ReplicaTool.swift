public import ChannelDevice
internal import Channels
public import ControlTool
internal import Core

/// The program: a server or a client. The exit codes are those of `martletctl`.
public struct ReplicaTool<Console: ControlConsole & ~Copyable>: ~Copyable {
  var console: Console
  var arguments: ReplicaArguments

  static var done: Int32 { 0 }
  /// The command line is wrong, or a client saw something lost or wrong.
  static var wrong: Int32 { 1 }
  /// There is no such channel, or none that can be used.
  static var missing: Int32 { 2 }
  /// It must not serve.
  static var refused: Int32 { 3 }

  /// `arguments` are those of the command, each with a zero byte behind it. `open` finds the channels.
  public static func run<Board: ReplicaBoard & ~Copyable>(
    _ arguments: RawSpan, _ console: consuming Console,
    open: () throws(ChannelFailure) -> Board
  ) -> Int32 {
    var complaint = ToolLine()
    let read = ReplicaArguments(arguments, &complaint)
    var tool = ReplicaTool(console: console, arguments: read)
    if complaint.count > 0 { return tool.fail(&complaint, wrong) }
    switch tool.arguments.mode {
    case .help:
      tool.help()
      return done
    case .version:
      tool.console.print(("martlet-replica, protocol version 1\n" as StaticString).bytes)
      return done
    case .serve, .client: break
    }
    do throws(ChannelFailure) {
      var board = try open()
      return tool.arguments.mode == .serve ? tool.serve(&board) : tool.ask(&board)
    } catch {
      complaint.append(error.sentence)
      return tool.fail(&complaint, missing)
    }
  }

  /// The number of the channel of that name; nil, and a complaint, where there is none.
  mutating func find<Board: ReplicaBoard & ~Copyable>(
    _ name: ReplicaArguments.Channel, _ board: inout Board
  ) -> Int? {
    var number = 0
    while number < min(board.count, ChannelShape.mostChannels) {
      var shape = ChannelShape(&board, number)
      if arguments.withName(name, { shape.isNamed($0) }) { return number }
      number &+= 1
    }
    complain("there is no channel", name)
    return nil
  }

  /// What a line needs of that channel.
  mutating func wire<Board: ReplicaBoard & ~Copyable>(
    _ number: Int, _ memory: Board.Memory, _ name: ReplicaArguments.Channel, _ board: inout Board
  ) -> ReplicaWire<Board.Memory>? {
    let shape = ChannelShape(&board, number)
    guard
      let wire = ReplicaWire(
        memory, channel: number, own: shape.own, peer: shape.peer, other: shape.other)
    else {
      complain("there are no two halves of a ring, or too small ones, in channel", name)
      return nil
    }
    return wire
  }

  /// Its memory, for this program alone.
  mutating func memory<Board: ReplicaBoard & ~Copyable>(
    _ number: Int, _ name: ReplicaArguments.Channel, _ board: inout Board
  ) -> Board.Memory? {
    guard board.take(number) else {
      complain("another program is at channel", name)
      return nil
    }
    let shape = ChannelShape(&board, number)
    guard shape.size > 0, let memory = board.map(number, size: shape.size) else {
      complain("the memory cannot be mapped of channel", name)
      return nil
    }
    return memory
  }

  mutating func complain(_ text: StaticString, _ name: ReplicaArguments.Channel) {
    var line = ToolLine()
    line.append(text)
    line.append(" ")
    arguments.withName(name) { line.append($0) }
    _ = fail(&line, Self.missing)
  }

  /// Complains, and gives the code back.
  mutating func fail(_ line: inout ToolLine, _ code: Int32) -> Int32 {
    console.complain(of: "martlet-replica", &line)
    return code
  }

  private mutating func help() {
    let text: StaticString = """
      martlet-replica: counters that two VMs keep, of which one is the other's hot standby

        serve   keeps them, in each of the two VMs
          --state CHANNEL      to the other server, whose VM is this one's standby or primary
          --clients CHANNEL    to the client
          --heartbeat CHANNEL  counts in the first 8 bytes that this VM may write there

        client  adds to them and checks each answer
          --left CHANNEL, --right CHANNEL  to the two servers
          --count N            ends after so many answers; without it, on a signal
          --every MILLISECONDS from an answer to the next request (10)
          --late MILLISECONDS  an answer is late after so long (1000)
          --report SECONDS     a line of figures so often, not only at the end

        --help, --version

      Exit codes: 0 done; 1 the command line is wrong, or something was lost or wrong; 2 there is no such
      channel; 3 another program before this one has served in this VM, and the other server has what it had.

      """
    console.print(text.bytes)
  }
}
