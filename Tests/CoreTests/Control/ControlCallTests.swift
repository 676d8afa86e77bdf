import Core
import Testing

@Suite struct ControlCallTests {
  private let limits = ManagementLimits(machines: 3, pools: 2, cores: 4)

  static let calls: [ControlCall] = [
    .describe, .health, .events(from: 0), .events(from: .max), .management(.listMachines),
    .management(.start(machine: 2)), .management(.stop(machine: 1)),
    .management(.restart(machine: 0)), .management(.pause(machine: 1)),
    .management(.resume(machine: 1)), .management(.destroy(machine: 2)),
    .management(.listVirtualCPUs), .management(.listPools),
    .management(.moveCore(core: 3, pool: 1)), .management(.moveMachine(machine: 2, pool: 0)),
    .management(.setWeight(machine: 0, weight: 1000)),
    .management(.setPriority(machine: 1, priority: 255)),
    .management(.setBudget(machine: 1, budget: 20_000, period: 30_000)),
    .management(.setBudget(machine: 1, budget: 0, period: 0)), .management(.showLoad),
    .beginPackage(size: 0), .beginPackage(size: 1 << 36), .create, .resources,
    .putPackage(offset: 0, count: 1), .putPackage(offset: (1 << 36) - 4096, count: 0x3_0000),
    .giveMemory(AddressRange(start: 0x4000_0000, size: 0x20_0000)),
    .takeMemory(AddressRange(start: .max, size: .max)),
    .readConsole(machine: 2, from: 0), .readConsole(machine: 0, from: .max), .listChannels,
    .readTrace(core: 3, from: 0, before: 0), .readTrace(core: 0, from: .max, before: .max),
    .writeConsole(machine: 1, keys("x")), .writeConsole(machine: 2, keys("0123456789abcdef")),
    .writeConsole(machine: 0, keys("12345678")), .writeConsole(machine: 0, keys("\0")),
  ]

  private static func keys(_ text: String) -> ConsoleKeys {
    var keys = ConsoleKeys()
    for byte in text.utf8 { _ = keys.append(byte) }
    return keys
  }

