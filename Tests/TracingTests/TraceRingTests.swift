import Testing
import Tracing

@Suite struct TraceRingTests {
  private static let capacity: UInt64 = 8
  private let memory = ScratchMemory(
    size: TraceLayout(accounts: 0, rings: 2, capacity: capacity).size)
  private var ring: TraceRing<ScratchMemory> {
    TraceRing(memory, at: TraceLayout.headerSize, capacity: Self.capacity)
  }

  private func event(_ number: UInt64) -> TraceEvent {
    TraceEvent(
      .exit, time: number, until: number + 5, machine: 3, virtualCPU: 2, code: 7, location: 9,
      detail: .max)
  }

  @Test func keepsTheNewest() {
    for number in 0..<20 { ring.append(event(UInt64(number))) }
    #expect(ring.written == 20)
    let whole = TraceRing<ScratchMemory>.whole(before: 20, after: 20, capacity: Self.capacity)
    #expect(whole == 14..<20)
    #expect(whole.map { ring.event($0) } == whole.map(event))
  }

  @Test func keepsItsNeighbours() {
    for number in 0..<20 { ring.append(event(UInt64(number))) }
    let end = TraceLayout.headerSize + TraceLayout.ringHeaderSize + 8 * TraceLayout.eventSize
    #expect(memory.writes.allSatisfy { TraceLayout.headerSize..<end ~= $0 })
    #expect(TraceLayout(accounts: 0, rings: 1, capacity: 8).size == end)
  }

  /// A reader that sees the count sees the event.
  @Test func publishesTheCountLast() {
    ring.append(event(1))
    #expect(memory.writes.last == TraceLayout.headerSize)
    #expect(memory.published == [TraceLayout.headerSize])
  }

  @Test(
    arguments: [
      (0, 0, 0..<0), (3, 3, 0..<3), (6, 6, 0..<6), (7, 7, 1..<7), (8, 8, 2..<8), (8, 12, 6..<8),
      (8, 14, 8..<8), (8, 1000, 8..<8), (1000, 1000, 994..<1000), (100, 3, 0..<0),
    ] as [(UInt64, UInt64, Range<UInt64>)])
  func tellsWhatIsWhole(before: UInt64, after: UInt64, expected: Range<UInt64>) {
    #expect(TraceRing<ScratchMemory>.whole(before: before, after: after, capacity: 8) == expected)
  }

  @Test func aDurationThatDoesNotFitIsTheLargest() {
    ring.append(TraceEvent(.idle, time: 1, until: 1 << 40))
    #expect(ring.event(0)?.duration == .max)
  }

  @Test func whatIsNoEventIsNone() {
    #expect(ring.event(0) == nil)
    #expect(TraceEvent(time: 1, head: 0xFF << 32, location: 0, detail: 0) == nil)
  }
}
