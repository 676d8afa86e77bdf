import Core
import Testing

@Suite struct EventRateTests {
  private static let frequency: UInt64 = 1_000_000

  /// So many events evenly over the time, looked at now and then; what was found, by time.
  private static func found(
    perSecond: UInt64, most: UInt64, step: UInt64
  ) -> [(time: UInt64, rate: UInt64)] {
    var rate = EventRate()
    rate.reset(0, now: 0, frequency: frequency)
    var found: [(UInt64, UInt64)] = []
    for now in stride(from: step, through: 2 * frequency, by: Int(step)) {
      if let value = rate.look(
        now * perSecond / frequency, now: now, frequency: frequency, most: most)
      {
        found.append((now, value))
      }
    }
    return found
  }

  @Test(arguments: [250_000, 100_000, 1000, 333_333] as [UInt64])
  func moreThanAllowedIsFoundInHalfASecond(step: UInt64) {
    let found = Self.found(perSecond: 20_100, most: 20_000, step: step)
    #expect((found.first?.time ?? .max) <= 500_000)
    #expect(found.allSatisfy { $0.rate > 20_000 && $0.rate <= 20_110 })
  }

  @Test(arguments: [250_000, 100_000, 1000, 333_333] as [UInt64])
  func asManyAsAllowedAreNothing(step: UInt64) {
    #expect(Self.found(perSecond: 19_900, most: 20_000, step: step).isEmpty)
  }

  @Test func aCountThatBeganAnewIsNoFlood() {
    var rate = EventRate()
    rate.reset(1_000_000, now: 0, frequency: Self.frequency)
    let found = rate.look(10, now: 250_000, frequency: Self.frequency, most: 1)
    #expect(found == nil)
  }

  @Test func whatDoesNotFitIsTheMost() {
    var rate = EventRate()
    rate.reset(0, now: 0, frequency: Self.frequency)
    let found = rate.look(.max, now: 250_000, frequency: Self.frequency, most: 1)
    #expect(found == .max)
  }
}
