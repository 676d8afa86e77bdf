import Core
import Foundation
import Synchronization
import Testing

@Suite struct ByteRingTests {
  @Test func bytesComeOutInOrderAcrossTheWrap() {
    let ring = ByteRing<8>()
    var next: UInt8 = 0
    var expected: UInt8 = 0
    for round in 0..<100 {
      for _ in 0..<(round % 8 + 1) {
        let space = ring.push(next)
        check(space == ring.space)
        next &+= 1
      }
      while let byte = ring.pop() {
        check(byte == expected)
        expected &+= 1
      }
    }
    check(next == expected)
  }

  @Test func aFullRingRefuses() {
    let ring = ByteRing<4>()
    check(ring.push(1) == 3 && ring.push(2) == 2 && ring.push(3) == 1 && ring.push(4) == 0)
    check(ring.push(5) == nil)
    check(ring.count == 4 && ring.space == 0)
    check(ring.peek(0) == 1 && ring.peek(3) == 4 && ring.peek(4) == nil && ring.peek(-1) == nil)
  }

  @Test func linesAreAddedWholeOrNotAtAll() {
    let ring = ByteRing<8>()
    let first: [UInt8] = [1, 2, 3, 4, 5]
    check(ring.push(all: first.span))
    check(!ring.push(all: first.span))
    check(ring.count == 5 && ring.discardedCount == 5)
    check(ring.discardOldest(2) == 2 && ring.pop() == 3)
    check(ring.discardOldest(9) == 2 && ring.discardedCount == 9)
    check(ring.discardOldest(-1) == 0 && ring.pop() == nil)
  }

  @Test func spaceIsToldOnceItExists() {
    let ring = ByteRing<8>()
    check(ring.requestSpace(8))
    check(!ring.takeSpaceRequest())
    for byte in (0 as UInt8)..<8 { _ = ring.push(byte) }
    check(!ring.requestSpace(3))
    _ = ring.discardOldest(2)
    check(!ring.takeSpaceRequest())
    _ = ring.pop()
    check(ring.takeSpaceRequest())
    check(!ring.takeSpaceRequest())
  }

  /// A producer that waits for the consumer's word whenever the ring is full: if a request for
  /// space were ever missed, both would stand still.
  @Test func twoThreadsLoseNeitherBytesNorWakeUps() async {
    let shared = Shared()
    let total = 200_000
    async let consumed: Int = onThread {
      var taken = 0
      var wrong = 0
      while taken < total {
        guard let byte = shared.ring.pop() else {
          sched_yield()
          continue
        }
        if byte != UInt8(truncatingIfNeeded: taken) { wrong += 1 }
        taken += 1
        if shared.ring.takeSpaceRequest() { shared.told.add(1, ordering: .releasing) }
      }
      return wrong
    }
    async let produced: Int = onThread {
      var told = 0
      for index in 0..<total {
        while shared.ring.push(UInt8(truncatingIfNeeded: index)) == nil {
          if shared.ring.requestSpace(16) { continue }
          while shared.told.load(ordering: .acquiring) == told { sched_yield() }
          told = shared.told.load(ordering: .acquiring)
        }
      }
      return total
    }
    let wrong = await consumed
    let count = await produced
    check(wrong == 0 && count == total)
  }

  /// Many threads knock at the gate; each request must be seen by someone inside afterwards.
  @Test func theGateForgetsNoRequest() async {
    let shared = Shared()
    let rounds = 20_000
    let knock: @Sendable () -> Int = {
      for _ in 0..<rounds {
        shared.requests.add(1, ordering: .relaxed)
        guard shared.gate.enter() else { continue }
        repeat {
          if shared.inside.exchange(true, ordering: .relaxed) {
            shared.collisions.add(1, ordering: .relaxed)
          }
          shared.seen.store(shared.requests.load(ordering: .relaxed), ordering: .relaxed)
          shared.inside.store(false, ordering: .relaxed)
        } while !shared.gate.leave()
      }
      return rounds
    }
    async let first: Int = onThread(knock)
    async let second: Int = onThread(knock)
    async let third: Int = onThread(knock)
    _ = await (first, second, third)
    check(shared.collisions.load(ordering: .relaxed) == 0)
    check(shared.seen.load(ordering: .relaxed) == 3 * rounds)
  }

  @Test func anAbandonedGateTellsOfTheMark() {
    let gate = ConsoleGate()
    check(gate.enter() && !gate.enter() && !gate.leave())
    check(!gate.enter() && gate.abandon())
    check(gate.enter() && !gate.abandon())
    check(gate.enter() && gate.leave())
  }

  private final class Shared: Sendable {
    let ring = ByteRing<64>()
    let told = Atomic<Int>(0)
    let gate = ConsoleGate()
    let requests = Atomic<Int>(0)
    let seen = Atomic<Int>(0)
    let collisions = Atomic<Int>(0)
    let inside = Atomic<Bool>(false)
  }
}

/// Runs `body` on a thread of its own, since it blocks.
private func onThread(_ body: @escaping @Sendable () -> Int) async -> Int {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread { continuation.resume(returning: body()) }
  }
}
