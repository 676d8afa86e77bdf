import Core
import Testing

/// A console for three VMs and two cores, with a counter of 1 kHz set by hand.
private struct Bench: ~Copyable {
  var console: ConsoleMultiplexer<4>
  let rings = ConsoleRings<4, 2>()
  var uart = FakeUART()
  var now: UInt64 = 1000
  var last = ConsoleOutcome()

  init(isRaw: Bool = false, change: (inout ConsolePolicy) -> Void = { _ in }) {
    var policy = ConsolePolicy(frequency: 1000)
    change(&policy)
    console = ConsoleMultiplexer(policy: policy, focus: 0, isRaw: isRaw)
    for (index, name) in ["one", "two", "three"].enumerated() {
      let bytes = Array(name.utf8)
      console.addMachine(index, name: bytes.span, now: now)
    }
  }

  /// Output of a VM; returns how many bytes its UART accepted.
  @discardableResult
  mutating func send(_ machine: Int, _ text: String) -> Int {
    var accepted = 0
    for byte in text.utf8 {
      guard rings.channels[machine].transmit(byte).space != nil else { break }
      accepted += 1
    }
    return accepted
  }

  mutating func log(_ text: StaticString, core: Int = 0) -> Bool {
    var line = LogLine()
    line.append(text)
    return rings.log(core: core, &line)
  }

  mutating func drain(after ticks: UInt64 = 0, flush: Bool = false) -> String {
    now += ticks
    repeat {
      last = console.drain(rings: rings, uart: &uart, now: now, flush: flush)
    } while last.workLeft && uart.room > 0
    return uart.takeText()
  }

  mutating func type(_ text: String) -> ConsoleAction {
    var action = ConsoleAction.none
    for byte in text.utf8 { action = console.receive(byte, rings: rings) }
    return action
  }

