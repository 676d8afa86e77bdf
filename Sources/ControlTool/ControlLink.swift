internal import Channels
internal import Core

/// Requests and their answers, one after another.
struct ControlLink<Board: ControlBoard & ~Copyable>: ~Copyable {
  var board: Board
  private var channel: ChannelEnd<Board.Memory>
  private var buffer = InlineArray<256, UInt8>(repeating: 0)
  private var tag: UInt32 = 0

  /// Each time for this long, and so often without anything new until it is given up.
  static var step: UInt32 { 100 }
  private static var patience: Int { 50 }
  /// The same for what takes long.
  static var longPatience: Int { 4000 }

  init(_ board: consuming Board, _ channel: consuming ChannelEnd<Board.Memory>) {
    self.board = board
    self.channel = channel
  }

  /// The device, once it is known to be one and answers.
  static func open(_ board: consuming Board) throws(ControlFailure) -> ControlLink {
    var board = board
    guard board.read(.identification) == ControlDevice.identification else { throw .otherDevice }
    guard board.read(.version) &>> 16 == ControlDevice.version &>> 16,
      board.read(.ringSize) >= UInt32(truncatingIfNeeded: ControlDevice.ringSize)
    else { throw .otherVersion }
    try take(&board)
    guard
      let own = ChannelHalf(offset: ControlDevice.requestOffset, size: ControlDevice.requestSize),
      let peer = ChannelHalf(offset: ControlDevice.answerOffset, size: ControlDevice.answerSize),
      let layout = ChannelLayout(first: own, second: peer),
      let channel = ChannelEnd(board.memory, layout, .first)
    else { throw .otherDevice }
    var link = ControlLink(board, channel)
    link.board.write(.enabled, ControlRegisters.requests | ControlRegisters.events)
    try link.meet()
    return link
  }

  /// Others may ask until this one does again.
  mutating func release() { board.release(ControlRegisters.requests) }

  /// The opposite. False while others ask.
  mutating func resume() throws(ControlFailure) -> Bool {
    guard board.take(ControlRegisters.requests) else { return false }
    channel.restart()
    try meet()
    return true
  }

  /// The opposite of `release`, as soon as nobody else asks.
  mutating func takeAgain() throws(ControlFailure) {
    try Self.take(&board)
    channel.restart()
    try meet()
  }

  /// Who only looks now and then is soon done.
  private static func take(_ board: inout Board) throws(ControlFailure) {
    var rounds = 0
    while !board.take(ControlRegisters.requests) {
      guard rounds < 200 else { throw .isTaken }
      rounds &+= 1
      board.pause(milliseconds: 10)
    }
  }

  private mutating func meet() throws(ControlFailure) {
    ring()
    var rounds = 0
    while !channel.isUp() {
      guard rounds < Self.patience else { throw .noAnswer }
      rounds &+= 1
      wait()
    }
    ring()
  }

  private mutating func ring() {
    if channel.takeBell() { board.write(.doorbell, ControlRegisters.requests) }
  }

  /// Until there may be something new. What is pending is taken back before the ring is looked at again.
  private mutating func wait() {
    let maySleep = channel.waitForMessage()
    ring()
    if maySleep { board.wait(milliseconds: Self.step) }
    board.write(.pending, ControlRegisters.requests)
  }

  /// Asks, and gives each record of the answer to `body`, with the time of its part. What is not of that kind is nonsense.
  mutating func ask<Record: ControlRecord>(
    _ call: ControlCall, as type: Record.Type, patience: Int = patience,
    _ body: (Record, UInt64) -> Void
  ) throws(ControlFailure) -> ManagementStatus {
    try send(call)
    while true {
      let count = try receive(patience)
      let part = buffer.span.extracting(first: count).raw
      guard let answer = ControlAnswer(part) else { throw .nonsense }
      // The end of an answer that somebody else asked for and did not wait for.
      guard answer.tag == tag, answer.operation == call.operation else { continue }
      if let bytes = ControlAnswer.record(of: part) {
        guard let record = Record(bytes) else { throw .nonsense }
        body(record, answer.time)
      }
      if answer.isLast { return answer.status }
    }
  }

  private mutating func send(_ call: ControlCall) throws(ControlFailure) {
    tag &+= 1
    var message = ControlMessage()
    call.write(tag: tag, to: &message)
    let result = message.withText { channel.send($0) }
    guard result == .sent else { throw .noAnswer }
    ring()
  }

  /// The next message, into the buffer.
  private mutating func receive(_ patience: Int) throws(ControlFailure) -> Int {
    var rounds = 0
    while rounds < patience {
      var span = buffer.mutableSpan
      let received = channel.receive(into: &span)
      ring()
      switch received {
      case .message(let count): return count
      case .empty: wait()
      case .tooLong, .refused: throw .nonsense
      case .down: throw .noAnswer
      }
      rounds &+= 1
    }
    throw .noAnswer
  }
}
