import Channels
import TestSupport
import Testing

@testable import Replica

/// The bytes of docs/martlet-replica.md, and what a server makes of any others.
@Suite struct ReplicaProtocolTests {
  private static func bytes(_ head: [UInt8], _ words: UInt64...) -> [UInt8] {
    head
      + words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
  }

  private static func request(_ sequence: UInt64, key: UInt8, amount: UInt64) -> [UInt8] {
    bytes([1, 1, 0, 0, key, 0, 0, 0], 0xABCD, sequence, amount)
  }

  private static func answer(_ sequence: UInt64, key: UInt8, value: UInt64, status: UInt8 = 0)
    -> [UInt8]
  {
    bytes([2, 1, status, 0, key, 0, 0, 0], 0xABCD, sequence, value)
  }

  /// `counters`: those that are not 0.
  private static func state(
    _ question: UInt64, key: UInt8, number: UInt64, sequence: UInt64, answer: UInt64,
    _ counters: [Int: UInt64]
  ) -> [UInt8] {
    bytes([4, 1, 0, 0, key, 0, 0, 0], question, number, 0xABCD, sequence, answer)
      + (0..<64).flatMap { bytes([], counters[$0] ?? 0) }
  }

  @Test func aPrimaryAloneAnswersAtOnce() {
    let bench = Bench(role: 1)
    #expect(bench.said == [4] && bench.standing == .alone)
    bench.tell(asClient: Self.request(1, key: 63, amount: 0x1_0000_0001))
    #expect(bench.heard(asPeer: false) == Self.answer(1, key: 63, value: 0x1_0000_0001))
    bench.tell(asClient: Self.request(2, key: 63, amount: 2))
    #expect(bench.heard(asPeer: false) == Self.answer(2, key: 63, value: 0x1_0000_0003))
    // What comes again is answered again and not applied again.
    bench.tell(asClient: Self.request(2, key: 63, amount: 2))
    #expect(bench.heard(asPeer: false) == Self.answer(2, key: 63, value: 0x1_0000_0003))
    bench.tell(asClient: Self.request(4, key: 1, amount: 2))
    #expect(bench.heard(asPeer: false) == Self.answer(4, key: 1, value: 0, status: 2))
    bench.tell(asClient: Self.request(3, key: 64, amount: 2))
    #expect(bench.heard(asPeer: false) == Self.answer(3, key: 64, value: 0, status: 3))
    #expect(bench.heard(asPeer: false) == nil && bench.heard(asPeer: true) == nil)
    #expect(bench.counter(63) == 0x1_0000_0003 && bench.counter(1) == 0)
  }

