internal import Synchronization

/// A bounded queue of bytes between exactly one producer and one consumer, without locks.
///
/// The two ends may be on different cores. Everything in it is atomic, so both sides only ever
/// *borrow* the ring: it can lie in memory that several cores see, next to state that one of them
/// mutates. `head` is written by the producer only and `tail` by the consumer only; both count
/// bytes and wrap, and the difference is the fill level. A byte is stored before the `head` that
/// publishes it (release), and read after the `head` that announces it (acquire); the same holds
/// for `tail` in the other direction, so a slot is never overwritten before it was read. A core
/// that dies between storing bytes and publishing them leaves the ring as it was.
///
/// The cells are `Atomic`, which cannot be copied; an `InlineArray` of plain bytes would be copied
/// whole to the stack on every read through a borrow.
///
/// Neither side ever waits. A producer that found the ring too full may ask to be told: see
/// `requestSpace(_:)`.
public struct ByteRing<let capacity: Int>: ~Copyable, Sendable {
  let cells: InlineArray<capacity, Atomic<UInt8>>
  let head = Atomic<UInt32>(0)
  let tail = Atomic<UInt32>(0)
  /// How many free bytes the producer waits for; zero when it does not wait.
  let wanted = Atomic<UInt32>(0)
  /// Bytes that were given up, by the producer or by the consumer.
  let discarded = Atomic<UInt64>(0)

  /// An empty ring. `capacity` must be a power of two, from 2 to 2^30.
  public init() {
    precondition(capacity >= 2 && capacity <= 1 << 30 && capacity & (capacity - 1) == 0)
    cells = InlineArray { _ in Atomic<UInt8>(0) }
  }

  @inline(__always)
  static func index(_ position: UInt32) -> Int {
    Int(truncatingIfNeeded: position) & (capacity &- 1)
  }

  /// Bytes that wait for the consumer, as either side may see it: for the producer never too small,
  /// for the consumer never too large.
  public var count: Int {
    // The tail first: a head read later can only have moved further on.
    let consumed = tail.load(ordering: .acquiring)
    return Int(truncatingIfNeeded: head.load(ordering: .acquiring) &- consumed)
  }

  /// Bytes given up since the start, by either side.
  public var discardedCount: UInt64 { discarded.load(ordering: .relaxed) }

  /// Counts `amount` bytes as given up by whoever holds an end of the ring.
  public func countDiscarded(_ amount: Int) {
    discarded.wrappingAdd(UInt64(truncatingIfNeeded: amount), ordering: .relaxed)
  }
}
