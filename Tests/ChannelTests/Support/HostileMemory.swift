import Channels

/// Memory whose other side is written by somebody else between any two accesses, and which tells what was done to it.
final class HostileMemory: ChannelMemory {
  private var words: [UInt32]
  /// What the peer does before a load. It may write with `self[offset]`.
  var peer: (HostileMemory) -> Void = { _ in }
  /// Offsets of the words that were stored to.
  private(set) var stored: Set<Int> = []
  private(set) var accesses = 0

  init(size: Int) { words = Array(repeating: 0, count: size / 4) }

  var size: Int { words.count * 4 }

  subscript(offset: Int) -> UInt32 {
    get { words[offset / 4] }
    set { words[offset / 4] = newValue }
  }

  func forget() {
    stored = []
    accesses = 0
  }

  func loadAcquiring(_ offset: Int) -> UInt32 {
    accesses += 1
    peer(self)
    return self[offset]
  }

  func storeReleasing(_ offset: Int, _ value: UInt32) {
    accesses += 1
    stored.insert(offset)
    self[offset] = value
  }

  func load(_ offset: Int) -> UInt64 {
    accesses += 1
    peer(self)
    return UInt64(self[offset]) | UInt64(self[offset + 4]) << 32
  }

  func store(_ offset: Int, _ value: UInt64) {
    accesses += 1
    stored.formUnion([offset, offset + 4])
    self[offset] = UInt32(truncatingIfNeeded: value)
    self[offset + 4] = UInt32(truncatingIfNeeded: value >> 32)
  }

  func fence() {}
}
