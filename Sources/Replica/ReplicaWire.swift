internal import Channels

/// A channel that a line can be made of: its number, its memory for this program alone, and where in it the ring is.
struct ReplicaWire<Memory: ChannelMemory> {
  let channel: Int
  let memory: Memory
  let layout: ChannelLayout
  /// The other end's number.
  let other: UInt32

  /// Nil where the ring is too short for the longest message, or not inside the memory.
  init?(_ memory: Memory, channel: Int, own: ChannelHalf?, peer: ChannelHalf?, other: UInt32) {
    guard let own, let peer, let layout = ChannelLayout(first: own, second: peer),
      own.longestMessage >= 8 &* ReplicaKind.state.words,
      peer.longestMessage >= 8 &* ReplicaKind.state.words
    else { return nil }
    self.channel = channel
    self.memory = memory
    self.layout = layout
    self.other = other
  }
}
