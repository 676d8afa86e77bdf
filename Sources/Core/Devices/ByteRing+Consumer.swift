internal import Synchronization

/// The consumer's end. Only one core at a time may call these.
extension ByteRing {
  /// A count of all bytes ever added, modulo 2^32: it changes when the producer did something.
  public var produced: UInt32 { head.load(ordering: .acquiring) }

  /// The byte that lies `offset` bytes behind the oldest one, or nil when there are not so many.
  public func peek(_ offset: Int) -> UInt8? {
    let consumed = tail.load(ordering: .relaxed)
    let fill = Int(truncatingIfNeeded: head.load(ordering: .acquiring) &- consumed)
    guard offset >= 0 && offset < fill else { return nil }
    let position = consumed &+ UInt32(truncatingIfNeeded: offset)
    return cells[Self.index(position)].load(ordering: .relaxed)
  }

  /// Takes the oldest byte, or returns nil when the ring is empty.
  public func pop() -> UInt8? {
    let consumed = tail.load(ordering: .relaxed)
    guard head.load(ordering: .acquiring) != consumed else { return nil }
    let byte = cells[Self.index(consumed)].load(ordering: .relaxed)
    tail.store(consumed &+ 1, ordering: .sequentiallyConsistent)
    return byte
  }

  /// Throws away up to `amount` of the oldest bytes, counts them and returns how many they were.
  public func discardOldest(_ amount: Int) -> Int {
    let consumed = tail.load(ordering: .relaxed)
    let fill = Int(truncatingIfNeeded: head.load(ordering: .acquiring) &- consumed)
    let taken = min(max(amount, 0), fill)
    tail.store(
      consumed &+ UInt32(truncatingIfNeeded: taken), ordering: .sequentiallyConsistent)
    countDiscarded(taken)
    return taken
  }

  /// Whether the producer waits for space that exists by now; ends its request when it does.
  ///
  /// To be called after bytes were taken.
  public func takeSpaceRequest() -> Bool {
    let amount = wanted.load(ordering: .sequentiallyConsistent)
    guard amount != 0 else { return false }
    let fill = head.load(ordering: .acquiring) &- tail.load(ordering: .relaxed)
    guard capacity &- Int(truncatingIfNeeded: fill) >= Int(truncatingIfNeeded: amount) else {
      return false
    }
    // Losing against a producer that withdraws or repeats its request is harmless: it looks at the
    // free space itself after storing it.
    return wanted.compareExchange(
      expected: amount, desired: 0, ordering: .sequentiallyConsistent
    ).exchanged
  }
}
