import Core
import Testing

@Suite struct ExitCountersTests {
  private var causes: [ExitCause] {
    (0...UInt8.max).compactMap { ExitCause(rawValue: $0) }
  }

  @Test func everyCauseHasItsOwnCounterAndName() {
    var counters = ExitCounters()
    #expect(causes.count == 19)
    for (index, cause) in causes.enumerated() {
      #expect(Int(cause.rawValue) == index)
      for _ in 0...index { counters.count(cause) }
    }
    for (index, cause) in causes.enumerated() {
      let expected = UInt64(index + 1)
      #expect(counters.count(of: cause) == expected)
      #expect(counters.value(at: UInt64(index + 1)) == expected)
    }
    #expect(counters.total == UInt64(19 * 20 / 2))
    #expect(counters.value(at: 0) == counters.total)
    #expect(Set(causes.map { $0.name.text }).count == 19)
    #expect(ExitCause.hypercall.name.text == "hypercall")
    #expect(ExitCause.gicDistributor.name.text == "gicd")
    #expect(ExitCause.other.name.text == "other")
  }

  @Test(arguments: [20, 21, 1 << 32, UInt64.max])
  func counterNumbersThatAreNotThereHaveNoValue(index: UInt64) {
    var counters = ExitCounters()
    counters.count(.other)
    #expect(counters.value(at: index) == nil)
    #expect(counters.value(at: 19) == 1)
  }

  @Test func timeAddsUp() {
    var counters = ExitCounters()
    counters.addTime(5)
    counters.addTime(.max)
    #expect(counters.time == 4)
  }
}
