internal import ChannelDevice
internal import Channels

extension ReplicaServer {
  // Between the two servers.

  /// A message of the other server's. What makes no sense is dropped; a standby then asks for all anew.
  mutating func hear<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) {
    switch message.kind {
    case .ask: question = message.word(1)
    case .taken:
      if !isStandby, isFollowed { taken = message.word(1) }
    case .state:
      guard isStandby, message.word(1) == asked, !owesQuestion else { return }
      store.read(from: &message, at: 2)
      isInSync = true
      owesTaken = true
      board.write(peer.channel, ReplicaRole.register, ReplicaRole.ready)
    case .change:
      guard isStandby, isInSync else { return }
      guard message.word(1) == store.number &+ 1, message.key < ReplicaStore.counters else {
        return fallBehind(&board)
      }
      store.change(
        number: message.word(1), client: message.word(2), sequence: message.word(3),
        key: message.key, value: message.word(4))
      owesTaken = true
    case .request, .answer, nil:
      if isStandby, isInSync { fallBehind(&board) }
    }
  }

  /// What a standby has to say.
  mutating func tell() {
    if owesQuestion {
      message.begin(.ask)
      message.append(asked)
      if peer.send(&message) { owesQuestion = false }
    }
    if owesTaken {
      message.begin(.taken)
      message.append(store.number)
      if peer.send(&message) { owesTaken = false }
    }
  }

  /// What a primary has to say: to its standby first, and then, when that has it, to the client.
  mutating func lead<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) {
    if let number = question {
      message.begin(.state, key: store.key)
      message.append(number)
      store.write(to: &message)
      if peer.send(&message) {
        question = nil
        isFollowed = true
        hasSaidReady = false
        sent = store.number
        taken = 0
      }
    } else if isFollowed, sent != store.number {
      message.begin(.change, key: store.key)
      message.append(store.number)
      message.append(store.client)
      message.append(store.sequence)
      message.append(store.answer)
      if peer.send(&message) { sent = store.number }
    }
    guard owesAnswer, mayAnswer(&board) else { return }
    message.begin(.answer, key: store.key)
    message.append(store.client)
    message.append(store.sequence)
    message.append(store.answer)
    if clients.send(&message) { owesAnswer = false }
  }

  /// Whether nothing can make the last change undone.
  private mutating func mayAnswer<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Bool {
    if isFollowed { return taken == store.number }
    return !ReplicaRole(word: board.read(peer.channel, ReplicaRole.register)).isPeerReady
  }

  // With clients.

  /// A client's message.
  mutating func serve() {
    guard message.kind == .request else { return }
    let key = message.key
    let client = message.word(1)
    let sequence = message.word(2)
    let amount = message.word(3)
    if isStandby { return refuse(.notPrimary, key: key, client: client, sequence: sequence) }
    guard key < ReplicaStore.counters else {
      return refuse(.noCounter, key: key, client: client, sequence: sequence)
    }
    switch store.place(client: client, sequence: sequence) {
    case .outside: refuse(.outside, key: key, client: client, sequence: sequence)
    case .again: owesAnswer = true
    case .next:
      store.apply(client: client, sequence: sequence, key: key, amount: amount)
      owesAnswer = true
    }
  }

  /// A client that takes no answers gets none.
  private mutating func refuse(
    _ status: ReplicaStatus, key: UInt32, client: UInt64, sequence: UInt64
  ) {
    message.begin(.answer, status: status, key: key)
    message.append(client)
    message.append(sequence)
    message.append(0)
    _ = clients.send(&message)
  }
}
