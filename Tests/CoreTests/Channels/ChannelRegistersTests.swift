import Core
import Testing

@Suite struct ChannelRegistersTests {
  /// A page that end 0 writes, one that end 1 writes, and 1 MiB for both.
  private static func description() -> ChannelDescription {
    var description = ChannelDescription()
    for byte in "samples".utf8 { _ = description.name.append(byte) }
    for part in [
      ChannelPart(size: 4096, writers: 1), ChannelPart(size: 4096, writers: 2),
      ChannelPart(size: 1 << 20, writers: 3),
    ] {
      _ = description.parts.append(part)
    }
    return description
  }

  private final class Fixture {
    var registers: ChannelRegisters
    var description = ChannelRegistersTests.description()
    var isPeerRunning = true
    var role: UInt32 = 0

    init(position: Int) { registers = ChannelRegisters(position: position) }

    var isAsserting: Bool { registers.isAsserting }
    func ring(_ cause: UInt32 = ChannelRegisters.doorbell) -> Bool { registers.ring(cause) }

    func access(_ access: InterruptRegisterAccess) -> ChannelRegisters.Answer {
      registers.access(access, &description, isPeerRunning: isPeerRunning, role: role)
    }
    func read(_ offset: UInt32, _ size: UInt8 = 4) -> UInt64 {
      access(.read(offset, size: size)).value
    }
  }

  @Test func theChannelDescribesItself() {
    let end = Fixture(position: 1)
    #expect(end.read(0x08) == 1)
    #expect(end.read(0x10) == 0x4C48_434D)
    #expect(end.read(0x14) == 1)
    end.isPeerRunning = false
    #expect(end.read(0x14) == 0)
    #expect(end.read(0x18) == 3)
    let name = (0..<32 as Range<UInt32>).map { UInt8(end.read(0x20 + $0, 1)) }
    #expect(name == Array("samples".utf8) + Array(repeating: 0, count: 25))
    #expect((0..<8 as Range<UInt32>).map { end.read(0x40 + 4 * $0) } == [1, 2, 1, 1, 256, 3, 0, 0])
    let other = Fixture(position: 0)
    #expect((0..<6 as Range<UInt32>).map { other.read(0x40 + 4 * $0) } == [1, 1, 1, 2, 256, 3])
    #expect(other.read(0x60) == 0)
    #expect(other.read(0xFFC) == 0)
    var description = Self.description()
    let sizes = (description.size, description.windowSize)
    #expect(sizes == (0x10_2000, 2 << 20))
  }

  /// A change of the role is a cause of its own, with a mask of its own.
  @Test func theRoleIsToldAndReadinessIsHeard() {
    let end = Fixture(position: 0)
    #expect(end.read(0x1C) == 0)
    end.role = 0x1234_5609
    #expect(end.read(0x1C) == 0x1234_5609)
    #expect(end.read(0x1D, 1) == 0x56)
    #expect(!end.ring(ChannelRegisters.roleChange))
    _ = end.access(.write(0x00, 1))
    #expect(!end.isAsserting)
    _ = end.access(.write(0x00, 2))
    #expect(end.isAsserting)
    _ = end.ring()
    #expect(end.read(0x04) == 3)
    #expect(end.read(0x04) == 0 && !end.isAsserting)
    #expect(end.access(.write(0x1C, 4)).isReady == true)
    #expect(end.access(.write(0x1C, ~4)).isReady == false)
    #expect(end.access(.write(0x1C, 4, size: 2)).isReady == nil)
    #expect(end.access(.write(0x18, 4)).isReady == nil)
  }

  @Test func theWindowIsTheNextPowerOfTwo() {
    var description = Self.description()
    _ = description.parts.append(ChannelPart(size: 1 << 20, writers: 0))
    let size = description.windowSize
    #expect(size == 4 << 20)
  }

  @Test func aRingInterruptsWhereItMayUntilStatusIsRead() {
    let end = Fixture(position: 0)
    #expect(!end.ring())
    #expect(!end.isAsserting)
    // It was kept.
    #expect(end.access(.write(0x00, 1)).hasChanged)
    #expect(end.isAsserting)
    let answer = end.access(.read(0x04))
    #expect(answer.value == 1 && answer.hasChanged && !answer.rings)
    #expect(!end.isAsserting)
    #expect(end.read(0x04) == 0)
    #expect(end.ring())
    _ = end.access(.write(0x04, 0))
    #expect(!end.isAsserting)
    _ = end.ring()
    end.registers.reset()
    #expect(end.read(0x00) == 0)
    #expect(end.read(0x04) == 0)
  }

  @Test func onlyTheOtherEndCanBeRung() {
    let end = Fixture(position: 0)
    #expect(end.access(.write(0x0C, 1 << 16)).rings)
    #expect(end.access(.write(0x0C, 1 << 16 | 0x1234)).rings)
    for value: UInt64 in [0, 2 << 16, 0xFFFF_0000, 0xFFFF] {
      #expect(!end.access(.write(0x0C, value)).rings, "\(value)")
    }
    #expect(end.read(0x0C) == 0)
    let other = Fixture(position: 1)
    #expect(other.access(.write(0x0C, 0)).rings)
  }

  @Test func accessesThatMakeNoSenseDoNothing() {
    let end = Fixture(position: 0)
    _ = end.ring()
    for access in [
      InterruptRegisterAccess.write(0x00, 1, size: 1), .write(0x00, 1, size: 8),
      .write(0x02, 1), .write(0x0C, .max, size: 8), .write(0x0E, .max, size: 2),
      .write(0xFFFF_FFFC, .max), .write(.max, .max),
    ] {
      let answer = end.access(access)
      #expect(!answer.rings && !answer.hasChanged && answer.value == 0, "\(access)")
    }
    #expect(!end.isAsserting)
    #expect(end.read(0x10, 8) == 0)
    #expect(end.read(.max, 4) == 0)
    #expect(end.read(0x11, 1) == 0x43)
  }
}
