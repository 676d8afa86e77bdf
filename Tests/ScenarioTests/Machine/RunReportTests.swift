import Machine
import Testing

@Suite struct RunReportTests {
  @Test func linesBecomeAReport() throws {
    var report = RunReport(names: ["control", "ivi"])
    #expect(!report.isPresent)
    for text in [
      "report vm=ivi state=off starts=2 resets=1 failures=0 boot-us=12345",
      "report vm=ivi vcpu=1 exits=7 wfi=0 hvc=3 mmio=4 injected=5 maintenance=1 el2-us=2500",
      "report vm=ivi vcpu=0 exits=10 mmio=10 injected=2 maintenance=0 el2-us=999",
      "report machine uptime-us=1", "report vm=ivi vcpu=x exits=1", "other vm=ivi state=no",
      "report vm=late state=running starts=1 resets=0 boot-us=9",
    ] {
      report.see(ConsoleLine(.hypervisor, text))
    }
    report.see(ConsoleLine(.machine("control"), "control: ticks=1 missed=0"))
    report.see(ConsoleLine(.machine("control"), "control: ticks=10000 missed=0 exits=0"))
    report.see(ConsoleLine(.machine("control"), "control: bye"))
    #expect(report.isPresent)
    let ivi = try #require(report["ivi"])
    #expect(ivi.state == "off" && ivi.starts == 2 && ivi.resets == 1 && ivi.bootTime == 12345)
    #expect(ivi.virtualCPUs.map(\.exits) == [7, 10])
    #expect(ivi.virtualCPUs[0].causes.map(\.name) == ["wfi", "hvc", "mmio"])
    #expect(ivi.virtualCPUs[0].injected == 5 && ivi.virtualCPUs[0].hypervisorTime == 2500)
    #expect(report["control"]?.figures == "control: ticks=10000 missed=0 exits=0")
    #expect(report["none"] == nil)
    #expect(
      report.table == """
        VM       state      starts  resets     boot  exits  injected  at EL2
        control  no report       -       -        -      -         -       -
        ivi      off             2       1  12.3 ms     17         7  3.4 ms
        late     running         1       0     9 us      -         -       -
        ivi vCPU 0: mmio 10
        ivi vCPU 1: mmio 4, hvc 3
        control: ticks=10000 missed=0 exits=0
        """)
  }

  @Test func aLaterReportReplacesTheEarlier() {
    var report = RunReport()
    report.see(
      ConsoleLine(.hypervisor, "report vm=a vcpu=0 exits=1 injected=0 maintenance=0 el2-us=0"))
    report.see(
      ConsoleLine(.hypervisor, "report vm=a vcpu=0 exits=2 injected=0 maintenance=0 el2-us=0"))
    #expect(report["a"]?.virtualCPUs.map(\.exits) == [2])
  }
}
