import Core
import Testing

/// A console with one VM and the monitor.
private struct Bench: ~Copyable {
  var console: ConsoleMultiplexer<2>
  let rings = ConsoleRings<2, 1>()
  var uart = FakeUART()
  var names = FakeNames()
  var complaint = ""
  var now: UInt64 = 1000

  init(isRaw: Bool = false) {
    console = ConsoleMultiplexer(
      policy: ConsolePolicy(frequency: 1000), focus: 0, isRaw: isRaw)
    let name = Array("linux".utf8)
    console.addMachine(0, name: name.span, now: now)
  }

  /// Types, and lets the prompt take it.
  @discardableResult
  mutating func type(_ text: String) -> ManagementInput {
    for byte in text.utf8 { _ = console.receive(byte, rings: rings) }
    return edit()
  }

  mutating func edit() -> ManagementInput {
    var line = LogLine()
    let input = console.edit(rings: rings, names: &names, complaint: &line)
    complaint = line.withText { $0.raw.text }
    return input
  }

  mutating func open() {
    for byte in [0x14, 0x6D] as [UInt8] { _ = console.receive(byte, rings: rings) }
    _ = drain()
  }

  mutating func send(_ text: String) {
    for byte in text.utf8 { _ = rings.channels[0].transmit(byte) }
  }