  mutating func input(_ machine: Int) -> String {
    var bytes: [UInt8] = []
    while let byte = rings.channels[machine].receive() { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite struct ConsoleLineTests {
  @Test func linesGetPrefixesAndNeverMix() {
    var bench = Bench()
    bench.send(0, "first\nsec")
    bench.send(1, "other\r\n")
    check(bench.log("booted"))
    let text = bench.drain()
    check(text == "martlet: booted\r\n[one] first\r\n[two] other\r\n")
    check(bench.last.deadline == bench.now + 20)
    bench.send(0, "ond\n")
    check(bench.drain() == "[one] second\r\n")
    check(bench.last.deadline == nil)
  }

  @Test func promptsAppearAfterAQuietTimeAndContinueInPlace() {
    var bench = Bench()
    bench.send(0, "~ # ")
    check(bench.drain() == "")
    check(bench.drain(after: 19) == "")
    check(bench.drain(after: 1) == "[one] ~ # ")
    // Somebody watches now: each byte of the echo is urgent and shown at once.
    check(bench.rings.channels[0].transmit(0x6C).urgency == .now)
    check(bench.drain() == "l")
    bench.send(0, "s\n")
    check(bench.drain() == "s\r\n")
    check(bench.rings.channels[0].transmit(0x6C).urgency == .soon)
  }

  @Test func anInterruptedPromptContinuesBehindANewPrefix() {
    var bench = Bench()
    bench.send(0, "~ # ")
    _ = bench.drain()
    check(bench.drain(after: 20) == "[one] ~ # ")
    bench.send(1, "news\n")
    check(bench.drain() == "\r\n[two] news\r\n")
    bench.send(0, "ls\n")
    check(bench.drain() == "[one]+ ls\r\n")
    bench.send(0, "x\n")
    check(bench.drain() == "[one] x\r\n")
  }

  @Test func aLineThatGrowsSlowlyIsShownInTheEnd() {
    var bench = Bench()
    var shown = ""
    var ticks = 0
    while shown.isEmpty && ticks < 1000 {
      bench.send(0, ".")
      shown = bench.drain(after: 10)
      ticks += 10
    }
    check(ticks == 510 && shown.hasPrefix("[one] ....."))
  }

  @Test func longLinesAreShownInPieces() {
    var bench = Bench()
    bench.send(0, String(repeating: "x", count: 600))
    bench.send(1, "short\n")
    let text = bench.drain()
    // One piece, then the other VM's line; the rest follows behind a prefix.
    let piece = String(repeating: "x", count: 256)
    check(text.hasPrefix("[one] \(piece)\r\n[two] short\r\n[one]+ \(piece)"))
    check(text.filter { $0 == "x" }.count == 600)
  }

  @Test func theFilterLeavesNoWayToWriteOverAPrefix() {
    var bench = Bench()
    bench.send(
      0, "a\u{1B}[2J\u{1B}[1;1Hb\u{1B}]0;title\u{7}c\u{1B}(Bd\u{7}\u{0}\u{C}e\u{1B}Pq\u{1B}\\f\n")
    check(bench.drain() == "[one] abcdef\r\n")
    bench.send(0, "ab\u{8}\u{8}\u{8}\u{8}x\n")
    check(bench.drain() == "[one] ab\u{8}\u{8}x\r\n")
    bench.send(0, "10%\r20%\r\r\n")
    check(bench.drain() == "[one] 10%\r[one] 20%\r\n")
    bench.send(0, "\rmartlet: all is well\n")
    check(bench.drain() == "[one] martlet: all is well\r\n")
    bench.send(0, "Gr\u{FC}\u{DF}e \u{20AC} \u{A0}\u{9B}2J\n")
    let text = bench.drain()
    check(text.hasPrefix("[one] Gr\u{FC}\u{DF}e \u{20AC} \u{A0}") && text.hasSuffix("?2J\r\n"))
  }

  @Test func sequencesAcrossPiecesStayFiltered() {
    var bench = Bench()
    bench.send(0, "ab\u{1B}")
    _ = bench.drain()
    check(bench.drain(after: 20) == "[one] ab")
    bench.send(0, "[3")
    check(bench.drain(after: 20) == "")
    bench.send(0, "1mcd\n")
    check(bench.drain() == "cd\r\n")
  }

  @Test func aFullUARTStopsAtAnyByteAndTheRestFollows() {
    var whole = Bench()
    var stepped = Bench()
    var expected = ""
    for index in 0..<20 {
      whole.send(index % 3, "line \(index) of many\n")
      stepped.send(index % 3, "line \(index) of many\n")
    }
    expected = whole.drain()
    var written = ""
    var calls = 0
    stepped.uart.room = 0
    repeat {
      stepped.uart.room = 3
      stepped.last = stepped.console.drain(
        rings: stepped.rings, uart: &stepped.uart, now: stepped.now)
      check(stepped.uart.transmitInterrupt == stepped.last.workLeft)
      written += stepped.uart.takeText()
      calls += 1
    } while stepped.last.workLeft && calls < 10_000
    check(written == expected)
    check(expected.split(separator: "\r\n").count == 20)
  }

  @Test func oneCallIsBounded() {
    var bench = Bench { $0.bytesPerCall = 100 }
    for _ in 0..<20 { bench.send(0, "0123456789 0123456789 0123456789\n") }
    bench.last = bench.console.drain(rings: bench.rings, uart: &bench.uart, now: bench.now)
    check(bench.uart.written.count == 100 && bench.last.workLeft && bench.uart.transmitInterrupt)
    // What the filter takes away counts as well.
    var filtered = Bench { $0.bytesPerCall = 100 }
    for _ in 0..<1000 { filtered.send(0, "\u{7}") }
    filtered.last = filtered.console.drain(
      rings: filtered.rings, uart: &filtered.uart, now: filtered.now)
    check(filtered.uart.written.isEmpty && filtered.last.workLeft)
    check(filtered.drain(after: 30) == "" && filtered.rings.channels[0].output.count == 0)
  }

  @Test func aFloodIsSlowedAndHoldsUpOnlyItself() {
    var bench = Bench {
      $0.burst = 100
      $0.ticksPerByte = 1
    }
    var flooded = 0
    var shown = 0
    let start = bench.now
    for round in 0..<200 {
      flooded += bench.send(0, String(repeating: "flood flood flood flood\n", count: 100))
      bench.send(1, "tick \(round)\n")
      let text = bench.drain(after: 10)
      check(text.contains("[two] tick \(round)\r\n"), "round \(round)")
      shown += text.split(separator: "\r\n").filter { $0.hasPrefix("[one]") }.count
    }
    // 2,000 ticks pay for 2,000 bytes, plus the burst and the rest of one piece.
    let elapsed = Int(bench.now - start)
    let taken = flooded - bench.rings.channels[0].output.count
    check(taken >= elapsed && taken <= elapsed + 100 + 256)
    check(shown > 0 && bench.rings.channels[0].output.space <= 256)
    check(bench.last.deadline != nil && bench.last.deadline! > bench.now)
    check(bench.rings.channels[0].output.discardedCount == 0)
  }

  @Test func waitingUARTsAreTold() {
    var bench = Bench()
    bench.send(2, String(repeating: "0123456\n", count: 256))
    check(bench.rings.channels[2].transmitSpace == 0)
    check(!bench.rings.channels[2].requestTransmitSpace(16))
    bench.last = bench.console.drain(rings: bench.rings, uart: &bench.uart, now: bench.now)
    check(bench.last.spaceFor == 0b100)
    bench.last = bench.console.drain(rings: bench.rings, uart: &bench.uart, now: bench.now)
    check(bench.last.spaceFor == 0)
  }

  @Test func lastWordsAreFlushed() {
    var bench = Bench { $0.burst = 1 }
    bench.send(0, "spent the budget\n")
    _ = bench.drain()
    bench.send(0, "no end of line")
    check(bench.drain() == "")
    check(bench.drain(flush: true) == "[one] no end of line")
    check(bench.log("off"))
    check(bench.drain(flush: true) == "\r\nmartlet: off\r\n")
  }

  @Test func aFullLogLosesWholeLinesAndCountsThem() {
    var bench = Bench()
    var accepted = 0
    while bench.log("a line of the log that is not very long", core: 1) { accepted += 1 }
    check(accepted == 1024 / 40 && bench.rings.logs[1].discardedCount == 40)
    let text = bench.drain()
    check(text.split(separator: "\r\n").count == accepted)
    check(text.split(separator: "\r\n").allSatisfy { $0.hasSuffix("not very long") })
  }
}

@Suite struct ConsoleRawTests {
  @Test func theVMInFocusHasTheTerminalToItself() {
    var bench = Bench(isRaw: true)
    bench.send(0, "\u{1B}[2J~ # ")
    bench.send(1, "unseen\n")
    check(bench.drain() == "\u{1B}[2J~ # ")
    check(bench.rings.channels[0].transmit(0x61).urgency == .now)
    check(bench.drain() == "a")
    check(bench.log("word"))
    check(bench.drain() == "\r\nmartlet: word\r\n")
    check(bench.type("\u{14}1") == .focusChanged(machine: 1))
    check(bench.drain() == "martlet: console: raw, focus two\r\nunseen\n")
  }

  @Test func othersLoseTheirOldestOutputAndNeverWait() {
    var bench = Bench(isRaw: true)
    var sent = 0
    for round in 0..<100 {
      sent += bench.send(1, String(format(round)))
      check(bench.drain() == "")
    }
    check(sent == 100 * 100)
    _ = bench.type("\u{14}1")
    let text = bench.drain()
    let lost = bench.rings.channels[1].output.discardedCount
    check(lost > 8000)
    check(text.hasPrefix("martlet: console: raw, focus two, bytes not shown \(lost)\r\n"))
    check(text.hasSuffix(format(99)))
    check(
      text.utf8.count == "martlet: console: raw, focus two, bytes not shown \(lost)\r\n".utf8.count
        + sent - Int(lost))
  }

  private func format(_ round: Int) -> String {
    let number = "\(round)"
    return String(repeating: ".", count: 99 - number.count) + number + "\n"
  }
}

@Suite struct ConsoleInputTests {
  @Test func bytesGoToTheVMInFocus() {
    var bench = Bench()
    check(bench.type("ls\r") == .input(machine: 0))
    check(bench.input(0) == "ls\r")
    check(bench.type("\u{14}2") == .focusChanged(machine: 2))
    check(bench.drain() == "martlet: console: focus three\r\n")
    check(bench.type("\u{14}\u{14}") == .input(machine: 2))
    check(bench.input(2) == "\u{14}" && bench.input(0) == "")
  }

  @Test func commandsBecomeActions() {
    var bench = Bench()
    check(bench.type("\u{14}") == .none)
    check(bench.type("s") == .report)
    check(bench.type("\u{14}q") == .powerOff)
    check(bench.type("\u{14}h") == .drain)
    check(bench.drain().hasPrefix("martlet: console: escape then 0-9a-f focus"))
    check(bench.type("\u{14}3") == .drain)
    check(bench.drain() == "martlet: console: no such VM\r\n")
    check(bench.type("\u{14}f") == .drain)
    check(bench.drain() == "martlet: console: no such VM\r\n")
    check(bench.type("\u{14}r") == .drain)
    check(bench.console.isRaw)
    check(bench.drain() == "martlet: console: raw, focus one\r\n")
    check(bench.type("\u{14}r") == .drain)
    check(bench.drain() == "martlet: console: lines, focus one\r\n")
    check(bench.console.focus == 0)
  }

  @Test func inputBeyondTheRingIsCounted() {
    var bench = Bench()
    check(bench.type(String(repeating: "x", count: 300)) == .input(machine: 0))
    check(bench.rings.channels[0].input.discardedCount == 44)
    check(bench.input(0).count == 256)
  }

  @Test func anotherEscapeByteCanBeChosen() {
    var bench = Bench { $0.escape = 0x01 }
    check(bench.type("\u{14}1") == .input(machine: 0))
    check(bench.type("\u{01}1") == .focusChanged(machine: 1))
  }

  @Test func aFocusOnNoVMTakesNothing() {
    var console = ConsoleMultiplexer<4>(
      policy: ConsolePolicy(frequency: 1000), focus: 77, isRaw: true)
    let rings = ConsoleRings<4, 1>()
    check(console.focus == 0)
    check(console.receive(0x61, rings: rings) == .none)
  }
}

@Suite struct ConsoleRandomTests {
  /// Whatever the order of events, every VM's lines arrive whole, in order and under its own name.
  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func linesSurviveAnySchedule(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = Bench { $0.bytesPerCall = 64 }
    var waiting: [[UInt8]] = [[], [], []]
    var expected: [[String]] = [[], [], []]
    for machine in 0..<3 {
      for number in 0..<200 {
        let length = Int.random(in: 0..<100, using: &generator)
        let line = "\(number):" + String(repeating: "abcdefghij", count: length / 10)
        expected[machine].append("[\(["one", "two", "three"][machine])] \(line)")
        waiting[machine] += Array(line.utf8) + [0x0A]
      }
    }
    var steps = 0
    while (!waiting.allSatisfy(\.isEmpty) || bench.last.workLeft) && steps < 1_000_000 {
      steps += 1
      let machine = Int.random(in: 0..<3, using: &generator)
      var amount = Int.random(in: 0..<40, using: &generator)
      while amount > 0, let byte = waiting[machine].first,
        bench.rings.channels[machine].transmit(byte).space != nil
      {
        waiting[machine].removeFirst()
        amount -= 1
      }
      bench.uart.room = Int.random(in: 0..<100, using: &generator)
      // Time stands still: no line is taken apart for being slow.
      bench.last = bench.console.drain(rings: bench.rings, uart: &bench.uart, now: bench.now)
    }
    bench.uart.room = .max
    let lines = bench.drain().split(separator: "\r\n").map(String.init)
    for (index, name) in ["one", "two", "three"].enumerated() {
      let own = lines.filter { $0.hasPrefix("[\(name)] ") }
      check(own == expected[index], "VM \(name)")
    }
    check(lines.count == 600)
  }

  /// No byte from a guest or a keyboard gets the console out of step.
  @Test(arguments: [21, 22, 23, 24] as [UInt64])
  func anyBytesAreHarmless(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = Bench()
    for _ in 0..<20_000 {
      switch Int.random(in: 0..<6, using: &generator) {
      case 0, 1, 2:
        let machine = Int.random(in: 0..<3, using: &generator)
        for _ in 0..<Int.random(in: 0..<50, using: &generator) {
          _ = bench.rings.channels[machine].transmit(.random(in: 0...255, using: &generator))
        }
      case 3:
        let byte = UInt8.random(in: 0...127, using: &generator)
        let action = bench.console.receive(byte, rings: bench.rings)
        if case .input(let machine) = action {
          check(machine == bench.console.focus)
          _ = bench.input(machine)
        }
        if Bool.random(using: &generator) {
          _ = bench.console.receive(0x14, rings: bench.rings)
        }
      case 4: _ = bench.log("something happened", core: Int.random(in: 0..<2, using: &generator))
      default:
        bench.now += UInt64.random(in: 0..<30, using: &generator)
        bench.uart.room = Int.random(in: 0..<600, using: &generator)
        let outcome = bench.console.drain(
          rings: bench.rings, uart: &bench.uart, now: bench.now)
        if let deadline = outcome.deadline { check(deadline > bench.now) }
        if !bench.console.isRaw {
          let text = bench.uart.written
          check(!text.contains(0x1B), "a terminal sequence came through")
        }
        bench.uart.written = []
      }
    }
  }
}

@Suite struct ConsoleLogTests {
  /// A line that has to wait for room is shown once, with one end.
  @Test func aLineThatIsTriedAgainIsTheSame() {
    let rings = ConsoleRings<1, 1>()
    var first = TextBuffer<1024>()
    for _ in 0..<1020 { first.append(byte: 0x78) }
    check(rings.log(core: 0, &first))
    var line = TextBuffer<64>()
    line.append("report")
    for _ in 0..<100 { check(!rings.log(core: 0, &line)) }
    check(line.count == 7)
    while rings.logs[0].pop() != nil {}
    check(rings.log(core: 0, &line))
    var text: [UInt8] = []
    while let byte = rings.logs[0].pop() { text.append(byte) }
    check(text == Array("report\n".utf8))
  }
}

@Suite struct TextBufferTests {
  @Test func numbersAndText() {
    var line = TextBuffer<128>()
    line.append("vm ", decimal: 0)
    line.append(byte: 0x20)
    line.append(decimal: UInt64.max)
    line.append(" ", hexadecimal: 0)
    line.append(byte: 0x20)
    line.append(hexadecimal: 0xDEAD_BEEF_0123_4567)
    let text = line.withText { text in
      String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
    }
    check(
      text
        == "vm 0 18446744073709551615 0x0 0xdeadbeef01234567")
    check(!line.isTruncated)
  }

  @Test func whatDoesNotFitIsLeftOut() {
    var line = TextBuffer<4>()
    line.append("abcdef")
    check(line.count == 4 && line.isTruncated)
    line.removeAll()
    check(line.count == 0 && !line.isTruncated)
    line.removeLast()
    check(line.count == 0)
  }
}

@Suite struct ConsoleRingsTests {
  /// A console with room for more VMs than there are needs memory for those that there are.
  @Test func memoryEndsWithTheLastMachine() {
    typealias Rings = ConsoleRings<16, 8>
    let channel = MemoryLayout<Rings.Channel>.stride
    check(Rings.byteCount(machines: 16) == MemoryLayout<Rings>.size)
    check(Rings.byteCount(machines: 3) == MemoryLayout<Rings>.size - 13 * channel)
    check(Rings.byteCount(machines: 0) >= 8 * MemoryLayout<Rings.Log>.stride)
  }
}
