internal import Synchronization

/// The producer's end. Only one core at a time may call these.
extension ByteRing {
  /// Free bytes; more may become free at any time, never fewer.
  public var space: Int {
    let produced = head.load(ordering: .relaxed)
    return capacity &- Int(truncatingIfNeeded: produced &- tail.load(ordering: .acquiring))
  }

  /// Adds `byte` and returns the free space that is left, or returns nil when the ring is full.
  @inline(__always)
  public func push(_ byte: UInt8) -> Int? {
    let produced = head.load(ordering: .relaxed)
    let fill = Int(truncatingIfNeeded: produced &- tail.load(ordering: .acquiring))
    guard fill < capacity else { return nil }
    cells[Self.index(produced)].store(byte, ordering: .relaxed)
    head.store(produced &+ 1, ordering: .releasing)
    return capacity &- fill &- 1
  }

  /// Adds all of `bytes` so that the consumer sees all of them at once, or adds nothing, counts
  /// them as discarded and returns false.
  public func push(all bytes: Span<UInt8>) -> Bool {
    let produced = head.load(ordering: .relaxed)
    let free = capacity &- Int(truncatingIfNeeded: produced &- tail.load(ordering: .acquiring))
    guard bytes.count <= free else {
      countDiscarded(bytes.count)
      return false
    }
    var position = produced
    for index in bytes.indices {
      cells[Self.index(position)].store(bytes[index], ordering: .relaxed)
      position &+= 1
    }
    head.store(position, ordering: .releasing)
    return true
  }

  /// Asks that the consumer tell the producer once `amount` bytes are free.
  ///
  /// Returns true, and asks nothing, when they are free already. The request is stored before the
  /// tail is looked at again, and the consumer moves the tail before it looks for a request, all
  /// sequentially consistent: one of the two always notices.
  public func requestSpace(_ amount: Int) -> Bool {
    wanted.store(UInt32(truncatingIfNeeded: amount), ordering: .sequentiallyConsistent)
    let produced = head.load(ordering: .relaxed)
    let consumed = tail.load(ordering: .sequentiallyConsistent)
    guard capacity &- Int(truncatingIfNeeded: produced &- consumed) >= amount else { return false }
    wanted.store(0, ordering: .relaxed)
    return true
  }
}