  mutating func input() -> String {
    var bytes: [UInt8] = []
    while let byte = rings.channels[0].receive() { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func drain(flush: Bool = false) -> String {
    var outcome = ConsoleOutcome()
    repeat {
      outcome = console.drain(rings: rings, uart: &uart, now: now, flush: flush)
      guard let deadline = outcome.deadline else { continue }
      // The prompt comes when it is quiet.
      now = deadline
      outcome.workLeft = true
    } while outcome.workLeft && uart.room > 0
    return uart.takeText()
  }
}

@Suite struct MonitorPromptTests {
  @Test func theMonitorIsOpenedAndLeft() {
    var bench = Bench()
    check(bench.console.receive(0x14, rings: bench.rings) == .none)
    check(bench.console.receive(0x6D, rings: bench.rings) == .drain)
    check(bench.console.monitorHasFocus)
    check(bench.drain() == "martlet: console: focus monitor\r\nmartlet> ")
    check(bench.console.receive(0x74, rings: bench.rings) == .monitor)
    check(bench.edit() == .nothing)
    check(bench.drain() == "t")
    check(bench.input() == "")
    bench.type("\u{14}0")
    check(!bench.console.monitorHasFocus)
    check(bench.drain() == "\r\nmartlet: console: focus linux\r\n")
    check(bench.console.receive(0x74, rings: bench.rings) == .input(machine: 0))
    check(bench.input() == "t")
    // What stood there is forgotten.
    bench.open()
    check(bench.type("op\r") == .complaint)
  }

  @Test func whoTypesAtOnceIsStillToldFirst() {
    var bench = Bench()
    check(bench.type("\u{14}mtop\r") == .call(.showLoad))
    check(bench.drain() == "martlet: console: focus monitor\r\nmartlet> top\r\nmartlet> ")
  }

  @Test func aLineIsEditedAndEntered() {
    var bench = Bench()
    bench.open()
    check(bench.type("vn\u{7F}m lisx\u{8}t") == .nothing)
    check(bench.drain() == "vn\u{8} \u{8}m lisx\u{8} \u{8}t")
    check(bench.type("\r") == .call(.listMachines))
    bench.rings.setAnswering(true)
    check(bench.drain() == "\r\n")
    bench.rings.setAnswering(false)
    check(bench.drain() == "martlet> ")
    // Nothing is left to take back.
    bench.type("\u{7F}")
    check(bench.drain() == "")
    check(bench.type("\r") == .nothing)
    check(bench.drain() == "\r\nmartlet> ")
  }

  @Test func controlKeysEmptyTheLine() {
    var bench = Bench()
    bench.open()
    bench.type("abc\u{15}")
    check(bench.drain() == "abc" + String(repeating: "\u{8} \u{8}", count: 3))
    bench.type("vm\u{3}")
    check(bench.drain() == "vm^C\r\nmartlet> ")
    check(bench.type("top\r") == .call(.showLoad))
  }

  @Test func keysWithoutMeaningDoNothing() {
    var bench = Bench()
    bench.open()
    check(
      bench.type("t\u{1B}[A\u{1B}[1;5C\u{1B}OPo\u{1B}xp\u{1}\u{0}\u{C3}\u{B6}\r")
        == .call(.showLoad))
    check(bench.drain().hasPrefix("top\r\n"))
  }

  @Test func tabCompletes() {
    var bench = Bench()
    bench.open()
    bench.type("vm sta\tc\t")
    check(bench.drain() == "vm start control ")
    check(bench.type("\r") == .call(.start(machine: 2)))
    bench.type("x\t")
    check(bench.drain() == "\r\nmartlet> x")
  }

  @Test func aLineIsBounded() {
    var bench = Bench()
    bench.open()
    bench.type(String(repeating: "x", count: 100))
    check(bench.drain() == String(repeating: "x", count: 96) + "\u{7}\u{7}\u{7}\u{7}")
    bench.type("\t")
    check(bench.type("\r") == .complaint)
    check(bench.complaint.hasPrefix("column 1: no command \"xxx"))
  }

  @Test func complaintsSayWhatIsWrong() {
    var bench = Bench()
    bench.open()
    check(bench.type("vm start x\r") == .complaint)
    check(
      bench.complaint == "column 10: here goes a VM, one of linux, linux-rt, control, not \"x\"")
  }

  @Test func severalLinesAreTakenOneByOne() {
    var bench = Bench()
    bench.open()
    check(bench.type("top\rvm list\r\nvcpu\n") == .call(.showLoad))
    check(bench.edit() == .call(.listMachines))
    check(bench.edit() == .call(.listVirtualCPUs))
    check(bench.edit() == .nothing)
    check(bench.drain() == "top\r\nmartlet> vm list\r\nmartlet> \r\nmartlet> vcpu\r\nmartlet> ")
  }

  /// Others' lines end the monitor's, which is shown anew behind them.
  @Test func otherLinesDoNotDestroyTheOneThatIsTyped() {
    var bench = Bench()
    bench.open()
    bench.type("vm l")
    bench.send("news\n")
    check(bench.drain() == "vm l\r\n[linux] news\r\nmartlet> vm l")
    var line = LogLine()
    line.append("vm linux off")
    check(bench.rings.log(core: 0, &line))
    check(bench.drain() == "\r\nmartlet: vm linux off\r\nmartlet> vm l")
    check(bench.type("ist\r") == .call(.listMachines))
  }

  /// The other way round: a VM's prompt gives way.
  @Test func theMonitorEndsALineOfAVM() {
    var bench = Bench()
    bench.send("~ # ")
    check(bench.drain() == "[linux] ~ # ")
    for byte in [0x14, 0x6D] as [UInt8] { _ = bench.console.receive(byte, rings: bench.rings) }
    check(bench.drain() == "\r\nmartlet: console: focus monitor\r\nmartlet> ")
    bench.send("ls\n")
    check(bench.drain() == "\r\n[linux]+ ls\r\nmartlet> ")
  }

  @Test func noPromptInTheLastWords() {
    var bench = Bench()
    bench.open()
    bench.send("end\n")
    check(bench.drain(flush: true) == "\r\n[linux] end\r\n")
  }

  @Test func rawModeShowsNoVMWhileTheMonitorHasTheFocus() {
    var bench = Bench(isRaw: true)
    bench.send("one ")
    check(bench.drain() == "one ")
    check(bench.rings.channels[0].transmit(0x78).urgency == .now)
    check(bench.drain() == "x")
    for byte in [0x14, 0x6D] as [UInt8] { _ = bench.console.receive(byte, rings: bench.rings) }
    check(bench.drain() == "\r\nmartlet: console: raw, focus monitor\r\nmartlet> ")
    check(bench.rings.channels[0].transmit(0x79).urgency == .soon)
    check(bench.drain() == "")
    check(bench.type("top\r") == .call(.showLoad))
    check(bench.drain() == "top\r\nmartlet> ")
    // Its latest output is kept, and it never waits for ever.
    for _ in 0..<20 {
      bench.send(String(repeating: "z", count: 200))
      check(bench.drain() == "")
    }
    bench.type("\u{14}r\u{14}r")
    check(bench.drain() == "\r\nmartlet: console: raw, focus monitor\r\nmartlet> ")
    bench.type("\u{14}0")
    let text = bench.drain()
    check(text.hasPrefix("\r\nmartlet: console: raw, focus linux, bytes not shown "))
    check(text.hasSuffix("zzz"))
  }

  /// What cannot be shown yet waits in the ring.
  @Test func aSlowWireDoesNotLoseWhatWasTyped() {
    var bench = Bench()
    bench.open()
    bench.uart.room = 0
    bench.send(String(repeating: "n", count: 255) + "\n")
    check(bench.drain() == "")
    check(bench.type("top\r") == .nothing)
    check(bench.drain() == "")
    bench.uart.room = .max
    check(bench.drain().hasSuffix("nnn\r\nmartlet> "))
    check(bench.edit() == .call(.showLoad))
    check(bench.drain() == "top\r\nmartlet> ")
  }

  @Test func helpNamesTheMonitor() {
    var bench = Bench()
    bench.type("\u{14}h")
    check(bench.drain().contains(" m monitor, "))
  }
}
