#if MARTLET_SERVICE
  internal import Synchronization

  /// The latest that a VM printed, for somebody who looks at it later.
  ///
  /// One core at a time adds. Any other may read meanwhile, neither waits for the other, and a reader is told what it came
  /// too late for. Bytes have positions: how many were added before them since boot.
  ///
  /// A byte is stored before the `head` that publishes it (release). One that replaces an older byte was stored behind the
  /// `head` before it (release), so a reader that saw the new one (acquire) in place of the old also sees that `head`, and
  /// knows by it that the old one has gone.
  public struct ConsoleHistory<let capacity: Int>: ~Copyable, Sendable {
    let cells: InlineArray<capacity, Atomic<UInt8>>
    private let head = Atomic<UInt64>(0)
    private let start = Atomic<UInt64>(0)

    /// What there is at some moment.
    public struct Window: Equatable, BitwiseCopyable, Sendable {
      /// The position of the oldest byte that is kept.
      public var first: UInt64
      /// The position behind the newest one.
      public var end: UInt64
      /// The position of the first byte of this VM, whether it is kept or not: another VM's is another one.
      public var origin: UInt64
    }

    /// `capacity` must be a power of two. Memory that is all zeros is an empty value, too.
    public init() {
      precondition(capacity >= 2 && capacity & (capacity - 1) == 0)
      cells = InlineArray { _ in Atomic<UInt8>(0) }
    }

    @inline(__always)
    private static func index(_ position: UInt64) -> Int {
      Int(truncatingIfNeeded: position) & (capacity &- 1)
    }

    @inline(__always)
    func append(_ byte: UInt8) {
      let position = head.load(ordering: .relaxed)
      cells[Self.index(position)].store(byte, ordering: .releasing)
      head.store(position &+ 1, ordering: .releasing)
    }

    /// Another VM prints from now on, and nobody reads here what the one before did.
    func restart() {
      // Behind a byte that nobody sees, so that this VM's origin is not that of one that printed nothing.
      let origin = head.load(ordering: .relaxed) &+ 1
      start.store(origin, ordering: .releasing)
      head.store(origin, ordering: .releasing)
    }

    /// What can be read. The oldest place may be the one that is just written to.
    public var window: Window {
      borrowing get {
        let end = head.load(ordering: .acquiring)
        let origin = start.load(ordering: .acquiring)
        let kept = UInt64(truncatingIfNeeded: capacity &- 1)
        return Window(
          first: max(origin, end > kept ? end &- kept : 0), end: max(end, origin), origin: origin)
      }
    }

    /// The byte at a position that was in the window. What it is counts only if the position is in the window afterwards, too.
    @inline(__always)
    func byte(at position: UInt64) -> UInt8 {
      cells[Self.index(position)].load(ordering: .acquiring)
    }
  }
#endif
