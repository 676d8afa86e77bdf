public import Synchronization

/// A spin lock that knows which core holds it, so that a core that faults while holding it can be made to let go.
///
/// Order, outermost first: the machine's `moveLock`, a VM's `deviceLock`, a pool's `lock`, a VM's `interruptLock`, the
/// machine's `interruptControllerLock`. None is shared between VMs but a pool's, for a bounded decision, and the last, which
/// guests can make EL2 take only for their own passthrough interrupts and, in `direct` mode, for their own distributor
/// accesses, each a bounded few instructions. The machine's `eventLock` is taken inside any of them, for as few. A lock
/// that is only tried may be outside all of them.
public struct OwnedLock: ~Copyable {
  @usableFromInline let owner = Atomic<UInt32>(0)

  public init() {}

  /// Waits for the lock. `core` is the caller's index; it must not hold the lock.
  @inline(never)
  public borrowing func lock(core: UInt32) {
    while !owner.compareExchange(
      expected: 0, desired: core &+ 1, ordering: .acquiring
    ).exchanged {}
  }

  #if MARTLET_SERVICE
    /// Takes the lock if nobody has it.
    public borrowing func tryLock(core: UInt32) -> Bool {
      owner.compareExchange(
        expected: 0, desired: core &+ 1, successOrdering: .sequentiallyConsistent,
        failureOrdering: .sequentiallyConsistent
      ).exchanged
    }
  #endif

  @inlinable
  public borrowing func unlock() { owner.store(0, ordering: .releasing) }

  /// Lets go if `core` holds it: after a fault of EL2 on that core.
  public borrowing func release(ifHeldBy core: UInt32) {
    _ = owner.compareExchange(expected: core &+ 1, desired: 0, ordering: .releasing)
  }
}
