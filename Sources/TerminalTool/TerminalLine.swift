internal import ChannelDevice
internal import Channels

/// One channel and its terminal. What was taken from one of them and not yet given to the other waits here, and nothing more
/// is taken before: so who writes waits for who reads, through both machines.
struct TerminalLine<Memory: ChannelMemory & ~Copyable>: ~Copyable {
  /// What became of a message that cannot be handed on.
  enum Trouble {
    case none, tooLong, refused
  }

  private var end: ChannelEnd<Memory>
  private let other: UInt32
  private var outgoing = TerminalBytes()
  private var incoming = TerminalBytes()
  private var trouble = Trouble.none
  /// Trouble that was told is told again only after a message that could be handed on.
  private var hasTold = false

  /// Messages in one direction in one step, so that no line keeps the others waiting.
  private static var mostMessages: Int { 8 }

  /// Nil where the ring is too short for any use.
  init?(_ memory: consuming Memory, own: ChannelHalf, peer: ChannelHalf, other: UInt32) {
    guard let layout = ChannelLayout(first: own, second: peer),
      own.longestMessage >= 16, peer.longestMessage >= 16,
      let end = ChannelEnd(memory, layout, .first)
    else { return nil }
    self.end = end
    self.other = other
  }

  /// Moves what can be moved now. True: there may be more.
  mutating func step<Board: TerminalBoard & ~Copyable>(_ board: inout Board, _ number: Int) -> Bool
  {
    var hasMoved = false
    var rounds = 0
    while rounds < Self.mostMessages {
      let moved = send(&board, number)
      guard receive(&board, number) || moved else { break }
      hasMoved = true
      rounds &+= 1
    }
    ring(&board, number)
    return hasMoved
  }

  /// From the terminal to the ring. Where nobody is at the other end nothing is taken, so that who writes waits.
  private mutating func send<Board: TerminalBoard & ~Copyable>(
    _ board: inout Board, _ number: Int
  ) -> Bool {
    if outgoing.isEmpty {
      guard end.isUp() else { return false }
      // Half a ring at most: the other end reads one while this one writes the next.
      let room = min(end.longestMessage / 2, TerminalBytes.capacity)
      outgoing.fill { board.get(number, &$0, atMost: room) }
    }
    guard !outgoing.isEmpty else { return false }
    return outgoing.drain { end.send($0) == .sent ? $0.count : 0 } > 0
  }

  /// From the ring to the terminal.
  private mutating func receive<Board: TerminalBoard & ~Copyable>(
    _ board: inout Board, _ number: Int
  ) -> Bool {
    var hasMoved = false
    if incoming.isEmpty {
      var found = ChannelReceived.empty
      incoming.fill {
        found = end.receive(into: &$0)
        if case .message(let count) = found { return count }
        return 0
      }
      switch found {
      case .message:
        hasMoved = true
        hasTold = false
      case .tooLong:
        trouble = .tooLong
        end.skip()
        return true
      case .refused: trouble = .refused
      case .empty, .down: break
      }
    }
    guard !incoming.isEmpty else { return hasMoved }
    return incoming.drain { board.put(number, $0) } > 0 || hasMoved
  }

  /// Asks to be woken for what would let it go on, and adds that to `interest`. False: there is something already.
  mutating func prepareToWait<Board: TerminalBoard & ~Copyable>(
    _ board: inout Board, _ number: Int, _ interest: inout TerminalInterest
  ) -> Bool {
    let bit = UInt32(1) &<< UInt32(truncatingIfNeeded: number)
    var mayWait = true
    interest.open |= bit
    if !incoming.isEmpty {
      interest.writable |= bit
    } else if !end.waitForMessage() {
      mayWait = false
    }
    if !outgoing.isEmpty {
      if !end.waitForRoom(for: outgoing.count) { mayWait = false }
    } else if end.isUp() {
      interest.readable |= bit
    }
    ring(&board, number)
    return mayWait
  }

  private mutating func ring<Board: TerminalBoard & ~Copyable>(_ board: inout Board, _ number: Int)
  {
    if end.takeBell() { board.write(number, 0x0C, other &<< 16) }
  }

  /// What is to be said about it, once.
  mutating func takeTrouble() -> Trouble {
    let trouble = hasTold ? .none : trouble
    if trouble != .none { hasTold = true }
    self.trouble = .none
    return trouble
  }
}
