import Core
import Testing

@Suite struct EventRingTests {
  private func event(_ number: UInt64) -> ManagementEvent {
    ManagementEvent(
      time: number * 3, kind: .weight, machine: UInt8(truncatingIfNeeded: number), value: ~number)
  }

  @Test func itBeginsEmpty() {
    var ring = EventRing()
    let (first, total, event) = (ring.first, ring.total, ring.event(0))
    #expect(first == 0)
    #expect(total == 0)
    #expect(event == nil)
  }

  /// At every length up to several times around, exactly the latest are there, and they are right.
  @Test func theLatestAreKeptByTheirNumbers() {
    var ring = EventRing()
    for total in 1...400 as ClosedRange<UInt64> {
      ring.append(event(total - 1))
      let (count, first) = (ring.total, ring.first)
      #expect(count == total)
      #expect(first == (total > 128 ? total - 128 : 0))
      for number in (first > 2 ? first - 2 : 0)..<(total + 2) {
        let found = ring.event(number)
        #expect(found == (number >= first && number < total ? event(number) : nil))
      }
    }
    let far = ring.event(.max)
    #expect(far == nil)
  }

  @Test func anEventWithoutAMachineIsNobodys() {
    let event = ManagementEvent(time: 5, kind: .coreMoved)
    #expect(event.machine == 0xFF && event.value == 0)
  }

  @Test func everyKindHasItsOwnWords() {
    var texts: Set<[UInt8]> = []
    let numbers = 0..<ManagementEvent.Kind.count
    for raw in numbers {
      guard let kind = ManagementEvent.Kind(rawValue: raw) else {
        Issue.record("kind \(raw)")
        continue
      }
      let words = kind.words
      texts.insert((0..<words.byteCount).compactMap { words.byte(at: $0) })
    }
    #expect(texts.count == numbers.count)
    #expect(!texts.contains([]))
    #expect(ManagementEvent.Kind(rawValue: ManagementEvent.Kind.count) == nil)
    let moved = ManagementEvent.Kind.moved.words.equals("moved to pool ")
    #expect(moved)
  }
}
