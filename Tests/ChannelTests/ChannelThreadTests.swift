import Channels
import Dispatch
import Synchronization
import TestSupport
import Testing

@Suite struct ChannelThreadTests {
  /// Message `number`: its number, and bytes that follow from it.
  private static func message(_ number: Int) -> [UInt8] {
    var random = SplitMix(state: UInt64(number))
    let length = Int(random.next() % 90)
    return withBytes(UInt64(number)) + random.bytes(length)
  }

  private static func withBytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func number(_ message: [UInt8]) -> Int {
    Int(message.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// Both sleep whenever they may: a notification that is lost is a test that does not end.
  @Test(arguments: pairs) func everyMessageArrivesOnce(_ first: Language, _ second: Language) async
  {
    let memory = SharedBytes(size: 1024)
    guard let layout = ChannelLayout(size: memory.size) else { return }
    let bells = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    let count = 4000
    let wrong = Atomic(0)
    await inThreads(2) { index in
      // Each is sender and receiver: the ring of the one is full when the other sends first.
      let end = (index == 0 ? first : second).end(memory, layout, index == 0 ? .first : .second)
      var next = 0
      var expected = 0
      while next < count || expected < count {
        var isIdle = true
        while expected < count, case (.message, let message) = end.receive(room: 128) {
          if message != Self.message(expected) { wrong.add(1, ordering: .relaxed) }
          expected += 1
          isIdle = false
        }
        while next < count, end.send(Self.message(next)) == .sent {
          next += 1
          isIdle = false
        }
        let maySleep =
          end.waitForMessage()
          && (next == count || end.waitForRoom(for: Self.message(next).count))
        if end.takeBell() { bells[1 - index].signal() }
        if isIdle && maySleep { bells[index].wait() }
      }
      // The other may wait for the room that the last messages took.
      bells[1 - index].signal()
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
    #expect(memory.isContained)
  }

  /// One end starts anew again and again: within a life no message is missing, and none comes twice ever.
  @Test(arguments: pairs) func livesAreKeptApart(_ first: Language, _ second: Language) async {
    let memory = SharedBytes(size: 1024)
    guard let layout = ChannelLayout(size: memory.size) else { return }
    let isDone = Atomic(false)
    let wrong = Atomic(0)
    let received = Atomic(0)
    let bells = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    await inThreads(2) { index in
      func sleep(_ end: any TestEnd, _ maySleep: Bool) {
        if end.takeBell() { bells[1 - index].signal() }
        if maySleep { bells[index].wait() }
      }
      if index == 0 {
        let end = first.end(memory, layout, .first)
        var next = 0
        while !isDone.load(ordering: .acquiring) {
          if end.send(Self.message(next)) == .sent {
            next += 1
            sleep(end, false)
          } else {
            sleep(end, end.waitForRoom(for: Self.message(next).count))
          }
        }
        return
      }
      var random = SplitMix(state: 1)
      var last = -1
      for life in 0..<200 {
        let end = second.end(memory, layout, .second)
        var isFirst = true
        var rest = Int(random.next() % 40) + (life == 199 ? 1 : 0)
        while rest > 0 {
          guard case (.message, let message) = end.receive(room: 128) else {
            sleep(end, end.waitForMessage())
            continue
          }
          let number = Self.number(message)
          if message != Self.message(number) || (isFirst ? number <= last : number != last + 1) {
            wrong.add(1, ordering: .relaxed)
          }
          last = number
          isFirst = false
          rest -= 1
          received.add(1, ordering: .relaxed)
        }
        sleep(end, false)
      }
      isDone.store(true, ordering: .releasing)
      bells[0].signal()
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
    #expect(received.load(ordering: .relaxed) > 200)
  }
}
