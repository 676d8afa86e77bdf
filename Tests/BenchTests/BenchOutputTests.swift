import Testing

@testable import Bench

@Suite struct BenchOutputTests {
  @Test func readsTheGuestsLinesWhoeverWritesInFront() {
    var output = BenchOutput()
    for line in [
      "bench: boot cpus=1 frequency=1000000000 conduit=hvc began=8\r",
      "[bench] bench: psci-version min=1 median=2 p99=3 max=4 count=5",
      "(XEN) DOM1: bench: sgi-self min=10 median=20 p99=30 max=40 count=50\r",
      "bench: spi-pend none",
      "martlet: report machine uptime-us=5 frames-used=3 image-bytes=200000",
      ".......bench:",
    ] { output.see(line) }
    #expect(output.began == 8)
    #expect(
      output.figures == [
        "psci-version": BenchFigure(minimum: 1, median: 2, p99: 3, maximum: 4, count: 5),
        "sgi-self": BenchFigure(minimum: 10, median: 20, p99: 30, maximum: 40, count: 50),
      ])
    #expect(output.memory == UInt64(200_000 + 3 * 4096))
    #expect(!output.isDone)
    output.see("[bench] bench: done")
    #expect(output.isDone)
  }

  @Test func theReportHasExitsByCause() {
    let lines = [
      "martlet: report vm=linux state=off starts=1 resets=0 failures=0 boot-us=9",
      "martlet: report vm=linux vcpu=0 exits=14 hypercall=5 timer=8 kick=1 injected=8 maintenance=0 el2-us=3",
      "martlet: report vm=linux vcpu=1 exits=2 timer=2 injected=1 maintenance=0 el2-us=3",
      "martlet: report machine uptime-us=5 frames-used=3 image-bytes=200000",
    ]
    let exits = LinuxExits.exits(in: lines)
    #expect(exits == ["hypercall": 5, "timer": 10, "kick": 1])
    #expect(
      LinuxExits.difference(exits, ["hypercall": 5, "timer": 4]) == ["timer": 6, "kick": 1])
  }

  @Test func halfALineIsNoFigure() {
    var output = BenchOutput()
    output.see("bench: psci-version min=1 median=2 p99=3 max=4")
    output.see("bench: psci-version min=1 median=x p99=3 max=4 count=5")
    #expect(output.figures.isEmpty)
  }
}
