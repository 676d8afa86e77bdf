extension ChannelEnd where Memory: ~Copyable {
  /// Copies the oldest message into the buffer, and lets the peer have its room.
  public mutating func receive(into buffer: inout MutableSpan<UInt8>) -> ChannelReceived {
    let peerTail = memory.loadAcquiring(peer.tailWord)
    switch link() {
    case .up: break
    case .down: return .down
    case .refused: return .refused
    }
    if peerTail == head { return .empty }
    guard let length = length(before: peerTail) else {
      refuse()
      return .refused
    }
    guard length <= UInt32(clamping: buffer.count) else { return .tooLong(Int(length)) }
    read(Int(length), into: &buffer)
    drop(length)
    return .message(Int(length))
  }

  /// Lets go of the oldest message unread, which may have been too long for the buffer.
  public mutating func skip() {
    let peerTail = memory.loadAcquiring(peer.tailWord)
    guard link() == .up, peerTail != head else { return }
    guard let length = length(before: peerTail) else { return refuse() }
    drop(length)
  }

  /// Asks to be notified when there is a message. True: the caller may sleep until it is notified and then try again. False:
  /// there is something already.
  public mutating func waitForMessage() -> Bool {
    _ = link()
    memory.storeReleasing(own.wakeWord, head)
    memory.fence()
    let peerTail = memory.loadAcquiring(peer.tailWord)
    let before = (accepted, isLinked)
    guard link() == .up else { return (accepted, isLinked) == before }
    return peerTail == head
  }

  /// Of the record at the head, which is not empty; nil where the peer's index or length is none.
  private func length(before peerTail: UInt32) -> UInt32? {
    guard peer.isIndex(peerTail) else { return nil }
    let used = peer.distance(head, peerTail)
    guard used <= peer.capacity else { return nil }
    let length = UInt32(truncatingIfNeeded: memory.load(peer.place(head)))
    // Of lengths near 2^32 the record's size would come out small.
    guard length <= used, ChannelHalf.recordSize(length) <= used else { return nil }
    return length
  }

  private func read(_ length: Int, into buffer: inout MutableSpan<UInt8>) {
    var index = head
    var position = 0
    while position < length {
      index = peer.advance(index, by: 8)
      buffer.set(memory.load(peer.place(index)), at: position, before: length)
      position &+= 8
    }
  }

  private mutating func drop(_ length: UInt32) {
    let next = peer.advance(head, by: ChannelHalf.recordSize(length))
    memory.storeReleasing(own.headWord, next)
    memory.fence()
    if peer.passes(memory.loadAcquiring(peer.roomWord), from: head, to: next) { bell = true }
    head = next
  }
}
