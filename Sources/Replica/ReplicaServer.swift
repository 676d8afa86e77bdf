internal import ChannelDevice
internal import Channels

/// One of the two servers. Which of them is the primary the hypervisor says; a VM that was the primary and is not any more has
/// ended, and its program with it.
///
/// What holds it together:
/// - A standby says ready only with all that the primary has, and takes it back before it asks anew.
/// - From the moment on that the primary has sent its state it answers nothing that the standby has not taken, until that
///   standby has ended or started anew.
/// - It answers alone only where nobody has sent for the state since and the hypervisor says that the other is not ready.
///
/// So whoever takes over has all that was answered.
struct ReplicaServer<Memory: ChannelMemory>: ~Copyable {
  /// To the other server, and to the clients.
  var peer: ReplicaLine<Memory>
  var clients: ReplicaLine<Memory>
  var store = ReplicaStore()
  var message = ReplicaMessage()
  var isStandby: Bool

  // Of a primary.
  /// The standby has been sent the state in this life of it, and all that came next.
  var isFollowed = false
  /// It has said that it is ready, since then.
  var hasSaidReady = false
  /// Number of the change up to which it was sent all, and has taken all.
  var sent: UInt64 = 0
  var taken: UInt64 = 0
  /// Number of the other's question for the state, until it is answered.
  var question: UInt64?
  /// The client waits for the answer to the last change.
  var owesAnswer = false

  // Of a standby.
  var isInSync = false
  /// Number of its question for the state; one that has not been sent yet waits.
  var asked: UInt64 = 0
  var owesQuestion = false
  /// The primary waits to hear that this was taken.
  var owesTaken = false
  /// It is the primary without the state: whoever had that has ended.
  private(set) var isIncomplete = false

  /// Messages in one step, of each line.
  private static var mostMessages: Int { 8 }

  /// What a program before this one said in this life of the VM is not true of this one. To be settled before anybody sees
  /// this one, that is before the rings are opened. False: the state went with that program, the other server has it and
  /// waits to become the primary, so this one must not be in its way.
  static func settle<Board: ReplicaBoard & ~Copyable>(_ channel: Int, _ board: inout Board) -> Bool
  {
    let role = ReplicaRole(word: board.read(channel, ReplicaRole.register))
    if role.isStandby {
      board.write(channel, ReplicaRole.register, 0)
      return true
    }
    return !(role.isReady && role.isPeerReady)
  }

  init<Board: ReplicaBoard & ~Copyable>(
    peer: ReplicaWire<Memory>, clients: ReplicaWire<Memory>,
    _ board: inout Board
  ) {
    self.peer = ReplicaLine(peer)
    self.clients = ReplicaLine(clients)
    let role = ReplicaRole(word: board.read(self.peer.channel, ReplicaRole.register))
    isStandby = role.isStandby
    if isStandby {
      ask()
    } else {
      isIncomplete = role.isReady
      say(ready: true, &board)
    }
  }

  var standing: ReplicaStanding {
    if isStandby { return isInSync ? .inSync : .behind }
    return isFollowed ? .followed : .alone
  }

  /// There is one change under way at most.
  private var takesRequests: Bool {
    isStandby || !owesAnswer && (!isFollowed || sent == store.number)
  }

  /// Does what can be done now. True: there may be more.
  mutating func step<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Bool {
    var hasMoved = follow(&board)
    if peer.accept() {
      hasMoved = true
      lost(&board)
    }
    if clients.accept() {
      hasMoved = true
      // Who asked is gone, or asks again.
      owesAnswer = false
    }
    var rounds = 0
    while rounds < Self.mostMessages, peer.receive(&message) {
      hasMoved = true
      rounds &+= 1
      hear(&board)
    }
    if isStandby { tell() } else { lead(&board) }
    rounds = 0
    while rounds < Self.mostMessages, takesRequests, clients.receive(&message) {
      hasMoved = true
      rounds &+= 1
      serve()
      if !isStandby { lead(&board) }
    }
    peer.ring(&board)
    clients.ring(&board)
    return hasMoved
  }

  /// False: there is something to do already.
  mutating func prepareToWait<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Bool {
    var words = 0
    if isStandby {
      if owesTaken || owesQuestion { words = ReplicaKind.taken.words }
    } else if question != nil {
      words = ReplicaKind.state.words
    } else if isFollowed, sent != store.number {
      words = ReplicaKind.change.words
    }
    var mayWait = peer.prepareToWait(sending: words)
    // Where no request is taken, one that is there is no reason to stay awake.
    let mayWaitForClients = clients.prepareToWait(
      sending: owesAnswer ? ReplicaKind.answer.words : 0)
    if !mayWaitForClients, takesRequests { mayWait = false }
    peer.ring(&board)
    clients.ring(&board)
    return mayWait
  }

  /// Does as the hypervisor says.
  private mutating func follow<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Bool {
    let role = role(&board)
    if role.isStandby == isStandby {
      if !isStandby { watch(role, &board) }
      return false
    }
    if isStandby {
      takeOver(&board)
    } else {
      // A primary does not become a standby while it lives. What it has may be behind the other's by now.
      say(ready: false, &board)
      isStandby = true
      isFollowed = false
      question = nil
      owesAnswer = false
      store.removeAll()
      ask()
    }
    return true
  }

  /// The standby that was sent the state has ended, or taken back that it is ready: it will ask anew before it is.
  private mutating func watch<Board: ReplicaBoard & ~Copyable>(
    _ role: ReplicaRole, _ board: inout Board
  ) {
    guard isFollowed else { return }
    if role.isPeerReady {
      hasSaidReady = true
    } else if hasSaidReady || board.read(peer.channel, 0x14) & 1 == 0 {
      isFollowed = false
    }
  }

  /// The other end of the servers' channel has another life, or none. What was under way there is lost.
  private mutating func lost<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) {
    question = nil
    isFollowed = false
    owesTaken = false
    if isStandby { fallBehind(&board) }
  }

  /// What a standby has is not what its primary has. Until it takes that back it may be made the primary at any time.
  mutating func fallBehind<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) {
    say(ready: false, &board)
    if role(&board).isStandby {
      isInSync = false
      ask()
    } else {
      takeOver(&board)
    }
  }

  private mutating func takeOver<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) {
    isStandby = false
    isIncomplete = !isInSync
    isInSync = false
    isFollowed = false
    owesQuestion = false
    owesTaken = false
    owesAnswer = false
    say(ready: true, &board)
  }

  private mutating func ask() {
    asked &+= 1
    owesQuestion = true
    owesTaken = false
  }

  private mutating func role<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> ReplicaRole {
    ReplicaRole(word: board.read(peer.channel, ReplicaRole.register))
  }

  private mutating func say<Board: ReplicaBoard & ~Copyable>(ready: Bool, _ board: inout Board) {
    board.write(peer.channel, ReplicaRole.register, ready ? ReplicaRole.ready : 0)
  }
}
