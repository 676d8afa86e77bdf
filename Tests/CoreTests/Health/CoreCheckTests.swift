import Core
import Testing

@Suite struct CoreCheckTests {
  @Test func whoDoesNotAnswerIsFoundOnce() {
    var check = CoreCheck()
    // Nobody was asked yet.
    let first = check.look(answered: 0, asking: 0b1110, now: 0, period: 100)
    #expect(first == 0)
    #expect(check.due == 100)
    let all = check.look(answered: 0b1110, asking: 0b1110, now: 100, period: 100)
    #expect(all == 0)
    let one = check.look(answered: 0b1010, asking: 0b1110, now: 200, period: 100)
    #expect(one == 0b0100)
    let still = check.look(answered: 0b1010, asking: 0b1110, now: 300, period: 100)
    #expect(still == 0)
    let back = check.look(answered: 0b1110, asking: 0b1110, now: 400, period: 100)
    #expect(back == 0)
    let again = check.look(answered: 0b1010, asking: 0b1110, now: 500, period: 100)
    #expect(again == 0b0100)
  }

  /// A core that a `direct` VM has got since is not asked, and so need not answer.
  @Test func whoIsNotAskedAnyMoreNeedNotAnswer() {
    var check = CoreCheck()
    _ = check.look(answered: 0, asking: 0b110, now: 0, period: 100)
    let found = check.look(answered: 0b010, asking: 0b010, now: 100, period: 100)
    #expect(found == 0)
  }
}
