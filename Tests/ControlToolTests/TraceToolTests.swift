import Core
import Foundation
import Machine
import Testing
import Tracing

@Suite struct TraceToolTests {
  /// Ticks of 16 ns.
  private static func exit(
    _ cause: ExitCause, at time: UInt64, for duration: UInt64 = 100, machine: UInt8 = 1
  ) -> TraceEvent {
    TraceEvent(
      .exit, time: time, until: time + duration, machine: machine, virtualCPU: 0,
      code: cause.rawValue, location: 0x8_0000, detail: 0x9600_0000)
  }

  private static func hypervisor() -> FakeHypervisor {
    let hypervisor = FakeHypervisor()
    let many = (0..<20).map { exit(.uart, at: 10_000 + 1000 * $0) }
    hypervisor.traces = [
      FakeTrace([
        exit(.stage2Data, at: 1000), exit(.timerInterrupt, at: 3000, machine: 0),
        TraceEvent(.hypervisorFault, time: 90_000, location: 0x4000, detail: 1),
      ]),
      FakeTrace(many), FakeTrace([exit(.sgi, at: 2000)]), FakeTrace([]),
    ]
    return hypervisor
  }

  @Test func linesAreInTheOrderOfTheirEnds() throws {
    let hypervisor = Self.hypervisor()
    let (code, output, complaints) = hypervisor.run("trace")
    #expect(code == 0 && complaints == "")
    let lines = output.split(separator: "\n")
    #expect(lines.count == 24)
    #expect(
      lines[0]
        == "16.000  core 0  rt/0  data-abort  took 1.600  pc=0x80000  syndrome=0x96000000")
    #expect(lines[1].hasPrefix("32.000  core 2  rt/0  sgi  took 1.600"))
    #expect(lines[2] == "48.000  core 0  linux/0  timer  took 1.600  pc=0x80000")
    #expect(lines[3].hasPrefix("160.000  core 1  rt/0  uart"))
    #expect(lines[23] == "1440.000  core 0  hypervisor fault  pc=0x4000  syndrome=0x1")
  }

  @Test func ofOneMachineAndOnlyTheLatest() {
    let one = Self.hypervisor().run("trace linux")
    #expect(one.code == 0 && one.output.split(separator: "\n").count == 1)
    let last = Self.hypervisor().run("trace --count 2")
    let lines = last.output.split(separator: "\n")
    // Two of the first core, two of the second, one of the third.
    #expect(last.code == 0 && lines.count == 5, "\(last.output)")
    #expect(lines.contains { $0.hasPrefix("464.000  core 1") })
    #expect(!lines.contains { $0.hasPrefix("16.000") })
    #expect(Self.hypervisor().run("trace nobody").code == 1)
  }

  /// To read makes events, too.
  @Test func whatComesMeanwhileIsNotWaitedFor() {
    let hypervisor = Self.hypervisor()
    hypervisor.traces?[1].further = Self.exit(.wfx, at: 1_000_000)
    let (code, output, _) = hypervisor.run("trace")
    #expect(code == 0 && output.split(separator: "\n").count == 24)
    #expect(!output.contains("wfx"))
  }

  @Test func forPrograms() throws {
    let (code, output, _) = Self.hypervisor().run("trace --json")
    #expect(code == 0)
    let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]
    let first = try #require(list?.first)
    #expect(list?.count == 24)
    #expect(first["vm"] as? String == "rt" && first["what"] as? String == "data-abort")
    #expect(first["time-ns"] as? Int == 16_000 && first["duration-ns"] as? Int == 1600)
    #expect(first["pc"] as? String == "0x80000" && first["detail"] as? String == "0x96000000")
    #expect(list?.last?["vm"] is NSNull && list?.last?["vcpu"] is NSNull)
  }

  /// Of what is overwritten while it is read the rest is there, and it is said how much is not.
  @Test func whatIsOverwrittenMeanwhileIsTold() {
    let hypervisor = Self.hypervisor()
    let many = (0..<40).map { Self.exit(.uart, at: 10_000 + 1000 * $0) }
    hypervisor.traces?[1] = FakeTrace(many, oldest: [0, 0, 16, 30, 50])
    let (code, output, complaints) = hypervisor.run("trace")
    #expect(code == 0)
    // Six of the beginning, six from 16 on, six from 30 on; 40 is the end.
    #expect(output.split(separator: "\n").count { $0.contains("core 1") } == 18)
    #expect(complaints == "martletctl: core 1: 22 events were overwritten before they were read\n")
  }

  @Test func withoutATraceItIsRefused() {
    let (code, _, complaints) = FakeHypervisor().run("trace")
    #expect(code == 3 && complaints.contains("this image"), "\(complaints)")
  }

  /// What the host's own reader makes of the file.
  @Test func theFileIsATrace() throws {
    let hypervisor = Self.hypervisor()
    let many = (0..<2046).map { Self.exit(.uart, at: 10_000 + 1000 * $0) }
    hypervisor.traces?[3] = FakeTrace(many)
    let (code, output, _) = hypervisor.run("trace -o /tmp/trace")
    #expect(code == 0 && output.hasPrefix("2070 events; "), "\(output)")
    let bytes = try #require(hypervisor.files["/tmp/trace"])
    let path = FileManager.default.temporaryDirectory.appending(
      path: "martlet-trace-\(UUID().uuidString)")
    try Data(bytes).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    var file = try TraceFile(path: path.path)
    let snapshot = try file.snapshot()
    #expect(snapshot.machines.prefix(2) == ["linux", "rt"])
    #expect(snapshot.frequency == 62_500_000 && snapshot.bootTime == 0)
    #expect(snapshot.cores.map(\.index) == [0, 1, 2, 3])
    #expect(snapshot.cores.map(\.events.count) == [3, 20, 1, 2046])
    #expect(snapshot.cores[3].events == many && snapshot.cores.allSatisfy { $0.lost == 0 })
    // Lines are the same, whoever reads them.
    let lines = Self.hypervisor().run("trace").output.split(separator: "\n").map(String.init)
    for line in lines { #expect(snapshot.lines.contains(line), "\(line)") }
  }

  /// While it shows what it has read others may ask.
  @Test func theDeviceIsLetGoBetween() {
    let hypervisor = Self.hypervisor()
    let terminal = FakeTerminal([])
    var looks = 0
    var wasTaken = false
    terminal.onPrint = {
      looks += 1
      wasTaken = wasTaken || hypervisor.taken & ControlRegisters.requests != 0
    }
    #expect(hypervisor.run("trace", terminal) == 0)
    #expect(looks == 24 && !wasTaken)
  }

  @Test func aFileThatCannotBeWrittenIsTold() {
    let hypervisor = Self.hypervisor()
    hypervisor.filesGoBad = true
    let (code, _, complaints) = hypervisor.run("trace --output /x")
    #expect(code == 1 && complaints == "martletctl: the file cannot be written\n")
    #expect(Self.hypervisor().run("trace --output").code == 1)
  }
}
