import Core
import Testing

@Suite struct ControlRegistersTests {
  @Test func theDeviceSaysWhatItIs() {
    let registers = ControlRegisters()
    #expect(registers.read(0x00, size: 4) == 0x4C54_434D)
    #expect(registers.read(0x04, size: 4) == 0x0001_0004)
    #expect(registers.read(0x08, size: 4) == 0x1_0000)
    for offset: UInt64 in [0x0C, 0x10, 0x1C, 0x20, 0xFFC, 1, .max] {
      #expect(registers.read(offset, size: 4) == 0)
    }
    #expect(registers.read(0, size: 1) == 0 && registers.read(0, size: 8) == 0)
    #expect(ControlRegisters(hasStaging: true).read(0x0C, size: 4) == 0x3_0000)
  }

  @Test func theRingsFillTheirMemory() {
    var next = 0
    for (offset, size) in [
      (ControlDevice.requestOffset, ControlDevice.requestSize),
      (ControlDevice.answerOffset, ControlDevice.answerSize),
      (ControlDevice.listenerOffset, ControlDevice.listenerSize),
      (ControlDevice.eventOffset, ControlDevice.eventSize),
    ] {
      #expect(offset == next && size % 4096 == 0)
      next = offset + size
    }
    #expect(next == ControlDevice.ringSize)
    // A power of two, as what EL2 maps in one go.
    #expect(ControlDevice.stagingOffset == next)
    #expect(next + ControlDevice.stagingSize == 0x4_0000)
  }

  @Test func theInterruptIsWhatIsPendingAndEnabled() {
    var registers = ControlRegisters()
    registers.notify(.max)
    #expect(registers.pending == 3 && !registers.isAsserting)
    #expect(registers.write(0x18, size: 4, .max) == 0)
    #expect(registers.read(0x18, size: 4) == 3)
    #expect(registers.isAsserting)
    _ = registers.write(0x14, size: 4, ControlRegisters.requests)
    #expect(registers.read(0x14, size: 4) == ControlRegisters.events && registers.isAsserting)
    _ = registers.write(0x14, size: 4, ControlRegisters.events)
    #expect(!registers.isAsserting)
  }

  @Test func onlyTheDoorbellAsksForSomething() {
    var registers = ControlRegisters()
    #expect(registers.write(0x10, size: 4, .max) == 3)
    #expect(registers.write(0x10, size: 4, ControlRegisters.events) == ControlRegisters.events)
    let before = registers
    for size in [1, 2, 8] { #expect(registers.write(0x10, size: size, 1) == 0) }
    for offset: UInt64 in [0, 4, 8, 0x0C, 0x11, 0x1000, .max] {
      #expect(registers.write(offset, size: 4, .max) == 0)
    }
    #expect(registers == before)
  }
}
