import Core
import Synchronization
import TestSupport
import Testing

@Suite struct OwnedLockTests {
  /// What the lock guards. Plain memory: a lock that lets two in loses counts, and the thread sanitizer sees it.
  private final class Guarded: @unchecked Sendable {
    let lock = OwnedLock()
    let isWaiting = Atomic(false)
    var count = 0
    var seen = 0
  }

  @Test func oneCoreAtATimeIsInside() async {
    let guarded = Guarded()
    await inThreads(4) { index in
      for _ in 0..<2000 {
        guarded.lock.lock(core: UInt32(index))
        guarded.count += 1
        guarded.lock.unlock()
      }
    }
    #expect(guarded.count == 8000)
  }

  @Test func onlyTheHolderIsMadeToLetGo() async {
    let guarded = Guarded()
    guarded.lock.lock(core: 0)
    guarded.lock.release(ifHeldBy: 1)
    await inThreads(2) { index in
      if index == 1 {
        guarded.isWaiting.store(true, ordering: .releasing)
        // Were the lock free already, this would often see the zero.
        guarded.lock.lock(core: 1)
        guarded.seen = guarded.count
        guarded.lock.unlock()
      } else {
        while !guarded.isWaiting.load(ordering: .acquiring) {}
        for _ in 0..<10_000 { guarded.lock.release(ifHeldBy: 1) }
        guarded.count = 7
        guarded.lock.release(ifHeldBy: 0)
      }
    }
    #expect(guarded.seen == 7)
    // Letting go of what nobody holds changes nothing.
    guarded.lock.release(ifHeldBy: 0)
    guarded.lock.lock(core: 2)
    guarded.lock.unlock()
  }
}
