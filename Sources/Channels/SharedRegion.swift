internal import Synchronization

/// Memory at an address of this program, shared with another.
@safe
public struct SharedRegion: ChannelMemory, @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  public let size: Int

  /// The `size` bytes at `start`, a multiple of 64. They must stay mapped as long as this is used. Nil where that cannot be.
  // Safety: who calls it answers for the address; it is the only thing here that nobody else can check.
  @unsafe
  public init?(start: UnsafeMutableRawPointer?, size: Int) {
    guard let start = unsafe start, UInt(bitPattern: start) & 63 == 0, size >= 0 else { return nil }
    // Safety: the caller vouches for it.
    unsafe self.start = start
    self.size = size
  }

  @inline(__always)
  private func word(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt32>> {
    precondition(offset >= 0 && offset & 3 == 0 && offset <= size &- 4)
    // Safety: inside the region and aligned, checked above; any bytes are a number.
    return unsafe (start + offset).assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  @inline(__always)
  private func doubleWord(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition(offset >= 0 && offset & 7 == 0 && offset <= size &- 8)
    // Safety: as above.
    return unsafe (start + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  // Safety: what the peer does to the same memory meanwhile is no race, as every access is atomic.

  @inline(__always)
  public func loadAcquiring(_ offset: Int) -> UInt32 {
    // Safety: see above.
    unsafe word(offset).pointee.load(ordering: .acquiring)
  }

  @inline(__always)
  public func storeReleasing(_ offset: Int, _ value: UInt32) {
    // Safety: see above.
    unsafe word(offset).pointee.store(value, ordering: .releasing)
  }

  @inline(__always)
  public func load(_ offset: Int) -> UInt64 {
    // Safety: see above.
    unsafe doubleWord(offset).pointee.load(ordering: .relaxed)
  }

  @inline(__always)
  public func store(_ offset: Int, _ value: UInt64) {
    // Safety: see above.
    unsafe doubleWord(offset).pointee.store(value, ordering: .relaxed)
  }

  @inline(__always)
  public func fence() { atomicMemoryFence(ordering: .sequentiallyConsistent) }
}
