import Core
import Testing

/// A UART with its port, driven the way a guest does.
private struct Bench: ~Copyable {
  var uart = PL011()
  let port = SmallChannel()
  var effects = PL011Effects()

  mutating func read(_ offset: UInt64, size: Int = 4) -> UInt32 {
    let answer = uart.read(offset: offset, size: size, port: port)
    effects = answer.effects
    return answer.value
  }

  mutating func write(_ offset: UInt64, _ value: UInt32, size: Int = 4) {
    effects = uart.write(offset: offset, size: size, value: value, port: port)
  }

  /// Characters arrive from the far end.
  mutating func type(_ text: String) {
    for byte in text.utf8 { _ = port.input.push(byte) }
    effects = uart.portChanged(port, hasRoom: false)
  }

  /// The far end takes what was sent.
  mutating func drain(_ limit: Int = .max) -> String {
    var bytes: [UInt8] = []
    while bytes.count < limit, let byte = port.output.pop() { bytes.append(byte) }
    if port.output.takeSpaceRequest() { effects = uart.portChanged(port, hasRoom: true) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

private let dr: UInt64 = 0x00
private let rsr: UInt64 = 0x04
private let fr: UInt64 = 0x18
private let lcrH: UInt64 = 0x2C
private let cr: UInt64 = 0x30
private let ifls: UInt64 = 0x34
private let imsc: UInt64 = 0x38
private let ris: UInt64 = 0x3C
private let mis: UInt64 = 0x40
private let icr: UInt64 = 0x44

@Suite struct PL011Tests {
  @Test func registersHaveTheirResetValues() {
    var bench = Bench()
    let expected: [(UInt64, UInt32)] = [
      (dr, 0), (rsr, 0), (fr, 0x90), (0x20, 0), (0x24, 0), (0x28, 0), (lcrH, 0), (cr, 0x300),
      (ifls, 0x12), (imsc, 0), (ris, 0), (mis, 0), (icr, 0), (0x48, 0), (0x100, 0),
    ]
    for (offset, value) in expected {
      let read = bench.read(offset)
      check(read == value, "offset \(offset)")
    }
  }

  @Test func probingFindsAPrimeCell() {
    var bench = Bench()
    let bytes: [UInt32] = [0x11, 0x10, 0x14, 0x00, 0x0D, 0xF0, 0x05, 0xB1]
    for (index, byte) in bytes.enumerated() {
      let word = bench.read(0xFE0 + 4 * UInt64(index))
      let narrow = bench.read(0xFE0 + 4 * UInt64(index), size: 1)
      check(word == byte && narrow == byte)
    }
  }

  @Test func registersKeepTheBitsTheyHave() {
    var bench = Bench()
    let expected: [(UInt64, UInt32)] = [
      (0x20, 0xFF), (0x24, 0xFFFF), (0x28, 0x3F), (lcrH, 0xFF), (cr, 0xFF87), (ifls, 0x3F),
      (imsc, 0x7FF), (0x48, 7), (fr, 0x197), (0xFE0, 0x11),
    ]
    for (offset, _) in expected { bench.write(offset, 0xFFFF_FFFF) }
    for (offset, value) in expected {
      let read = bench.read(offset)
      check(read == value, "offset \(offset)")
    }
  }

  @Test func narrowAccessesSeeTheirLane() {
    var bench = Bench()
    bench.write(0x24, 0xABCD, size: 2)
    check(bench.read(0x24) == 0xABCD)
    check(bench.read(0x24, size: 1) == 0xCD)
    check(bench.read(0x25, size: 1) == 0xAB)
    check(bench.read(0x26, size: 2) == 0)
    bench.write(0x24, 0x1234, size: 1)
    check(bench.read(0x24) == 0x34)
    bench.write(0x25, 0x77, size: 1)
    bench.write(0x24, 0x77, size: 8)
    check(bench.read(0x24) == 0x34)
    check(bench.read(0x24, size: 8) == 0)
  }

  @Test func everyOffsetAndSizeIsHarmless() {
    var bench = Bench()
    for offset in (0 as UInt64)..<0x1100 {
      for size in [0, 1, 2, 3, 4, 8, 16] {
        _ = bench.read(offset, size: size)
        bench.write(offset, 0xFFFF_FFFF, size: size)
      }
    }
    _ = bench.read(.max)
    bench.write(.max, .max)
  }

  @Test func polledOutputArrivesInOrder() {
    var bench = Bench()
    for byte in "Hello, EL1\n".utf8 {
      let flags = bench.read(fr)
      check(flags & 0x20 == 0)
      bench.write(dr, UInt32(byte))
    }
    check(bench.drain() == "Hello, EL1\n")
    check(bench.read(fr) == 0x90)
  }

  @Test func urgencyFollowsTheContent() {
    var bench = Bench()
    bench.write(dr, 0x61)
    check(bench.effects.contains(.drainSoon))
    bench.write(dr, 0x62)
    check(bench.effects == PL011Effects())
    bench.write(dr, 0x0A)
    check(bench.effects == .drainNow)
  }

  @Test func aFullPortShowsAsAFullQueueAndLosesNothing() {
    var bench = Bench()
    var sent = ""
    while bench.read(fr) & 0x20 == 0 {
      bench.write(dr, 0x41 + UInt32(sent.utf8.count % 26))
      sent.unicodeScalars.append(Unicode.Scalar(UInt8(0x41 + sent.utf8.count % 26)))
    }
    check(sent.utf8.count == 64)
    check(bench.read(fr) & 0xA8 == 0x28)
    bench.write(dr, 0x7A)
    check(bench.effects.contains(.refused))
    check(bench.drain() == sent)
    check(bench.read(fr) & 0xA8 == 0x80)
  }

  @Test func transmitInterruptIsATransition() {
    var bench = Bench()
    bench.write(imsc, 0x20)
    check(bench.effects == PL011Effects() && bench.read(ris) == 0)
    bench.write(dr, 0x61)
    check(bench.effects.contains(.lineRose))
    check(bench.read(mis) == 0x20)
    bench.write(icr, 0x20)
    check(bench.effects == .lineChanged && bench.read(ris) == 0)
    bench.write(dr, 0x62)
    check(bench.effects.contains(.lineRose))
    bench.write(imsc, 0)
    check(bench.effects == .lineChanged && bench.read(ris) == 0x20)
  }

  @Test func transmitInterruptWaitsForSixteenFreePlaces() {
    var bench = Bench()
    for _ in 0..<48 { bench.write(dr, 0x61) }
    check(bench.read(ris) == 0x20)
    bench.write(dr, 0x61)
    check(bench.read(ris) == 0)
    bench.write(imsc, 0x20)
    for _ in 0..<15 { bench.write(dr, 0x61) }
    bench.effects = PL011Effects()
    _ = bench.drain(15)
    check(bench.effects == PL011Effects())
    _ = bench.drain(1)
    check(bench.effects.contains(.lineRose))
    check(bench.read(mis) == 0x20)
  }

  @Test func receiveInterruptFollowsTheTriggerLevel() {
    var bench = Bench()
    bench.write(lcrH, 0x70)
    let levels = [2, 4, 8, 12, 14, 14, 14, 14]
    for (select, level) in levels.enumerated() {
      bench.write(ifls, UInt32(select) << 3)
      bench.write(icr, 0x7FF)
      for count in 1..<level {
        bench.type("x")
        let raw = bench.read(ris)
        check(raw & 0x50 == 0x40, "level \(level), \(count) characters")
      }
      bench.type("x")
      check(bench.read(ris) & 0x10 == 0x10)
      _ = bench.read(dr)
      check(bench.read(ris) & 0x50 == 0x40)
      while bench.read(fr) & 0x10 == 0 { _ = bench.read(dr) }
      check(bench.read(ris) & 0x50 == 0)
    }
  }

  @Test func theQueueIsSixteenDeepOrOne() {
    var bench = Bench()
    bench.type("abcdefghijklmnopqrstuvwxyz")
    check(bench.read(fr) & 0x50 == 0x40)
    check(bench.port.input.count == 25)
    // Changing the mode empties the queue, then it fills from what waits at the port.
    bench.write(lcrH, 0x10)
    check(bench.read(fr) & 0x50 == 0x40)
    check(bench.port.input.count == 9)
    var received = ""
    while bench.read(fr) & 0x10 == 0 {
      received.unicodeScalars.append(Unicode.Scalar(UInt8(bench.read(dr))))
    }
    check(received == "bcdefghijklmnopqrstuvwxyz")
  }

  @Test func clearedReceiveInterruptsComeBackWhileCharactersWait() {
    var bench = Bench()
    bench.write(lcrH, 0x10)
    bench.write(imsc, 0x50)
    bench.type("abc")
    check(bench.effects == .lineRose)
    bench.write(icr, 0x50)
    check(bench.effects == .lineChanged)
    check(bench.read(dr) == 0x61)
    check(bench.effects == .lineRose)
  }

  @Test func loopbackReturnsCharactersAndModemLines() {
    var bench = Bench()
    bench.write(lcrH, 0x10)
    bench.write(cr, 0x381)
    bench.type("outside")
    check(bench.read(fr) & 0x10 == 0x10)
    bench.write(dr, 0x55)
    check(bench.read(dr) == 0x55)
    check(bench.port.output.count == 0)
    bench.write(cr, 0x381 | 0x3C00)
    check(bench.read(fr) & 0x107 == 0x107)
    check(bench.read(ris) & 0xF == 0xF)
    bench.write(icr, 0xF)
    bench.write(cr, 0x301)
    check(bench.read(fr) & 0x107 == 0)
    check(bench.read(ris) & 0xF == 0xF)
    check(bench.read(dr) == 0x6F)
  }

  @Test func overrunIsShownUntilACharacterIsStored() {
    var bench = Bench()
    bench.write(lcrH, 0x10)
    bench.write(cr, 0x381)
    for byte in (0 as UInt32)..<17 { bench.write(dr, byte) }
    check(bench.read(ris) & 0x400 == 0x400)
    check(bench.read(rsr) == 8)
    check(bench.uart.overrunCount == 1)
    bench.write(rsr, 0xFF)
    check(bench.read(rsr) == 0)
    check(bench.read(dr) == 0x800)
    check(bench.read(rsr) == 8)
    bench.write(dr, 0x20)
    check(bench.read(dr) == 1)
    check(bench.read(rsr) == 0)
  }

  @Test func breaksArriveAsZeroWithTheirBit() {
    var bench = Bench()
    bench.write(imsc, 0x200)
    let effects = bench.uart.breakArrived()
    check(effects == .lineRose)
    check(bench.read(dr) == 0x400)
    check(bench.read(rsr) == 4)
    bench.write(cr, 0x381)
    bench.write(lcrH, 1)
    check(bench.read(dr) == 0x400)
  }

  @Test func resetLowersTheLineAndKeepsTheRing() {
    var bench = Bench()
    bench.write(imsc, 0x20)
    bench.write(dr, 0x61)
    let effects = bench.uart.reset()
    check(effects == .lineChanged)
    check(bench.read(imsc) == 0 && bench.read(ris) == 0 && bench.read(cr) == 0x300)
    check(bench.drain() == "a")
  }
}

/// Access sequences of known drivers, each as it appears on the bus.
@Suite struct PL011DriverTests {
  /// What Linux's `amba-pl011` does at start-up, when it sends from its buffer, and on interrupts.
  @Test func linuxSendsALongLineByInterrupt() {
    var bench = Bench()
    // Hardware initialisation and start-up.
    bench.write(icr, 0x7D0)
    let oldMask = bench.read(imsc)
    bench.write(imsc, 0x50)
    check(oldMask == 0)
    bench.write(ifls, 0x12)
    bench.write(0x28, 4)
    bench.write(0x24, 0x27)
    bench.write(lcrH, 0x70)
    bench.write(cr, 0xB01)
    bench.write(icr, 0x50)
    for _ in 0..<32 where bench.read(fr) & 0x10 == 0 { _ = bench.read(dr) }
    bench.write(imsc, 0x50)

    let text = (0..<300).map { "\($0 % 10)" }.joined()
    var waiting = Array(text.utf8)
    var out = ""
    // Start of transmission: write until the queue is full, then wait for the interrupt.
    while let byte = waiting.first, bench.read(fr) & 0x20 == 0 {
      bench.write(dr, UInt32(byte))
      waiting.removeFirst()
    }
    bench.write(imsc, 0x70)
    var rounds = 0
    while !waiting.isEmpty && rounds < 1000 {
      rounds += 1
      out += bench.drain(5)
      guard bench.uart.interruptLine else { continue }
      var passes = 0
      while passes < 256 {
        let status = bench.read(ris) & bench.read(imsc)
        if status == 0 { break }
        passes += 1
        bench.write(icr, status & ~0x50)
        guard status & 0x20 != 0 else { continue }
        // Half a queue, without looking at FR.
        for _ in 0..<8 where !waiting.isEmpty {
          bench.write(dr, UInt32(waiting.removeFirst()))
          check(!bench.effects.contains(.refused))
        }
        if waiting.isEmpty { bench.write(imsc, 0x50) }
      }
      check(passes < 256)
    }
    out += bench.drain()
    check(out == text)
    check(!bench.uart.interruptLine)
  }

  @Test func linuxReceivesByInterrupt() {
    var bench = Bench()
    bench.write(lcrH, 0x70)
    bench.write(cr, 0xB01)
    bench.write(imsc, 0x50)
    let text = "echo 0123456789 0123456789 0123456789\n"
    bench.type(text)
    var received: [UInt8] = []
    var interrupts = 0
    while bench.uart.interruptLine && interrupts < 100 {
      interrupts += 1
      let status = bench.read(ris) & bench.read(imsc)
      bench.write(icr, status & ~0x50)
      while bench.read(fr) & 0x10 == 0 { received.append(UInt8(bench.read(dr) & 0xFF)) }
    }
    check(String(decoding: received, as: UTF8.self) == text)
    check(interrupts == 1)
  }

  /// EDK2's `PL011Uart`: waits for an idle transmitter, reprograms everything, then polls.
  @Test func edk2InitialisesAndPolls() {
    var bench = Bench()
    bench.write(dr, 0x21)
    check(bench.read(fr) & 0x8 == 0)
    bench.write(cr, 0)
    bench.write(0x28, 1)
    bench.write(0x24, 13)
    bench.write(lcrH, 0x70)
    bench.write(rsr, 0)
    bench.write(cr, 0x301)
    check(bench.read(cr) == 0x301 && bench.read(lcrH) == 0x70)
    for byte in "UEFI".utf8 {
      check(bench.read(fr) & 0x20 == 0)
      bench.write(dr, UInt32(byte), size: 1)
    }
    check(bench.drain() == "!UEFI")
    check(bench.read(fr) & 0x10 == 0x10)
    bench.type("q")
    check(bench.read(fr) & 0x10 == 0)
    check(bench.read(dr, size: 1) == 0x71)
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func randomOperationsNeitherLoseNorReorder(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = Bench()
    bench.write(lcrH, 0x10)
    var sent: [UInt8] = []
    var arrived: [UInt8] = []
    var typed: [UInt8] = []
    var received: [UInt8] = []
    var line = false
    func note(_ effects: PL011Effects) {
      if effects.contains(.lineChanged) {
        check(effects.contains(.lineAsserted) != line)
        line.toggle()
      }
    }
    for _ in 0..<20_000 {
      let value = UInt8.random(in: 0...255, using: &generator)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0, 1:
        bench.write(dr, UInt32(value))
        if !bench.effects.contains(.refused) { sent.append(value) }
      case 2:
        if bench.port.output.count > 0 && value < 100 {
          for _ in 0..<Int(value % 20) {
            if let byte = bench.port.output.pop() { arrived.append(byte) }
          }
          if bench.port.output.takeSpaceRequest() {
            note(bench.effects)
            bench.effects = bench.uart.portChanged(bench.port, hasRoom: true)
          }
        }
      case 3:
        if bench.port.input.push(value) != nil { typed.append(value) }
        bench.effects = bench.uart.portChanged(bench.port, hasRoom: false)
      case 4:
        if bench.read(fr) & 0x10 == 0 {
          note(bench.effects)
          received.append(UInt8(bench.read(dr) & 0xFF))
        }
      case 5: bench.write(imsc, UInt32(value) << 3)
      case 6: bench.write(icr, UInt32(value) << 3)
      default: bench.write(ifls, UInt32(value))
      }
      note(bench.effects)
      bench.effects = PL011Effects()
      let status = bench.read(mis)
      check((status != 0) == line)
      let flags = bench.read(fr)
      check((flags & 0x20 != 0) == (bench.port.output.space == 0))
    }
    while let byte = bench.port.output.pop() { arrived.append(byte) }
    while bench.read(fr) & 0x10 == 0 { received.append(UInt8(bench.read(dr) & 0xFF)) }
    check(arrived == sent)
    check(received == typed)
  }
}
