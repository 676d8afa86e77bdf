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
    #expect(two.isInside && two.exits[Int(ExitCause.uart.rawValue)] == 10)
    #expect(two.hypervisor == 500 && two.guest == 550)
  }

  @Test func ordersEventsByTheirBeginning() {
    let core = snapshot.cores[0]
    #expect(core.index == 4 && core.lost == 0)
    #expect(
      core.events.map(\.kind) == [.phase, .enter, .exit, .injection, .exit, .idle, .leave])
    let other = snapshot.cores[1]
    #expect(other.index == 5 && other.lost == 3)
    #expect(other.events.map(\.detail) == Array(4...10))
    #expect(snapshot.newest == 3050)
  }

  @Test func linesSayEverything() {
    let lines = snapshot.lines
    #expect(lines.count == 14)
    #expect(
      lines[2] == "300.000  core 4  one/0  timer  took 20.000  pc=0x4000",
      "an interrupt has no syndrome")
    #expect(
      lines[3] == "310.000  core 4  one/0  interrupt 27  list register=0x400000000000001b")
    #expect(lines[13] == "2000.000  core 5  two/0  uart  took 50.000  pc=0x4000  syndrome=0xa")
  }

  @Test func topSharesTheTime() {
    // Boot at 1000, newest 3050.
    let rows = TraceTop(from: nil, to: snapshot).table.split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
    #expect(
      rows[1] == [
        "one", "0", "0", "8.7", "%", "1.9", "%", "3.9", "%", "975", "wfx", "487,", "timer", "487",
      ])
    #expect(rows[2].prefix(7) == ["two", "0", "1", "26.8", "%", "24.3", "%"])
  }

  @Test func topOfAnIntervalLeavesTheRestOut() {
    let fixture = Fixture()
    let before = fixture.snapshot
    fixture.exit(1, .hypercall, from: 3950, to: 4050, syndrome: 0)
    let rows = TraceTop(from: before, to: fixture.snapshot).table.split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
    #expect(rows[1] == ["one", "0", "0", "0.0", "%", "0.0", "%", "0.0", "%", "0"])
    #expect(
      rows[2] == [
        "two", "0", "1", "90.0", "%", "10.0", "%", "0.0", "%", "1000", "hypercall", "1000",
      ])
  }

  /// Nothing in memory moves while nobody leaves the guest.
  @Test func topOfAGuestThatNeverLeavesGoesByTheHost() {
    let before = Fixture().snapshot
    let table = TraceTop(from: before, to: before, elapsed: 2_000_000_000).table
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows[1].prefix(4) == ["one", "0", "0", "0.0"])
    #expect(rows[2].prefix(4) == ["two", "0", "1", "100.0"])
  }
}
