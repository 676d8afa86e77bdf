internal import ChannelDevice
internal import Channels

/// A client that knows what each answer must be. It has one request under way, and sends it to either server until one has
/// answered it.
struct ReplicaClient<Memory: ChannelMemory>: ~Copyable {
  private var left: ReplicaLine<Memory>
  private var right: ReplicaLine<Memory>
  private var message = ReplicaMessage()
  private var model = ReplicaModel()
  private(set) var tally = ReplicaTally()
  private let pace: ReplicaPace
  private var random: UInt64

  private var client: UInt64
  private var sequence: UInt64 = 0
  private var key: UInt32 = 0
  private var amount: UInt64 = 0
  /// Not answered yet.
  private var isOpen = false
  private var openedAt: UInt64 = 0
  /// When it is sent again, or the next one opened.
  private var due: UInt64 = 0
  private var sendings = 0
  /// Who is asked; and who gave the last answer, and which.
  private var asksRight = false
  private var answeredRight: Bool?
  private var lastAnswer: UInt64?

  /// Milliseconds until another server is tried: where one does not answer, and where one says that it is not the primary.
  static var patience: UInt64 { 250 }
  static var pause: UInt64 { 10 }
  private static var mostMessages: Int { 8 }

  init<Board: ReplicaBoard & ~Copyable>(
    left: ReplicaWire<Memory>, right: ReplicaWire<Memory>, pace: ReplicaPace,
    _ board: inout Board
  ) {
    self.left = ReplicaLine(left)
    self.right = ReplicaLine(right)
    self.pace = pace
    random = board.random()
    // The servers begin with client 0.
    client = max(random, 1)
  }

  var isDone: Bool { pace.count > 0 && tally.answered >= pace.count }

  /// Does what can be done at this time. True: there may be more.
  mutating func step<Board: ReplicaBoard & ~Copyable>(_ board: inout Board, now: UInt64) -> Bool {
    var hasMoved = left.accept()
    if right.accept() { hasMoved = true }
    var rounds = 0
    while rounds < Self.mostMessages, !isDone {
      rounds &+= 1
      let fromLeft = left.receive(&message)
      if fromLeft { hear(fromRight: false, now: now) }
      let fromRight = right.receive(&message)
      if fromRight { hear(fromRight: true, now: now) }
      guard fromLeft || fromRight else { break }
      hasMoved = true
    }
    if !isDone, now >= due { send(&board, now: now) }
    left.ring(&board)
    right.ring(&board)
    return hasMoved
  }

  /// False: there is something to do already.
  mutating func prepareToWait<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Bool {
    let mayWait = left.prepareToWait(sending: 0)
    let mayWaitToo = right.prepareToWait(sending: 0)
    left.ring(&board)
    right.ring(&board)
    return mayWait && mayWaitToo
  }

  /// Milliseconds until there is something to do without a message.
  func rest(now: UInt64) -> UInt64 { due > now ? due &- now : 0 }

  // Requests.

  private mutating func send<Board: ReplicaBoard & ~Copyable>(_ board: inout Board, now: UInt64) {
    if !isOpen {
      open(now: now)
    } else {
      // Nobody has answered, so the other one is asked.
      asksRight = !asksRight
    }
    // A server that is not there needs no patience.
    if !isThere(&board) { asksRight = !asksRight }
    message.begin(.request, key: key)
    message.append(client)
    message.append(sequence)
    message.append(amount)
    let isSent = asksRight ? right.send(&message) : left.send(&message)
    due = now &+ (isSent ? Self.patience : Self.pause)
    guard isSent else { return }
    if sendings > 0 { tally.again &+= 1 }
    sendings &+= 1
  }

  private mutating func isThere<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Bool {
    let isUp = asksRight ? right.isUp : left.isUp
    return isUp && board.read(asksRight ? right.channel : left.channel, 0x14) & 1 != 0
  }

  private mutating func open(now: UInt64) {
    // xorshift64*, which never comes to zero: Vigna, An experimental exploration of Marsaglia's xorshift generators.
    if random == 0 { random = 1 }
    random ^= random &>> 12
    random ^= random &<< 25
    random ^= random &>> 27
    let number = random &* 0x2545_F491_4F6C_DD1D
    key = UInt32(truncatingIfNeeded: number &>> 58)
    amount = 1 &+ number % 1000
    sequence &+= 1
    isOpen = true
    sendings = 0
    openedAt = now
  }

  // Answers.

  private mutating func hear(fromRight: Bool, now: UInt64) {
    guard message.kind == .answer, let status = message.status else {
      tally.wrong &+= 1
      return
    }
    // What was asked in another life of this program.
    guard message.word(1) == client else { return }
    let answered = message.word(2)
    if answered == sequence, isOpen {
      switch status {
      case .done: close(fromRight: fromRight, now: now)
      case .notPrimary: if fromRight == asksRight { due = min(due, now &+ Self.pause) }
      case .outside: begin()
      case .noCounter: tally.wrong &+= 1
      }
      return
    }
    // To what was sent again there is more than one answer: the same one.
    guard answered > 0, answered <= sequence else {
      tally.wrong &+= 1
      return
    }
    if status == .done, answered == sequence, let lastAnswer, message.word(3) != lastAnswer {
      tally.wrong &+= 1
    }
  }

  private mutating func close(fromRight: Bool, now: UInt64) {
    let value = message.word(3)
    if message.key == key {
      switch model.take(key, amount: amount, value: value) {
      case .right: break
      case .lost: tally.lost &+= 1
      case .wrong: tally.wrong &+= 1
      }
    } else {
      tally.wrong &+= 1
    }
    let time = now &- openedAt
    tally.answered &+= 1
    tally.longest = max(tally.longest, time)
    if time > pace.late { tally.late &+= 1 }
    if let answeredRight, answeredRight != fromRight {
      tally.moved &+= 1
      tally.longestMoved = max(tally.longestMoved, time)
    }
    answeredRight = fromRight
    asksRight = fromRight
    lastAnswer = value
    isOpen = false
    due = now &+ pace.every
  }

  /// The server does not know what came before: all that is gone. From here on it is another client's.
  private mutating func begin() {
    tally.lost &+= 1
    client &+= 1
    sequence = 0
    isOpen = false
    lastAnswer = nil
    model.forget()
    due = 0
  }
}