  /// The state to who asks, and from then on nothing is answered that it has not taken, whether it has said ready or not.
  @Test func aPrimaryWaitsForItsStandby() {
    let bench = Bench(role: 1)
    bench.tell(asClient: Self.request(1, key: 5, amount: 7))
    #expect(bench.heard(asPeer: false) == Self.answer(1, key: 5, value: 7))
    bench.tell(asPeer: Self.bytes([3, 1, 0, 0, 0, 0, 0, 0], 99))
    #expect(
      bench.heard(asPeer: true) == Self.state(99, key: 5, number: 1, sequence: 1, answer: 7, [5: 7])
    )
    #expect(bench.standing == .followed)
    bench.tell(asClient: Self.request(2, key: 9, amount: 3))
    #expect(bench.heard(asPeer: false) == nil)
    #expect(
      bench.heard(asPeer: true)
        == Self.bytes([5, 1, 0, 0, 9, 0, 0, 0], 2, 0xABCD, 2, 3))
    bench.tell(asPeer: Self.bytes([6, 1, 0, 0, 0, 0, 0, 0], 1))
    #expect(bench.heard(asPeer: false) == nil)
    bench.tell(asPeer: Self.bytes([6, 1, 0, 0, 0, 0, 0, 0], 2))
    #expect(bench.heard(asPeer: false) == Self.answer(2, key: 9, value: 3))
    // It says ready, and then its VM ends: what is under way is answered without it.
    bench.role |= 8
    bench.tell(asClient: Self.request(3, key: 9, amount: 1))
    #expect(bench.heard(asPeer: false) == nil)
    bench.role &= ~8
    bench.settle()
    #expect(bench.heard(asPeer: false) == Self.answer(3, key: 9, value: 4))
    #expect(bench.standing == .alone)
  }

  /// It was sent the state and ends before it says ready.
  @Test func aStandbyThatEndsEarlyIsNotWaitedFor() {
    let bench = Bench(role: 1)
    bench.tell(asPeer: Self.bytes([3, 1, 0, 0, 0, 0, 0, 0], 1))
    bench.tell(asClient: Self.request(1, key: 0, amount: 1))
    #expect(bench.heard(asPeer: false) == nil)
    bench.isPeerRunning = false
    bench.settle()
    #expect(bench.heard(asPeer: false) == Self.answer(1, key: 0, value: 1))
  }

  /// Whose program has ended may still be made the primary, so nothing is answered without it.
  @Test func whoIsReadyAndDoesNotFollowHoldsAnswersUp() {
    let bench = Bench(role: 9)
    bench.tell(asClient: Self.request(1, key: 0, amount: 1))
    #expect(bench.heard(asPeer: false) == nil)
    bench.role = 1
    bench.settle()
    #expect(bench.heard(asPeer: false) == Self.answer(1, key: 0, value: 1))
  }

  @Test func aStandbyAsksTakesAndTakesOver() {
    let bench = Bench(role: 2)
    var question = bench.heard(asPeer: true)
    #expect(question?.prefix(8) == [3, 1, 0, 0, 0, 0, 0, 0] && question?.count == 16)
    let number = UInt64(question?[8] ?? 0)
    bench.tell(asClient: Self.request(1, key: 5, amount: 7))
    #expect(bench.heard(asPeer: false) == Self.answer(1, key: 5, value: 0, status: 1))
    // The answer to another question.
    bench.tell(asPeer: Self.state(number + 1, key: 5, number: 1, sequence: 1, answer: 7, [5: 7]))
    #expect(bench.standing == .behind && bench.heard(asPeer: true) == nil && bench.role & 4 == 0)
    bench.tell(asPeer: Self.state(number, key: 5, number: 1, sequence: 1, answer: 7, [5: 7]))
    #expect(bench.standing == .inSync && bench.role == 6)
    #expect(bench.heard(asPeer: true) == Self.bytes([6, 1, 0, 0, 0, 0, 0, 0], 1))
    bench.tell(asPeer: Self.bytes([5, 1, 0, 0, 9, 0, 0, 0], 2, 0xABCD, 2, 3))
    #expect(bench.heard(asPeer: true) == Self.bytes([6, 1, 0, 0, 0, 0, 0, 0], 2))
    // One is missing: not ready any more, before it asks anew.
    bench.tell(asPeer: Self.bytes([5, 1, 0, 0, 9, 0, 0, 0], 4, 0xABCD, 4, 9))
    #expect(bench.role == 2 && bench.standing == .behind)
    question = bench.heard(asPeer: true)
    #expect(question == Self.bytes([3, 1, 0, 0, 0, 0, 0, 0], number + 1))
    bench.tell(
      asPeer: Self.state(number + 1, key: 9, number: 4, sequence: 4, answer: 9, [5: 7, 9: 9]))
    #expect(bench.heard(asPeer: true) == Self.bytes([6, 1, 0, 0, 0, 0, 0, 0], 4))
    // The other VM has ended.
    bench.role = 5
    bench.settle()
    #expect(bench.standing == .alone)
    bench.tell(asClient: Self.request(4, key: 9, amount: 3))
    #expect(bench.heard(asPeer: false) == Self.answer(4, key: 9, value: 9))
    bench.tell(asClient: Self.request(5, key: 9, amount: 3))
    #expect(bench.heard(asPeer: false) == Self.answer(5, key: 9, value: 12))
  }

  /// A primary of which another program has served already, in this life of its VM.
  @Test func whoHasLostTheStateDoesNotServe() {
    let bench = Bench(role: 1)
    var board = BenchBoard(bench: bench)
    bench.role = 1 | 4 | 8
    #expect(!ReplicaServer<PlainMemory>.settle(0, &board))
    bench.role = 1 | 4
    #expect(ReplicaServer<PlainMemory>.settle(0, &board))
    bench.role = 2 | 4 | 8
    #expect(ReplicaServer<PlainMemory>.settle(0, &board) && bench.role == 2 | 8)
  }

  /// Any messages of any lengths, from both ends; then it serves as before.
  @Test(arguments: 0..<50 as Range<UInt64>, [1, 2] as [UInt32])
  func anyBytesAreHarmless(seed: UInt64, role: UInt32) {
    var random = SplitMix(state: seed)
    let bench = Bench(role: role)
    for _ in 0..<200 {
      var message = random.bytes(Int(random.next() % 700))
      if random.next() % 4 != 0 {
        let kind = UInt8(1 + random.next() % 6)
        let lengths = [32, 32, 16, 560, 40, 16]
        message = [kind, 1, 0, 0] + random.bytes(lengths[Int(kind) - 1] - 4)
        // Numbers that could be meant, as often as others.
        if random.next() % 2 == 0 {
          message.replaceSubrange(4..<16, with: [UInt8](repeating: 0, count: 12))
        }
        if random.next() % 2 == 0 { message[8] = UInt8(random.next() % 4) }
      }
      if random.next() % 2 == 0 {
        bench.tell(asPeer: message)
      } else {
        bench.tell(asClient: message)
      }
      if random.next() % 3 == 0 { while bench.heard(asPeer: true) != nil {} }
      if random.next() % 3 == 0 { while bench.heard(asPeer: false) != nil {} }
      if random.next() % 20 == 0 { bench.peer.restart() }
      // A standby that lets itself be told anything has said ready only in sync.
      if role == 2 { #expect((bench.role & 4 != 0) == (bench.standing == .inSync)) }
    }
    while bench.heard(asPeer: false) != nil {}
    bench.role = 1
    bench.isPeerRunning = false
    bench.peer.restart()
    bench.settle()
    while bench.heard(asPeer: false) != nil {}
    bench.tell(asClient: Self.bytes([1, 1, 0, 0, 3, 0, 0, 0], 0xFEED, 1, 5))
    let value = bench.counter(3) ?? 0
    #expect(bench.heard(asPeer: false) == Self.bytes([2, 1, 0, 0, 3, 0, 0, 0], 0xFEED, 1, value))
  }
}
