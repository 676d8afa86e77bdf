import Core
import FuzzSupport

private struct UART: PhysicalUART, ~Copyable {
  var written: [UInt8] = []

  mutating func tryWrite(_ byte: UInt8) -> Bool {
    written.append(byte)
    return true
  }

  mutating func tryRead() -> UInt8? { nil }
  mutating func setTransmitInterrupt(_ enabled: Bool) {}
}

private struct Names: ManagementNames {
  let machines: [[UInt8]]
  let pools: [[UInt8]]

  var limits: ManagementLimits {
    ManagementLimits(machines: machines.count, pools: pools.count, cores: 8)
  }

  func byte(ofMachine index: Int, at offset: Int) -> UInt8? {
    offset < machines[index].count ? machines[index][offset] : nil
  }

  func byte(ofPool index: Int, at offset: Int) -> UInt8? {
    offset < pools[index].count ? pools[index][offset] : nil
  }
}

/// Any keys at the monitor, and any names: no trap; what is understood is within the limits and what is not has a sentence;
/// what is on the wire is printable but for line ends, backspaces and bells.
@c(LLVMFuzzerTestOneInput)
public func fuzzMonitor(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  let rings = ConsoleRings<1, 1>()
  var uart = UART()
  var now: UInt64 = 0
  var names = Names(machines: someNames(&input), pools: someNames(&input))
  var console = ConsoleMultiplexer<1>(
    policy: ConsolePolicy(frequency: 1000), focus: 0, isRaw: false)
  while !input.isEmpty {
    if !console.monitorHasFocus {
      _ = console.receive(0x14, rings: rings)
      _ = console.receive(0x6D, rings: rings)
    }
    for _ in 0..<(input.byte() & 0x3F) { _ = console.receive(input.byte(), rings: rings) }
    if input.byte() & 1 == 0 {
      // Words that mean something, rarely found by chance.
      let usage = CommandLanguage.usage(input.byte() % CommandLanguage.commandCount)
      var index = 0
      while let byte = usage.byte(at: index), byte < 0x41 || byte > 0x5A {
        _ = console.receive(byte, rings: rings)
        index += 1
      }
    }
    var complaint = LogLine()
    let result = console.edit(rings: rings, names: &names, complaint: &complaint)
    require((result == .complaint) == (complaint.count > 0), "a complaint without a sentence")
    if case .call(let call) = result { check(call, names.limits) }
    now += UInt64(input.byte())
    _ = console.drain(rings: rings, uart: &uart, now: now)
  }
  for byte in uart.written {
    require(
      byte >= 0x20 && byte < 0x7F || [0x07, 0x08, 0x0A, 0x0D].contains(byte),
      "something on the wire that is no text")
  }
  return 0
}

/// At most three, of the characters that a scenario allows.
private func someNames(_ input: inout FuzzInput) -> [[UInt8]] {
  (0..<(input.byte() & 3)).map { _ in
    (0..<(1 + Int(input.byte() & 0x1F) % 31)).map { _ in
      [UInt8]("abcVMnone-_01239".utf8)[Int(input.byte() & 0xF)]
    }
  }
}

private func check(_ call: ManagementCall, _ limits: ManagementLimits) {
  switch call {
  case .listMachines, .listVirtualCPUs, .listPools, .showLoad, .listEvents: break
  case .start(let machine), .stop(let machine), .restart(let machine), .pause(let machine),
    .resume(let machine), .destroy(let machine), .switchOver(let machine):
    require(machine < limits.machines, "a VM that is none")
  case .moveCore(let core, let pool):
    require(core < limits.cores && pool < limits.pools, "a core or pool that is none")
  case .moveMachine(let machine, let pool):
    require(machine < limits.machines && pool < limits.pools, "a VM or pool that is none")
  case .setWeight(let machine, let weight):
    require(machine < limits.machines && weight >= 1 && weight <= 1000, "a weight beyond limits")
  case .setPriority(let machine, _): require(machine < limits.machines, "a VM that is none")
  case .setBudget(let machine, let budget, let period):
    require(machine < limits.machines, "a VM that is none")
    for time in [budget, period] {
      require(time == 0 || time >= 10_000 && time <= 10_000_000_000, "a time beyond limits")
    }
    require(period == 0 || budget <= period, "a budget beyond its period")
  }
}
