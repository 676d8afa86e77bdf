internal import ChannelDevice
internal import Channels

/// One end of a channel. A new life of the other end is told by `.down` until `accept` says that it was noticed, so that
/// nothing meant for one life comes to the next.
struct ReplicaLine<Memory: ChannelMemory>: ~Copyable {
  /// None where the ring is not inside the memory: such a line is never up.
  private var end: ChannelEnd<Memory>?
  /// The channel's number.
  let channel: Int
  private let other: UInt32
  /// The other end's life that all goes with.
  private var life: UInt32 = 0

  init(_ wire: ReplicaWire<Memory>) {
    end = ChannelEnd(wire.memory, wire.layout, .first)
    channel = wire.channel
    other = wire.other
  }

  /// Whether the other end is in the life that was accepted.
  private var isSame: Bool {
    mutating get { peerLife == life }
  }

  private var peerLife: UInt32 {
    mutating get { end?.peerLife ?? 0 }
  }

  /// Looks who is at the other end. True: another life than before, or nobody any more.
  mutating func accept() -> Bool {
    _ = end?.isUp()
    if isSame { return false }
    life = peerLife
    return true
  }

  var isUp: Bool {
    mutating get { (end?.isUp() ?? false) && isSame }
  }

  /// False: not now.
  mutating func send(_ message: inout ReplicaMessage) -> Bool {
    guard isSame else { return false }
    return message.withBytes { end?.send($0) } == .sent
  }

  /// The next message. One that is too long for any is dropped.
  mutating func receive(_ message: inout ReplicaMessage) -> Bool {
    guard isSame else { return false }
    var found = ChannelReceived.empty
    message.fill {
      found = end?.receive(into: &$0) ?? .down
      if case .message(let count) = found { return count }
      return 0
    }
    switch found {
    case .message: return true
    case .tooLong:
      end?.skip()
      return true
    case .empty, .down, .refused: return false
    }
  }

  /// Asks to be woken for the next message, and for room where something waits to be sent. False: there is something already.
  mutating func prepareToWait(sending words: Int) -> Bool {
    var mayWait = end?.waitForMessage() ?? true
    if words > 0, isUp, end?.waitForRoom(for: 8 &* words) == false { mayWait = false }
    return mayWait && isSame
  }

  mutating func ring<Board: ChannelBoard & ~Copyable>(_ board: inout Board) {
    if end?.takeBell() == true { board.write(channel, 0x0C, other &<< 16) }
  }
}
