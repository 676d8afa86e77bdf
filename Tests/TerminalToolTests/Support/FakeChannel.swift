import Channels
import TestSupport

/// A channel of a made-up machine: its registers, its memory, its terminal.
final class FakeChannel {
  struct Part {
    var pages = 1
    /// Bit 0: this end may write; bit 1: the other.
    var writers = 3
  }

  let name: String
  let parts: [Part]
  let position: UInt32
  let memory: PlainMemory
  var isPeerRunning = true
  var isTaken = false
  /// Nil: Linux gives none.
  var terminal: FakeTerminal? = FakeTerminal()
  private(set) var link: String?
  /// How often this end rang the other.
  private(set) var rings = 0
  private(set) var mask: UInt32 = 0

  init(_ name: String, parts: [Part] = [Part()], position: UInt32 = 0) {
    self.name = name
    self.parts = parts
    self.position = position
    memory = PlainMemory(size: parts.reduce(0) { $0 + $1.pages * 4096 })
  }

  func read(_ offset: UInt32) -> UInt32 {
    switch offset {
    case 0x08: return position
    case 0x10: return 0x4C48_434D
    case 0x14: return isPeerRunning ? 1 : 0
    case 0x18: return UInt32(parts.count)
    case 0x20..<0x40:
      let bytes = [UInt8](name.utf8) + [UInt8](repeating: 0, count: 32)
      return (0..<4).reduce(0) { $0 | UInt32(bytes[Int(offset) - 0x20 + $1]) << UInt32(8 * $1) }
    case 0x40...:
      let part = parts[Int(offset - 0x40) / 8]
      return UInt32(offset & 4 == 0 ? part.pages : part.writers)
    default: return 0
    }
  }

  func write(_ offset: UInt32, _ value: UInt32) {
    if offset == 0 { mask = value }
    if offset == 0x0C, value >> 16 == position ^ 1 { rings += 1 }
  }

  func makeTerminal(_ name: String) -> Bool {
    guard terminal != nil else { return false }
    link = name
    return true
  }

  /// The end in the other machine, where a ring is made of the parts as the document says.
  func peer() -> ChannelEnd<PlainMemory> {
    if let mine = parts.firstIndex(where: { $0.writers == 1 }),
      let theirs = parts.firstIndex(where: { $0.writers == 2 })
    {
      return end(own: start(theirs), peer: start(mine), size: parts[mine].pages * 4096)
    }
    let part = parts.firstIndex { $0.writers == 3 }!
    let half = parts[part].pages * 2048
    let (first, second) = (start(part), start(part) + half)
    return position == 0
      ? end(own: second, peer: first, size: half) : end(own: first, peer: second, size: half)
  }

  private func start(_ part: Int) -> Int { parts[..<part].reduce(0) { $0 + $1.pages * 4096 } }

  private func end(own: Int, peer: Int, size: Int) -> ChannelEnd<PlainMemory> {
    let layout = ChannelLayout(
      first: ChannelHalf(offset: own, size: size)!, second: ChannelHalf(offset: peer, size: size)!)
    return ChannelEnd(memory, layout!, .first)!
  }
}
