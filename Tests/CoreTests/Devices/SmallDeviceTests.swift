import Core
import Testing

@Suite struct PL031Tests {
  @Test func timeFollowsTheCounter() {
    var clock = PL031(seconds: 1_700_000_000, now: 5000, frequency: 1000)
    check(clock.read(offset: 0, size: 4, now: 5000).value == 1_700_000_000)
    check(clock.read(offset: 0, size: 4, now: 7999).value == 1_700_000_002)
    check(clock.read(offset: 8, size: 4, now: 7999).value == 1_700_000_002)
    check(clock.read(offset: 0xC, size: 4, now: 7999).value == 1)
    _ = clock.write(offset: 8, size: 4, value: 100, now: 8000)
    check(clock.read(offset: 0, size: 4, now: 10_000).value == 102)
    check(clock.read(offset: 0, size: 1, now: 10_000).value == 102)
    _ = clock.write(offset: 0, size: 4, value: 7, now: 10_000)
    _ = clock.write(offset: 0xC, size: 4, value: 0, now: 10_000)
    check(clock.read(offset: 0, size: 4, now: 11_000).value == 103)
    check(!clock.reset(now: 11_000))
    check(clock.read(offset: 0, size: 4, now: 11_000).value == 1_700_000_006)
  }

  @Test func timeWraps() {
    var clock = PL031(seconds: .max, now: 0, frequency: 0)
    check(clock.read(offset: 0, size: 4, now: 1).value == 0)
    check(clock.read(offset: 0, size: 4, now: .max).value == .max &+ .max)
  }

  @Test func theAlarmFiresWhenItsTimeComes() {
    var clock = PL031(seconds: 100, now: 0, frequency: 10)
    check(!clock.write(offset: 4, size: 4, value: 105, now: 0).lineChanged)
    check(!clock.write(offset: 0x10, size: 4, value: 0xFF, now: 3).lineChanged)
    check(clock.read(offset: 0x10, size: 4, now: 3).value == 1)
    check(clock.read(offset: 4, size: 4, now: 3).value == 105)
    check(!clock.tick(now: 49) && !clock.interruptLine)
    check(clock.tick(now: 50) && clock.interruptLine)
    check(!clock.tick(now: 51))
    check(clock.read(offset: 0x14, size: 4, now: 52).value == 1)
    check(clock.read(offset: 0x18, size: 4, now: 52).value == 1)
    check(clock.write(offset: 0x1C, size: 4, value: 1, now: 53).lineChanged)
    check(clock.read(offset: 0x18, size: 4, now: 60).value == 0)
    check(!clock.tick(now: 1000))
  }

  @Test func theAlarmFiresAlsoWhenItsTimeIsJumpedOver() {
    var clock = PL031(seconds: 100, now: 0, frequency: 10)
    _ = clock.write(offset: 4, size: 4, value: 105, now: 0)
    let answer = clock.read(offset: 0x14, size: 4, now: 5000)
    check(answer.value == 1 && !answer.lineChanged)
    check(clock.write(offset: 0x10, size: 4, value: 1, now: 5000).lineChanged)
    check(clock.reset(now: 5000))
    check(!clock.interruptLine)
  }

  @Test func anAlarmForNowFiresNow() {
    var clock = PL031(seconds: 100, now: 0, frequency: 10)
    _ = clock.write(offset: 0x10, size: 4, value: 1, now: 0)
    check(clock.write(offset: 4, size: 4, value: 100, now: 5).lineChanged)
    _ = clock.write(offset: 0x1C, size: 4, value: 1, now: 5)
    _ = clock.write(offset: 4, size: 4, value: 7, now: 5)
    check(clock.write(offset: 8, size: 4, value: 7, now: 5).lineChanged)
  }

  @Test func aCounterThatSeemsToGoBackIsNoJump() {
    var clock = PL031(seconds: 100, now: 1000, frequency: 10)
    _ = clock.write(offset: 4, size: 4, value: 200, now: 1000)
    check(!clock.tick(now: 990))
    check(clock.read(offset: 0x14, size: 4, now: 995).value == 0)
  }

  @Test func probingFindsAPrimeCell() {
    var clock = PL031(seconds: 0, now: 0, frequency: 1)
    let bytes: [UInt32] = [0x31, 0x10, 0x14, 0x00, 0x0D, 0xF0, 0x05, 0xB1]
    for (index, byte) in bytes.enumerated() {
      check(clock.read(offset: 0xFE0 + 4 * UInt64(index), size: 4, now: 0).value == byte)
    }
    for offset in (0 as UInt64)..<0x1010 {
      for size in [0, 1, 2, 3, 4, 8] {
        _ = clock.write(offset: offset, size: size, value: .max, now: 0)
        _ = clock.read(offset: offset, size: size, now: 0)
      }
    }
  }
}

@Suite struct VirtioWindowTests {
  @Test func everySlotIsEmpty() {
    for slot in (0 as UInt64)..<32 {
      for offset in stride(from: 0 as UInt64, to: 0x200, by: 4) {
        let expected: UInt32 =
          switch offset {
          case 0: 0x7472_6976
          case 4: 2
          case 12: 0x554D_4551
          default: 0
          }
        check(VirtioWindow.read(offset: slot * 0x200 + offset, size: 4) == expected)
      }
    }
    check(VirtioWindow.read(offset: 1, size: 1) == 0x69)
    check(VirtioWindow.read(offset: 2, size: 2) == 0x7472)
    check(VirtioWindow.read(offset: 0, size: 8) == 0)
  }
}

