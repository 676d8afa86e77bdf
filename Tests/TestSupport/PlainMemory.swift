internal import Channels

/// Memory of one thread.
package final class PlainMemory: ChannelMemory {
  private var words: [UInt32]

  package init(size: Int) { words = Array(repeating: 0, count: size / 4) }

  package subscript(_ index: Int) -> UInt32 {
    get { words[index] }
    set { words[index] = newValue }
  }

  package var size: Int { words.count * 4 }

  package func loadAcquiring(_ offset: Int) -> UInt32 { words[offset / 4] }
  package func storeReleasing(_ offset: Int, _ value: UInt32) { words[offset / 4] = value }

  package func load(_ offset: Int) -> UInt64 {
    UInt64(words[offset / 4]) | UInt64(words[offset / 4 + 1]) << 32
  }

  package func store(_ offset: Int, _ value: UInt64) {
    words[offset / 4] = UInt32(truncatingIfNeeded: value)
    words[offset / 4 + 1] = UInt32(truncatingIfNeeded: value >> 32)
  }

  package func fence() {}
}
