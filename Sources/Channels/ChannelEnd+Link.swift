extension ChannelEnd where Memory: ~Copyable {
  /// How the two ends are to each other.
  enum Link {
    case up, down, refused
  }

  /// Follows the peer into its present life. To be called behind the load of its index: an index of a new life is seen only
  /// together with the new generation.
  mutating func link() -> Link {
    let generation = memory.loadAcquiring(peer.generationWord)
    if generation != accepted {
      follow(generation)
      return .down
    }
    guard accepted != 0 else { return .down }
    if isRefused { return .refused }
    if memory.loadAcquiring(peer.refusedWord) == self.generation { return .refused }
    // The first time it may have been said between the load of the index, which is of the life before then, and now.
    let wasLinked = isLinked
    isLinked = memory.loadAcquiring(peer.echoWord) == self.generation
    return isLinked && wasLinked ? .up : .down
  }

  /// Begins from the start with a peer that is new, or gone.
  private mutating func follow(_ generation: UInt32) {
    memory.storeReleasing(own.echoWord, 0)
    memory.storeReleasing(own.refusedWord, 0)
    isRefused = false
    isLinked = false
    rewind()
    accepted = generation
    bell = true
    guard generation != 0 else { return }
    guard memory.loadAcquiring(peer.identificationWord) == ChannelHalf.identification,
      memory.loadAcquiring(peer.capacityWord) == peer.capacity
    else { return refuse() }
    memory.storeReleasing(own.echoWord, generation)
  }

  /// The peer broke the rules: nothing more with it before it starts anew.
  mutating func refuse() {
    isRefused = true
    memory.storeReleasing(own.refusedWord, accepted)
    bell = true
  }

  /// Whether there is a peer that goes with this end. Where this tells of a change, what was under way is lost.
  public mutating func isUp() -> Bool {
    link() != .refused && isLinked
  }
}
