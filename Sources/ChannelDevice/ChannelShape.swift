package import Channels
package import Core

/// What the registers say of a channel: its name, and where in its memory the two halves of the ring are.
package struct ChannelShape: ~Copyable {
  /// A program looks at no more of them.
  package static var mostChannels: Int { 32 }

  package var name = TextBuffer<32>()
  /// Bytes of memory; 0: there is none that this program would map.
  package private(set) var size = 0
  /// Nil where the parts are none of the two forms of a ring.
  package private(set) var own: ChannelHalf?
  package private(set) var peer: ChannelHalf?
  /// The other end's number.
  package let other: UInt32
  package let isPeerRunning: Bool
  /// Where the first bytes are that this VM may write: the hypervisor looks for its heartbeat there.
  package private(set) var firstWritten: Int?

  private static var mostParts: UInt32 { 4 }
  private static var mostPages: UInt32 { 0x4000 }

  package init<Board: ChannelBoard & ~Copyable>(_ board: inout Board, _ channel: Int) {
    let position = board.read(channel, 0x08) & 1
    other = position ^ 1
    isPeerRunning = board.read(channel, 0x14) & 1 != 0
    readName(&board, channel)
    var pair: (ChannelHalf?, ChannelHalf?) = (nil, nil)
    var common: (ChannelHalf, ChannelHalf)?
    // How many parts this end alone writes, the other alone, and both.
    var alone = 0
    var otherAlone = 0
    var both = 0
    let parts = min(board.read(channel, 0x18), Self.mostParts)
    var part: UInt32 = 0
    while part < parts {
      let pages = board.read(channel, 0x40 &+ 8 &* part)
      let writers = board.read(channel, 0x44 &+ 8 &* part) & 3
      guard pages > 0, pages <= Self.mostPages else {
        size = 0
        return
      }
      let bytes = Int(pages) &* 4096
      if writers & 1 != 0, firstWritten == nil { firstWritten = size }
      if writers == 1 {
        alone &+= 1
        pair.0 = ChannelHalf(offset: size, size: bytes)
      } else if writers == 2 {
        otherAlone &+= 1
        pair.1 = ChannelHalf(offset: size, size: bytes)
      } else if writers == 3 {
        both &+= 1
        let first = ChannelHalf(offset: size, size: bytes / 2)
        let second = ChannelHalf(offset: size &+ bytes / 2, size: bytes / 2)
        if let first, let second { common = (first, second) }
      }
      size &+= bytes
      part &+= 1
    }
    if alone == 1, otherAlone == 1, let mine = pair.0, let theirs = pair.1,
      mine.capacity == theirs.capacity
    {
      own = mine
      peer = theirs
    } else if both == 1, let (first, second) = common {
      own = position == 0 ? first : second
      peer = position == 0 ? second : first
    }
  }

  /// Letters that a file's name may have; what else is there makes none of it.
  private mutating func readName<Board: ChannelBoard & ~Copyable>(
    _ board: inout Board, _ channel: Int
  ) {
    var index: UInt32 = 0
    while index < 32 {
      let word = board.read(channel, 0x20 &+ index & ~3)
      let byte = UInt8(truncatingIfNeeded: word &>> (index & 3 &* 8))
      if byte == 0 { return }
      let isLetter =
        byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte >= 0x30 && byte <= 0x39
      guard isLetter || index > 0 && (byte == 0x2D || byte == 0x2E || byte == 0x5F) else {
        name.removeAll()
        return
      }
      name.append(byte: byte)
      index &+= 1
    }
  }

  package mutating func isNamed(_ name: RawSpan) -> Bool {
    self.name.withText { $0.raw.equals(name) }
  }
}
