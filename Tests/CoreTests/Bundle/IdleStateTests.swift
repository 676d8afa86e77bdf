import Core
import Testing

@Suite struct IdleStateTests {
  @Test func theFirstStateThatWillDoIsTaken() throws {
    let bytes = try Fixture.bytes("idle-states.dtb")
    let board = try BoardDescription(try FlattenedDeviceTree(bytes.span.raw))
    #expect(board.idleState == 0x80FE)
  }

  @Test func aBoardNeedNotHaveOne() throws {
    let bytes = try Fixture.bytes("qemu-virt-4.dtb")
    let board = try BoardDescription(try FlattenedDeviceTree(bytes.span.raw))
    #expect(board.idleState == nil)
  }

  /// Arm DEN0022, section 5.4.2: the original format has its type in bit 16, the extended one in bit 30.
  @Test(
    arguments: [
      (0x0000_0000, true), (0x0000_FFFF, true), (0x0300_1234, true), (0x0001_0000, false),
      (0x0301_0001, false), (0x4000_0000, false), (0x4002_0000, false), (0x0402_0001, true),
      (0x0803_0001, true), (0x0FFF_FFFF, true), (0x1000_0000, false), (0x2000_0000, false),
      (0x8000_0000, false),
    ] as [(UInt32, Bool)]) func aStandbyStateKeepsRegisters(state: UInt32, isStandby: Bool)
  {
    #expect(PSCICall.isStandby(state) == isStandby)
  }
}