  @Test func keysAreInTheirOrder() throws {
    let bytes = ControlMessage.bytes {
      ControlCall.writeConsole(machine: 2, Self.keys("ABCDEFGHI")).write(tag: 0, to: &$0)
    }
    #expect(
      Array(bytes[8...]) == [2, 9, 0, 0, 0, 0, 0, 0] + Array("ABCDEFGHI".utf8) + [
        0, 0, 0, 0, 0, 0, 0,
      ])
    guard case .writeConsole(2, let keys) = try readCall(bytes, in: limits) else {
      Issue.record("another call")
      return
    }
    #expect((-1...9).map { keys.byte(at: $0) } == [nil] + Array("ABCDEFGHI".utf8) + [nil])
    var full = Self.keys("0123456789abcdef")
    let isTaken = full.append(0x67)
    #expect(!isTaken && full == Self.keys("0123456789abcdef"))
  }

  @Test func keysThatAreNoneAreRefused() {
    func bytes(_ first: UInt64, _ low: UInt8 = 0, _ high: UInt8 = 0) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 32)
      (bytes[0], bytes[1]) = (0x21, 1)
      for place in 0..<8 { bytes[8 + place] = UInt8(truncatingIfNeeded: first >> (8 * place)) }
      (bytes[17], bytes[31]) = (low, high)
      return bytes
    }
    #expect(status(bytes(0x101)) == .done)
    #expect(status(bytes(0x001)) == .outOfRange)
    #expect(status(bytes(0x1101)) == .outOfRange)
    #expect(status(bytes(0x103)) == .unknownMachine)
    #expect(status(bytes(1 << 16 | 1)) == .outOfRange)
    #expect(status(bytes(1 << 63 | 0x101)) == .outOfRange)
    // More than it says that there is.
    #expect(status(bytes(0x101, 1)) == .malformed)
    #expect(status(bytes(0xF01, 1, 1)) == .malformed)
    #expect(status(bytes(0x1001, 1, 1)) == .done)
  }

  private func status(_ bytes: [UInt8]) -> ManagementStatus {
    do throws(ManagementStatus) {
      _ = try readCall(bytes, in: limits)
      return .done
    } catch {
      return error
    }
  }

  @Test(arguments: calls) func everyCallComesBack(_ call: ControlCall) throws {
    let bytes = ControlMessage.bytes { call.write(tag: 0x8765_4321, to: &$0) }
    #expect(bytes.count == ControlRequest.size)
    #expect(try readCall(bytes, in: limits) == call)
    #expect(readRequest(bytes) == ControlRequest(operation: call.operation, tag: 0x8765_4321))
  }

  @Test func theBytesAreThoseOfTheDocument() {
    let bytes = ControlMessage.bytes {
      ControlCall.management(.setBudget(machine: 2, budget: 10_000, period: 1 << 32))
        .write(tag: 5, to: &$0)
    }
    #expect(
      bytes == [13, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x27, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(ControlMessage.bytes { ControlCall.describe.write(tag: 0, to: &$0) }[1] == 1)
  }

  @Test func otherLengthsAreNoRequest() {
    let bytes = ControlMessage.bytes { ControlCall.describe.write(tag: 1, to: &$0) }
    for length in 0..<32 { #expect(status(Array(bytes.prefix(length))) == .malformed) }
    #expect(status(bytes + [0]) == .malformed)
    #expect(readRequest([]) == ControlRequest(operation: 0, tag: 0))
  }

  /// A field that has no meaning must be 0.
  @Test(arguments: calls) func nothingIsPassedOver(_ call: ControlCall) {
    let bytes = ControlMessage.bytes { call.write(tag: 1, to: &$0) }
    for place in [2, 3] {
      var other = bytes
      other[place] = 1
      #expect(status(other) == .malformed, "byte \(place)")
    }
    var all = bytes
    for place in 8..<32 where all[place] == 0 { all[place] = 0xFF }
    if call != .events(from: .max) && call != .events(from: 0) { #expect(status(all) != .done) }
  }

  @Test func unknownOperationsAreRefused() {
    for operation in [17, 18, 0xFF, 0x108, 0x11F, 0x124, 0xFFFF] {
      var bytes = [UInt8](repeating: 0, count: 32)
      bytes[0] = UInt8(operation & 0xFF)
      bytes[1] = UInt8(operation >> 8)
      #expect(status(bytes) == .unknownOperation)
    }
  }

  @Test func whatThereIsNotIsRefused() {
    let wide = ManagementLimits(machines: 16, pools: 8, cores: 8)
    #expect(wide.machines > limits.machines)
    for (call, expected) in [
      (ManagementCall.start(machine: 3), ManagementStatus.unknownMachine),
      (.moveMachine(machine: 0, pool: 2), .unknownPool),
      (.moveCore(core: 4, pool: 0), .unknownCore),
      (.setWeight(machine: 0, weight: 0), .outOfRange),
      (.setBudget(machine: 0, budget: 20_000, period: 10_000), .budgetBeyondPeriod),
    ] {
      let bytes = ControlMessage.bytes { ControlCall.management(call).write(tag: 1, to: &$0) }
      #expect(status(bytes) == expected)
    }
    for call: ControlCall in [
      .beginPackage(size: 1 << 36 + 1), .beginPackage(size: .max),
      .putPackage(offset: 1 << 36, count: 1), .putPackage(offset: 0, count: 0),
      .putPackage(offset: 0, count: 0x3_0001), .putPackage(offset: 4095, count: 1),
    ] {
      #expect(status(ControlMessage.bytes { call.write(tag: 1, to: &$0) }) == .outOfRange)
    }
  }
}