@Suite struct DeviceBusTests {
  @Test func everyWindowBeginsAndEndsWhereItShould() {
    var equipment = DeviceBus.Equipment(virtualCPUs: 3)
    equipment.hasFlash = true
    let bus = DeviceBus(equipment)
    let windows: [(DeviceHandle, UInt64, UInt64)] = [
      (.bootFlash, 0, 0x0400_0000), (.variableFlash, 0x0400_0000, 0x0400_0000),
      (.distributor, 0x0800_0000, 0x1_0000), (.redistributor, 0x080A_0000, 0x6_0000),
      (.serialPort, 0x0900_0000, 0x1000), (.realTimeClock, 0x0901_0000, 0x1000),
      (.virtio, 0x0A00_0000, 0x4000),
    ]
    for (handle, base, size) in windows {
      check(bus.target(base) == DeviceTarget(handle: handle, offset: 0))
      check(bus.target(base + size - 1) == DeviceTarget(handle: handle, offset: size - 1))
      check(bus.target(base + size)?.handle != handle)
      check(base == 0 || bus.target(base - 1)?.handle != handle)
    }
    for address in [0x0801_0000, 0x0808_0000, 0x0900_1000, 0x4000_0000, .max] as [UInt64] {
      check(bus.target(address) == nil)
    }
  }

  @Test func absentDevicesAnswerNowhere() {
    var equipment = DeviceBus.Equipment(virtualCPUs: 1)
    equipment.hasSerialPort = false
    equipment.hasRealTimeClock = false
    equipment.hasVirtio = false
    let bus = DeviceBus(equipment)
    for address in [0, 0x0400_0000, 0x0900_0000, 0x0901_0000, 0x0A00_0000] as [UInt64] {
      check(bus.target(address) == nil)
    }
    check(bus.target(0x080B_FFFF)?.handle == .redistributor && bus.target(0x080C_0000) == nil)
    check(DeviceBus().target(0) == nil)
  }
}

/// Registers that record what the driver does, and answer from a table.
private final class RecordedRegisters: RegisterWindow {
  var log: [String] = []
  var values: [UInt64: UInt32] = [:]

  func load(_ offset: UInt64) -> UInt32 {
    let value = values[offset] ?? 0
    log.append("load \(String(offset, radix: 16)) = \(String(value, radix: 16))")
    return value
  }

  func store(_ offset: UInt64, _ value: UInt32) {
    values[offset] = value
    log.append("store \(String(offset, radix: 16)) = \(String(value, radix: 16))")
  }

  func takeLog() -> [String] {
    defer { log = [] }
    return log
  }
}

@Suite struct PL011DriverOnRegistersTests {
  @Test func startLeavesTheBaudRateAlone() {
    let registers = RecordedRegisters()
    registers.values = [0x2C: 0x60, 0x30: 0x0C00]
    var driver = PL011Driver(registers: registers)
    check(registers.takeLog().isEmpty)
    driver.start()
    check(
      registers.takeLog() == [
        "store 38 = 0", "store 44 = 7ff", "load 2c = 60", "store 2c = 70", "store 34 = 0",
        "load 30 = c00", "store 30 = f01", "store 38 = 50",
      ])
    driver.setTransmitInterrupt(true)
    driver.setTransmitInterrupt(true)
    driver.setTransmitInterrupt(false)
    driver.acknowledge()
    check(registers.takeLog() == ["store 38 = 70", "store 38 = 50", "store 44 = 7af"])
  }

  @Test func bytesPassWhenThereIsRoom() {
    let registers = RecordedRegisters()
    var driver = PL011Driver(registers: registers)
    registers.values[0x18] = 0x30
    check(!driver.tryWrite(0x41) && driver.tryRead() == nil)
    registers.values[0x18] = 0
    check(driver.tryWrite(0x41) && registers.values[0] == 0x41)
    registers.values[0] = 0x142
    check(driver.tryRead() == 0x42)
    registers.values[0] = 0x400
    check(driver.tryRead() == nil)
  }

  /// The driver against the virtual device: what one writes the other sends.
  @Test func theDriverDrivesTheVirtualUART() {
    let looped = LoopedUART()
    var driver = PL011Driver(registers: looped)
    driver.start()
    for byte in "both ends".utf8 { check(driver.tryWrite(byte)) }
    for byte in "typed".utf8 { _ = looped.port.input.push(byte) }
    var sent = ""
    while let byte = looped.port.output.pop() { sent.unicodeScalars.append(Unicode.Scalar(byte)) }
    var received = ""
    while let byte = driver.tryRead() { received.unicodeScalars.append(Unicode.Scalar(byte)) }
    check(sent == "both ends" && received == "typed")
  }

  private final class LoopedUART: RegisterWindow {
    var uart = PL011()
    let port = SmallChannel()

    func load(_ offset: UInt64) -> UInt32 { uart.read(offset: offset, size: 4, port: port).value }
    func store(_ offset: UInt64, _ value: UInt32) {
      _ = uart.write(offset: offset, size: 4, value: value, port: port)
    }
  }
}
