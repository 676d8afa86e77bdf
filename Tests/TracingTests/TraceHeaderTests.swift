import Testing
import Tracing

@Suite struct TraceHeaderTests {
  private static let layout = TraceLayout(accounts: 3, rings: 2, capacity: 16)
  private let header = TraceHeader(
    layout: layout, frequency: 62_500_000, bootTime: 77, machines: 2)
  private let memory = ScratchMemory(size: 4096)

  @Test func saysWhatWasWritten() {
    header.write(memory, at: 0)
    #expect(TraceHeader(memory, at: 0) == header)
    #expect(memory.writes.last == 0 && memory.published == [0], "the magic comes last")
    #expect(memory.bytes.starts(with: "Martlet trace".utf8))
  }

  /// Every word that bounds something, made too large; and what is no header at all.
  @Test(arguments: [0, 1, 2, 3, 5, 6, 7, 8] as [UInt64]) func refuses(word: UInt64) {
    header.write(memory, at: 0)
    memory.store(word * 8, word == 3 ? 0 : .max)
    #expect(TraceHeader(memory, at: 0) == nil)
  }

  @Test func refusesACapacityThatIsNoPowerOfTwo() {
    header.write(memory, at: 0)
    memory.store(64, 12)
    #expect(TraceHeader(memory, at: 0) == nil)
  }

  @Test func partsLieOneAfterTheOther() {
    let layout = Self.layout
    #expect(layout.account(0) == 4096 && layout.account(3) == layout.ring(0))
    #expect(layout.ring(1) - layout.ring(0) == 64 + 16 * 32 && layout.size == layout.ring(2))
  }
}
