import Core
import Testing

@Suite struct HeartbeatTests {
  @Test func aBeatInEachPeriodIsEnough() {
    var heartbeat = Heartbeat()
    heartbeat.reset(5, now: 0, period: 100)
    for period in 1...50 as ClosedRange<UInt64> {
      let isRight = heartbeat.look(5 + period, now: period * 100, period: 100)
      #expect(isRight)
    }
  }

  /// A guest that boots does not beat yet, however long that takes.
  @Test func theFirstBeatBeginsTheWatch() {
    var heartbeat = Heartbeat()
    heartbeat.reset(5, now: 0, period: 100)
    var found: [UInt64] = []
    for now in stride(from: UInt64(100), through: 2000, by: 100) {
      let value: UInt64 = now < 1000 ? 5 : 6
      if !heartbeat.look(value, now: now, period: 100) { found.append(now) }
    }
    // It beat once, and then no more; that is told once.
    #expect(found == [1100])
  }

  @Test func beforeThePeriodIsOverNobodyJudges() {
    var heartbeat = Heartbeat()
    heartbeat.reset(0, now: 0, period: 100)
    let begun = heartbeat.look(1, now: 100, period: 100)
    let early = heartbeat.look(1, now: 199, period: 100)
    let late = heartbeat.look(1, now: 200, period: 100)
    #expect(begun && early && !late)
    #expect(heartbeat.due == 300)
  }
}
