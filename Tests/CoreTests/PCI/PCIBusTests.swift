import Core
import Testing

/// A bus that expectations can ask.
final class BusFixture {
  var bus = PCIBus()

  func read(_ offset: UInt64, size: Int) -> UInt64 { bus.read(offset, size: size) }
  func write(_ offset: UInt64, size: Int, value: UInt64) -> PCIBus.Effects {
    bus.write(offset, size: size, value: value)
  }
  func registers(at address: UInt64) -> (slot: Int, offset: UInt64)? { bus.registers(at: address) }
  func memory(of slot: Int) -> AddressRange? { bus.memory(of: slot) }
  func setAsserting(_ isAsserting: Bool, slot: Int) -> UInt32? {
    bus.setAsserting(isAsserting, slot: slot)
  }
  func level(ofLine line: UInt32) -> Bool { bus.level(ofLine: line) }
  func reset() { bus.reset() }
}

@Suite struct PCIBusTests {
  /// Registers of 4 KiB and memory of 4 MiB.
  static let identity = PCIIdentity(
    vendor: 0x1AF4, device: 0x1110, classAndRevision: 0x0500_0000, registerSize: 0x1000,
    memorySize: 4 << 20)

  static func bus(slots: [Int] = [2]) -> BusFixture {
    let bus = BusFixture()
    for slot in slots {
      bus.bus.attach(
        PCIFunction(
          identity, registerBase: 0x1000_0000 + UInt32(slot) * 0x1000,
          memoryBase: 0x80_0000_0000 + UInt64(slot) << 22), to: slot)
    }
    return bus
  }

  private static let nothing = BusFixture().write(0, size: 4, value: 0)

  static func place(_ slot: Int, _ register: UInt64) -> UInt64 { UInt64(slot) << 15 | register }

  @Test func aFunctionSaysWhatItIs() {
    let bus = Self.bus()
    func read(_ register: UInt64, _ size: Int) -> UInt64 {
      bus.read(Self.place(2, register), size: size)
    }
    #expect(read(0x00, 4) == 0x1110_1AF4)
    #expect(read(0x02, 2) == 0x1110)
    #expect(read(0x01, 1) == 0x1A)
    #expect(read(0x0B, 1) == 0x05)
    #expect(read(0x0E, 1) == 0)  // header type 0, one function
    #expect(read(0x06, 2) & 0x10 == 0)  // no capabilities
    #expect(read(0x2C, 4) == 0x1110_1AF4)
    #expect(read(0x3D, 1) == 1)
    #expect(read(0x04, 2) == 0x0002)
    #expect(read(0x10, 4) == 0x1000_2000)
    #expect(read(0x18, 4) == 0x0080_000C)
    #expect(read(0x1C, 4) == 0x80)
    for register: UInt64 in [0x0C, 0x14, 0x20, 0x24, 0x28, 0x30, 0x34, 0x100, 0xFFC] {
      #expect(read(register, 4) == 0, "\(register)")
    }
  }

