internal import Channels
internal import Core

/// Events as they happen.
struct EventLink<Memory: ChannelMemory>: ~Copyable {
  private var channel: ChannelEnd<Memory>
  private var buffer = InlineArray<256, UInt8>(repeating: 0)

  private init(_ channel: consuming ChannelEnd<Memory>) { self.channel = channel }

  static func open<Board: ControlBoard & ~Copyable>(
    _ board: inout Board
  ) throws(ControlFailure) -> EventLink where Board.Memory == Memory {
    guard board.take(ControlRegisters.events) else { throw .isTaken }
    guard
      let own = ChannelHalf(offset: ControlDevice.listenerOffset, size: ControlDevice.listenerSize),
      let peer = ChannelHalf(offset: ControlDevice.eventOffset, size: ControlDevice.eventSize),
      let layout = ChannelLayout(first: own, second: peer),
      let channel = ChannelEnd(board.memory, layout, .first)
    else { throw .otherDevice }
    var link = EventLink(channel)
    try link.meet(&board)
    return link
  }

  private mutating func meet<Board: ControlBoard & ~Copyable>(
    _ board: inout Board
  ) throws(ControlFailure) where Board.Memory == Memory {
    ring(&board)
    var rounds = 0
    while !channel.isUp() {
      guard rounds < 10 else { throw .noAnswer }
      rounds &+= 1
      wait(&board)
    }
    ring(&board)
  }

  private mutating func ring<Board: ControlBoard & ~Copyable>(_ board: inout Board)
  where Board.Memory == Memory {
    if channel.takeBell() { board.write(.doorbell, ControlRegisters.events) }
  }

  private mutating func wait<Board: ControlBoard & ~Copyable>(_ board: inout Board)
  where Board.Memory == Memory {
    let maySleep = channel.waitForMessage()
    ring(&board)
    if maySleep { board.wait(milliseconds: 1000) }
    board.write(.pending, ControlRegisters.events)
  }

  /// The next event, however long it takes. Kinds that are not known are passed over.
  mutating func next<Board: ControlBoard & ~Copyable>(
    _ board: inout Board
  ) throws(ControlFailure) -> EventRecord where Board.Memory == Memory {
    while true {
      var span = buffer.mutableSpan
      let received = channel.receive(into: &span)
      ring(&board)
      switch received {
      case .message(let count):
        if let record = EventRecord(buffer.span.extracting(first: count).raw) { return record }
      case .empty: wait(&board)
      case .tooLong, .refused: throw .nonsense
      case .down: throw .noAnswer
      }
    }
  }
}
