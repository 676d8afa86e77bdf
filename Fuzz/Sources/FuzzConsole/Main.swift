internal import Core
internal import FuzzSupport

private struct UART: PhysicalUART, ~Copyable {
  var written: [UInt8] = []
  var room = 0
  var transmitInterrupt = false

  mutating func tryWrite(_ byte: UInt8) -> Bool {
    guard room > 0 else { return false }
    room -= 1
    written.append(byte)
    return true
  }

  mutating func tryRead() -> UInt8? { nil }
  mutating func setTransmitInterrupt(_ enabled: Bool) { transmitInterrupt = enabled }
}

private struct NoNames: ManagementNames {
  var limits: ManagementLimits { ManagementLimits(machines: 0, pools: 0, cores: 0) }
  func byte(ofMachine index: Int, at offset: Int) -> UInt8? { nil }
  func byte(ofPool index: Int, at offset: Int) -> UInt8? { nil }
}

/// Any keyboard, any guests, any schedule: no trap, each call bounded, and in line mode every line
/// starts with a prefix of the console's own and holds no terminal sequence.
@c(LLVMFuzzerTestOneInput)
public func fuzzConsole(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  let rings = ConsoleRings<3, 1>()
  var uart = UART()
  var now: UInt64 = 0
  let startsRaw = input.byte() & 1 != 0
  var console = ConsoleMultiplexer<3>(
    policy: ConsolePolicy(frequency: 1000), focus: 0, isRaw: startsRaw)
  for machine in 0..<2 {
    let name: [UInt8] = [0x76, 0x6D, 0x30 + UInt8(machine)]
    console.addMachine(machine, name: name.span, now: now)
  }
  var wasRaw = startsRaw

  while !input.isEmpty {
    switch input.byte() % 6 {
    case 0, 1:
      let machine = Int(input.byte() % 3)
      for _ in 0..<(input.byte() & 0x1F) { _ = rings.channels[machine].transmit(input.byte()) }
    case 2:
      let action = console.receive(input.byte(), rings: rings)
      if action == .monitor {
        var names = NoNames()
        var complaint = LogLine()
        _ = console.edit(rings: rings, names: &names, complaint: &complaint)
      }
      if case .input(let machine) = action {
        require(machine == console.focus, "input for a VM that is not in focus")
        if input.byte() & 1 == 0 { while rings.channels[machine].receive() != nil {} }
      }
    case 3:
      _ = console.receive(0x14, rings: rings)
    case 4:
      var line = LogLine()
      line.append(decimal: UInt64(input.byte()))
      _ = rings.log(core: 0, &line)
    default:
      now &+= UInt64(input.byte()) * 4
      uart.room = Int(input.byte()) * 4
      let before = uart.written.count
      let outcome = console.drain(
        rings: rings, uart: &uart, now: now, flush: input.byte() == 0)
      require(uart.written.count - before <= 512, "a call that writes too much")
      require(uart.transmitInterrupt == outcome.workLeft, "work left without an interrupt")
      if let deadline = outcome.deadline { require(deadline > now, "a deadline in the past") }
    }
    require(console.focus >= 0 && console.focus < 2, "a focus on no VM")
    wasRaw = wasRaw || console.isRaw
  }

  if !wasRaw {
    require(!uart.written.contains(0x1B), "a terminal sequence came through")
    for line in uart.written.split(separator: 0x0A) where line.count >= 9 {
      let isOwn = line.starts(with: "martlet: ".utf8) || line.starts(with: "martlet> ".utf8)
      let isGuest = ["[vm0] ", "[vm0]+ ", "[vm1] ", "[vm1]+ "].contains {
        line.starts(with: $0.utf8)
      }
      require(isOwn || isGuest, "a line without a prefix")
    }
  }
  return 0
}
