import Core
import Machine
import Testing
import Tracing

@Suite struct TraceSnapshotTests {
  private let snapshot = Fixture().snapshot

  @Test func tellsWhatVirtualCoresDid() {
    #expect(snapshot.machines == ["one", "two"])
    let one = snapshot.virtualCPUs[0]
    #expect(one.machine == 0 && one.index == 0 && one.core == 0 && !one.isInside)
    // 1200 to 1300, 1320 to 1400; then EL2 had 20 and 100, of which it slept 80. What comes after the last exit is
    // in no sum, because the virtual core left.
    #expect(one.guest == 180 && one.hypervisor == 40 && one.idle == 80 && one.since == 1600)
    #expect(one.exits[Int(ExitCause.timerInterrupt.rawValue)] == 1)
    #expect(one.exits[Int(ExitCause.wfx.rawValue)] == 1 && one.exits.reduce(0, +) == 2)
    let two = snapshot.virtualCPUs[1]
    #expect(two.isInside && two.exits[Int(ExitCause.uart.rawValue)] == 18)
    #expect(two.hypervisor == 900 && two.guest == 950)
  }

  @Test func ordersEventsByTheirBeginning() {
    let core = snapshot.cores[0]
    #expect(core.index == 4 && core.lost == 0)
    #expect(
      core.events.map(\.kind) == [.phase, .enter, .exit, .injection, .exit, .idle, .leave])
    let other = snapshot.cores[1]
    #expect(other.index == 5 && other.lost == 4)
    #expect(other.events.map(\.detail) == Array(5...18))
    #expect(snapshot.newest == 3850)
  }

  @Test func linesSayEverything() throws {
    let lines = snapshot.lines
    try #require(lines.count == 21)
    #expect(
      lines[2] == "300.000  core 4  one/0  timer  took 20.000  pc=0x4000",
      "an interrupt has no syndrome")
    #expect(
      lines[3] == "310.000  core 4  one/0  interrupt 27 listed  list register=0x400000000000001b")
    #expect(lines[20] == "2800.000  core 5  two/0  uart  took 50.000  pc=0x4000  syndrome=0x12")
  }

  /// The cells of a table of `martlet top`, without its heading.
  private func rows(_ table: String) -> [[String]] {
    table.split(separator: "\n").dropFirst().map { $0.split(separator: " ").map(String.init) }
  }

  @Test func topSharesTheTime() {
    var top = TraceTop()
    // Boot at 1000, newest 3850.
    let rows = rows(top.table(snapshot))
    #expect(
      rows[0] == [
        "one", "0", "0", "6.3", "%", "1.4", "%", "2.8", "%", "701", "wfx", "350,", "timer", "350",
      ])
    #expect(rows[1].prefix(7) == ["two", "0", "1", "33.3", "%", "31.5", "%"])
  }

  @Test func topOfAnIntervalLeavesTheRestOut() {
    let fixture = Fixture()
    var top = TraceTop()
    _ = top.table(fixture.snapshot)
    fixture.exit(1, .hypercall, from: 4750, to: 4850, syndrome: 0)
    let rows = rows(top.table(fixture.snapshot))
    #expect(rows[0] == ["one", "0", "0", "0.0", "%", "0.0", "%", "0.0", "%", "0"])
    #expect(
      rows[1] == [
        "two", "0", "1", "90.0", "%", "10.0", "%", "0.0", "%", "1000", "hypercall", "1000",
      ])
  }

  /// Where a VM has gone and another has come, the one is not held against the other.
  @Test func topOfAPlaceThatIsTakenAgainBeginsAnew() {
    let fixture = Fixture()
    var top = TraceTop()
    _ = top.table(fixture.snapshot)
    fixture.account(1).open(owner: UInt64(TraceEvent.nobody))
    #expect(rows(top.table(fixture.snapshot)).count == 1)
    let place = fixture.layout.account(1)
    for word in 0..<(TraceLayout.accountSize / 8) { fixture.memory.store(place + 8 * word, 0) }
    fixture.account(1).open(owner: 1 | 1 << 16)
    fixture.account(1).move(isInside: true, at: 4700)
    fixture.exit(1, .hypercall, from: 4750, to: 4850, syndrome: 0)
    let rows = rows(top.table(fixture.snapshot))
    #expect(rows.count == 2 && rows[1].contains("hypercall"), "\(rows)")
  }

  /// Nothing in memory moves while nobody leaves the guest; each interval counts once.
  @Test func topOfAGuestThatNeverLeavesGoesByTheHost() {
    let fixture = Fixture()
    var top = TraceTop()
    _ = top.table(fixture.snapshot)
    for _ in 0..<2 {
      let rows = rows(top.table(fixture.snapshot, elapsed: 2_000_000_000))
      #expect(rows[0].prefix(4) == ["one", "0", "0", "0.0"])
      #expect(rows[1].prefix(4) == ["two", "0", "1", "100.0"])
    }
    // One exit soon after, then silence: one in two seconds, not one in a millisecond.
    fixture.exit(1, .uart, from: 4_004_850, to: 4_004_950, syndrome: 0)
    let rows = rows(top.table(fixture.snapshot, elapsed: 2_000_000_000))
    #expect(rows[1] == ["two", "0", "1", "99.9", "%", "0.0", "%", "0.0", "%", "0", "uart", "0"])
  }

  @Test func topKnowsWhoIsAsleep() {
    let fixture = Fixture()
    var top = TraceTop()
    _ = top.table(fixture.snapshot)
    // Asleep from 3900 on; the tables come at 4850 and 5850.
    fixture.account(1).fallAsleep(at: 3900)
    #expect(
      rows(top.table(fixture.snapshot, elapsed: 1_000_000))[1].prefix(9)
        == ["two", "0", "1", "5.0", "%", "0.0", "%", "95.0", "%"])
    fixture.account(1).wake(at: 5750)
    fixture.exit(1, .hypercall, from: 3900, to: 5850, syndrome: 0)
    #expect(
      rows(top.table(fixture.snapshot))[1].prefix(9)
        == ["two", "0", "1", "0.0", "%", "10.0", "%", "90.0", "%"])
  }

  @Test func topStartsAnewWithAnotherBoot() {
    var top = TraceTop()
    let first = top.table(snapshot)
    var other = snapshot
    other.bootTime = 999
    _ = top.table(other)
    #expect(top.table(snapshot) == first)
  }

  /// Since when nobody was ever heard of, nobody can tell.
  @Test func topOfASilentGuestSaysSo() {
    var snapshot = snapshot
    snapshot.virtualCPUs[0].isInside = true
    snapshot.virtualCPUs[0].since = 5000
    snapshot.virtualCPUs[0].guest = 0
    var top = TraceTop()
    #expect(
      rows(top.table(snapshot))[0].prefix(6) == ["one", "0", "0", "-", "-", "-"])
  }
}
