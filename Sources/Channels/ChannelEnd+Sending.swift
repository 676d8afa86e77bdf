extension ChannelEnd where Memory: ~Copyable {
  /// Sends a message of any bytes, or none.
  public mutating func send(_ message: Span<UInt8>) -> ChannelSent {
    let peerHead = memory.loadAcquiring(peer.headWord)
    switch link() {
    case .up: break
    case .down: return .down
    case .refused: return .refused
    }
    guard message.count <= own.longestMessage else { return .tooLong }
    let length = UInt32(truncatingIfNeeded: message.count)
    guard let room = room(peerHead) else { return .refused }
    let size = ChannelHalf.recordSize(length)
    guard size <= room else { return .full }
    write(message)
    let next = own.advance(tail, by: size)
    memory.storeReleasing(own.tailWord, next)
    memory.fence()
    if own.passes(memory.loadAcquiring(peer.wakeWord), from: tail, to: next) { bell = true }
    tail = next
    return .sent
  }

  /// Asks to be notified when there is room for a message of `length` bytes. True: the caller may sleep until it is notified
  /// and then try again. False: it may as well try at once.
  public mutating func waitForRoom(for length: Int) -> Bool {
    _ = link()
    guard length >= 0, length <= own.longestMessage else { return false }
    let size = ChannelHalf.recordSize(UInt32(truncatingIfNeeded: length))
    // The peer's index at which there is just enough; passed is the one before.
    let enough = own.advance(tail, by: size &+ own.capacity)
    memory.storeReleasing(own.roomWord, own.advance(enough, by: 2 &* own.capacity &- 8))
    memory.fence()
    let peerHead = memory.loadAcquiring(peer.headWord)
    let before = (accepted, isLinked)
    guard link() == .up else { return (accepted, isLinked) == before }
    guard let room = room(peerHead) else { return false }
    return room < size
  }

  /// Bytes for records that are free; nil, and the peer is refused, where its index is none.
  private mutating func room(_ peerHead: UInt32) -> UInt32? {
    if own.isIndex(peerHead) {
      let used = own.distance(peerHead, tail)
      if used <= own.capacity { return own.capacity &- used }
    }
    refuse()
    return nil
  }

  /// Puts a record at the tail, where there is room.
  private func write(_ message: Span<UInt8>) {
    var index = tail
    memory.store(own.place(index), UInt64(truncatingIfNeeded: message.count))
    var position = 0
    while position < message.count {
      index = own.advance(index, by: 8)
      memory.store(own.place(index), message.doubleWord(at: position))
      position &+= 8
    }
  }
}
