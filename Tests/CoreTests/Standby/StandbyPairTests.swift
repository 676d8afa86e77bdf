import Core
import TestSupport
import Testing

/// Whatever happens to the two: one of them is the primary, and only a standby that said that it is ready becomes one.
@Suite struct StandbyPairTests {
  /// What one switch-over says.
  private func changes(_ pair: inout StandbyPair, standbyRuns: Bool = true) -> Bool {
    pair.switchOver(standbyRuns: standbyRuns)
  }

  private func isNews(_ pair: inout StandbyPair, _ end: Int, _ isReady: Bool) -> Bool {
    pair.setReady(end, isReady)
  }

  @Test(arguments: [0, 1]) func theOtherTakesOverWhenItIsReady(primary: Int) {
    var pair = StandbyPair(primary: primary)
    #expect(pair.role(of: primary) == .primary)
    #expect(pair.role(of: primary ^ 1) == .standby)
    let early = changes(&pair)
    let isNew = isNews(&pair, pair.standby, true)
    let isNewAgain = isNews(&pair, pair.standby, true)
    let whileOff = changes(&pair, standbyRuns: false)
    #expect(!early && isNew && !isNewAgain && !whileOff)
    #expect(pair.primary == primary)
    let changed = changes(&pair)
    #expect(changed && pair.primary == primary ^ 1 && pair.count == 1)
    // The former primary has to say so first.
    let back = changes(&pair)
    #expect(!back && !pair.isReady(primary))
  }

  /// The bits of the register.
  @Test func theRegisterSaysItAll() {
    var pair = StandbyPair(primary: 0)
    func words() -> [UInt32] { [pair.word(of: 0), pair.word(of: 1)] }
    #expect(words() == [0b0001, 0b0010])
    _ = pair.setReady(1, true)
    #expect(words() == [0b1001, 0b0110])
    _ = pair.setReady(0, true)
    #expect(words() == [0b1101, 0b1110])
    _ = pair.switchOver(standbyRuns: true)
    #expect(words() == [0x10A, 0x105])
    _ = pair.setReady(1, false)
    #expect(words() == [0x102, 0x101])
  }

  @Test func anyHistoryHasOnePrimary() {
    var random = SplitMix(state: 7)
    for _ in 0..<200 {
      var pair = StandbyPair(primary: Int(random.next() & 1))
      var primary = pair.primary
      var ready = [false, false]
      var count: UInt32 = 0
      for _ in 0..<200 {
        let end = Int(random.next() & 1)
        switch random.next() % 3 {
        case 0:
          let isReady = random.next() & 1 != 0
          let isNew = isNews(&pair, end, isReady)
          #expect(isNew == (ready[end] != isReady))
          ready[end] = isReady
        case 1:
          let changed = changes(&pair, standbyRuns: false)
          #expect(!changed)
        default:
          let changed = changes(&pair)
          #expect(changed == ready[primary ^ 1])
          if changed {
            ready[primary] = false
            primary ^= 1
            count += 1
          }
        }
        #expect(pair.primary == primary && pair.count == count)
        #expect(pair.isReady(0) == ready[0] && pair.isReady(1) == ready[1])
        #expect(pair.role(of: primary) == .primary && pair.role(of: primary ^ 1) == .standby)
      }
    }
  }
}
