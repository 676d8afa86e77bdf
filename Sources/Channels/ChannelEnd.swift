/// One end of a channel: sends messages into its own half of the shared memory, receives those in the peer's half.
///
/// Nothing that the peer writes makes it trap, loop, or touch memory outside the halves: each of the peer's words is read
/// once and checked, and what this end wrote is never read back. It belongs to one thread at a time. After anything that
/// it did, `takeBell` says whether the peer is to be notified.
public struct ChannelEnd<Memory: ChannelMemory & ~Copyable>: ~Copyable {
  let memory: Memory
  let own: ChannelHalf
  let peer: ChannelHalf
  /// Of this life of this end; not 0.
  private(set) var generation: UInt32 = 0
  /// The peer's that this end goes with; 0: none.
  var accepted: UInt32 = 0
  /// The peer was seen to go with this end, too: an index of its that was loaded since then is one of this life.
  var isLinked = false
  /// The peer broke the rules.
  var isRefused = false
  /// Where the next record of ours goes.
  var tail: UInt32 = 0
  /// Where the peer's next record is.
  var head: UInt32 = 0
  var bell = false

  /// Takes the place of whoever was this end before. Nil where the layout does not fit into the memory.
  public init?(_ memory: consuming Memory, _ layout: ChannelLayout, _ side: ChannelSide) {
    guard layout.first.end <= memory.size, layout.second.end <= memory.size else { return nil }
    self.memory = memory
    own = side == .first ? layout.first : layout.second
    peer = side == .first ? layout.second : layout.first
    restart()
  }

  /// Starts anew: what was under way in either direction is lost.
  public mutating func restart() {
    // One that the peer has neither now nor refused, so that it notices. What lies in our own half may be of an earlier
    // life, or anything.
    let echo = memory.loadAcquiring(peer.echoWord)
    let refused = memory.loadAcquiring(peer.refusedWord)
    generation = memory.loadAcquiring(own.generationWord)
    repeat { generation &+= 1 } while generation == 0 || generation == echo || generation == refused
    accepted = 0
    isLinked = false
    isRefused = false
    memory.storeReleasing(own.generationWord, 0)
    memory.storeReleasing(own.echoWord, 0)
    memory.storeReleasing(own.refusedWord, 0)
    rewind()
    memory.storeReleasing(own.capacityWord, own.capacity)
    memory.storeReleasing(own.identificationWord, ChannelHalf.identification)
    memory.storeReleasing(own.generationWord, generation)
    bell = true
  }

  /// Whether to notify the peer, since it was asked last.
  public mutating func takeBell() -> Bool {
    defer { bell = false }
    return bell
  }

  /// The number of the peer's life that this end goes with; 0: nobody's. As soon as it is another one, what was under way is lost.
  public var peerLife: UInt32 { accepted }

  /// The longest message that can be sent, in bytes.
  public var longestMessage: Int { own.longestMessage }

  /// Both indices of this end, to the start.
  func rewindWords() {
    memory.storeReleasing(own.tailWord, 0)
    memory.storeReleasing(own.headWord, 0)
    memory.storeReleasing(own.roomWord, ChannelHalf.never)
    memory.storeReleasing(own.wakeWord, ChannelHalf.never)
  }

  mutating func rewind() {
    tail = 0
    head = 0
    rewindWords()
  }
}
