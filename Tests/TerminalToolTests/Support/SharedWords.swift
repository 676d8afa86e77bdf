import Channels

/// Memory that both ends of a channel have in one thread.
final class SharedWords: ChannelMemory {
  private var words: [UInt32]

  init(size: Int) { words = Array(repeating: 0, count: size / 4) }

  var size: Int { words.count * 4 }

  subscript(_ index: Int) -> UInt32 {
    get { words[index] }
    set { words[index] = newValue }
  }

  func loadAcquiring(_ offset: Int) -> UInt32 { words[offset / 4] }
  func storeReleasing(_ offset: Int, _ value: UInt32) { words[offset / 4] = value }

  func load(_ offset: Int) -> UInt64 {
    UInt64(words[offset / 4]) | UInt64(words[offset / 4 + 1]) << 32
  }

  func store(_ offset: Int, _ value: UInt64) {
    words[offset / 4] = UInt32(truncatingIfNeeded: value)
    words[offset / 4 + 1] = UInt32(truncatingIfNeeded: value >> 32)
  }

  func fence() {}
}