  @Test func whereNothingIsItReadsAsOnes() {
    let bus = Self.bus()
    let places = [
      Self.place(3, 0), Self.place(2, 0x1000), Self.place(18, 0), Self.place(31, 0), 1 << 20,
      1 << 20 | Self.place(2, 0), .max,
    ]
    for place in places {
      #expect(bus.read(place, size: 4) & 0xFFFF_FFFF == 0xFFFF_FFFF, "\(place)")
      #expect(bus.write(place, size: 4, value: .max) == Self.nothing, "\(place)")
    }
    // Sizes and places that a configuration space does not have.
    for (register, size) in [(0, 8), (1, 2), (2, 4), (0, 0), (0, 3)] as [(UInt64, Int)] {
      #expect(bus.read(Self.place(2, register), size: size) == 0xFFFF_FFFF)
      #expect(
        bus.write(Self.place(2, 4 + register), size: size, value: 0) == Self.nothing)
    }
    #expect(bus.memory(of: 2) != nil)
  }

  /// PCI Local Bus Specification 3.0, section 6.2.5.1.
  @Test func windowsTellTheirSize() {
    let bus = Self.bus()
    for register: UInt64 in [0x10, 0x14, 0x18, 0x1C, 0x20, 0x24, 0x30] {
      _ = bus.write(Self.place(2, register), size: 4, value: 0xFFFF_FFFF)
    }
    #expect(bus.read(Self.place(2, 0x10), size: 4) == 0xFFFF_F000)
    #expect(bus.read(Self.place(2, 0x14), size: 4) == 0)
    #expect(bus.read(Self.place(2, 0x18), size: 4) == 0xFFC0_000C)
    #expect(bus.read(Self.place(2, 0x1C), size: 4) == 0xFFFF_FFFF)
    #expect(bus.read(Self.place(2, 0x30), size: 4) == 0)
  }

  @Test func windowsMoveAndAnswerOnlyWhileMemorySpaceIsEnabled() {
    let bus = Self.bus()
    #expect(bus.memory(of: 2) == AddressRange(start: 0x80_0080_0000, size: 4 << 20))
    #expect(bus.registers(at: 0x1000_2004)?.slot == 2)
    #expect(bus.registers(at: 0x1000_2004)?.offset == 4)
    #expect(bus.registers(at: 0x1000_3000) == nil)

    #expect(bus.write(Self.place(2, 4), size: 2, value: 0).memoryMoved)
    #expect(bus.memory(of: 2) == nil)
    #expect(bus.registers(at: 0x1000_2004) == nil)
    #expect(!bus.write(Self.place(2, 0x18), size: 4, value: 0x1040_0000).memoryMoved)
    _ = bus.write(Self.place(2, 0x10), size: 4, value: 0x2000_0000)
    #expect(bus.write(Self.place(2, 4), size: 2, value: 6).memoryMoved)
    #expect(bus.memory(of: 2) == AddressRange(start: 0x80_1040_0000, size: 4 << 20))
    #expect(bus.registers(at: 0x2000_0FFF)?.offset == 0xFFF)
    #expect(bus.read(Self.place(2, 4), size: 2) == 6)

    bus.reset()
    #expect(bus.memory(of: 2) == AddressRange(start: 0x80_0080_0000, size: 4 << 20))
    #expect(bus.registers(at: 0x2000_0000) == nil)
  }

  @Test func onlyWhatExistsInCommandIsKept() {
    let bus = Self.bus()
    _ = bus.write(Self.place(2, 4), size: 4, value: 0xFFFF_FFFF)
    #expect(bus.read(Self.place(2, 4), size: 4) == 0x0406)
    _ = bus.write(Self.place(2, 0x3C), size: 4, value: 0xFFFF_FFFF)
    #expect(bus.read(Self.place(2, 0x3C), size: 4) == 0x01FF)
    for register: UInt64 in [0x00, 0x08, 0x2C] {
      let before = bus.read(Self.place(2, register), size: 4)
      _ = bus.write(Self.place(2, register), size: 4, value: 0x5555_5555)
      #expect(bus.read(Self.place(2, register), size: 4) == before)
    }
  }

  /// What uio_pci_generic lives by: Interrupt Status tells, Interrupt Disable silences.
  @Test func interruptsCanBeSeenAndSilenced() {
    let bus = Self.bus(slots: [2, 6, 3])
    #expect(bus.setAsserting(true, slot: 2) == 2)
    #expect(bus.setAsserting(true, slot: 2) == nil)
    #expect(bus.level(ofLine: 2))
    #expect(!bus.level(ofLine: 3))
    #expect(bus.read(Self.place(2, 6), size: 2) == 8)
    #expect(bus.read(Self.place(6, 6), size: 2) == 0)

    #expect(bus.write(Self.place(2, 4), size: 2, value: 0x402).line == 2)
    #expect(!bus.level(ofLine: 2))
    #expect(bus.read(Self.place(2, 6), size: 2) == 8)
    // The line is shared with slot 6.
    #expect(bus.setAsserting(true, slot: 6) == 2)
    #expect(bus.level(ofLine: 2))
    #expect(bus.setAsserting(false, slot: 6) == 2)
    #expect(!bus.level(ofLine: 2))
    #expect(bus.write(Self.place(2, 4), size: 2, value: 2).line == 2)
    #expect(bus.level(ofLine: 2))
    bus.reset()
    #expect(!bus.level(ofLine: 2))
    #expect(PCIPlatform.interrupt(ofSlot: 2) == 37)
    #expect(PCIPlatform.interrupt(ofSlot: 5) == 36)
  }
}
