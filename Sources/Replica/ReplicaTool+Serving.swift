internal import ChannelDevice
internal import Channels
internal import ControlTool
internal import Core

extension ReplicaTool where Console: ~Copyable {
  /// How often it may find something new without any message, before it sleeps nevertheless.
  static var patience: Int { 16 }
  /// Milliseconds: how often a server shows that it goes on, and says how it is.
  private static var beat: UInt64 { 100 }

  mutating func serve<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Int32 {
    guard let state = find(.first, &board),
      let clients = find(.second, &board)
    else { return Self.missing }
    var beating: Int?
    if arguments.withName(.heartbeat, { $0.byteCount > 0 }) {
      guard let number = find(.heartbeat, &board) else { return Self.missing }
      beating = number
    }
    guard let stateMemory = memory(state, .first, &board),
      let clientsMemory = memory(clients, .second, &board),
      let stateWire = wire(state, stateMemory, .first, &board),
      let clientsWire = wire(clients, clientsMemory, .second, &board)
    else { return Self.missing }
    guard ReplicaServer<Board.Memory>.settle(state, &board) else {
      var line = ToolLine()
      line.append(
        "the state is with the other server, which can take over: this VM is not to serve")
      return fail(&line, Self.refused)
    }
    var pulse: ReplicaPulse<Board.Memory>?
    if let beating {
      let isTheirs = beating == clients
      guard beating != state,
        let found = isTheirs ? clientsMemory : memory(beating, .heartbeat, &board),
        let made = ReplicaPulse(found, ChannelShape(&board, beating), besideRing: isTheirs)
      else {
        complain("there is no place for a heartbeat beside rings in channel", .heartbeat)
        return Self.missing
      }
      pulse = consume made
    }
    var server = ReplicaServer(peer: stateWire, clients: clientsWire, &board)
    // Doorbells may interrupt, and a change of roles.
    board.write(state, 0, 3)
    board.write(clients, 0, 1)
    let channels = UInt32(1) &<< UInt32(state & 31) | UInt32(1) &<< UInt32(clients & 31)
    var shown: ReplicaStanding?
    var beatAt: UInt64 = 0
    var restless = 0
    while !board.isStopped {
      let hasMoved = server.step(&board)
      let now = board.now()
      if now >= beatAt {
        beatAt = now &+ Self.beat
        board.pet()
        pulse?.beat()
        if shown != server.standing {
          shown = server.standing
          show(server.standing, isIncomplete: server.isIncomplete)
        }
      }
      if hasMoved {
        restless = 0
      } else if server.prepareToWait(&board) {
        board.wait(channels, milliseconds: shown == server.standing ? UInt32(Self.beat) : 10)
      } else {
        restless &+= 1
        guard restless >= Self.patience else { continue }
        restless = 0
        board.wait(channels, milliseconds: 5)
      }
    }
    return Self.done
  }

  private mutating func show(_ standing: ReplicaStanding, isIncomplete: Bool) {
    var line = ToolLine()
    line.append("martlet-replica: ")
    line.append(standing.sentence)
    if isIncomplete { line.append("; what was before is lost") }
    line.append("\n")
    line.withText { console.print($0.raw) }
  }
}
