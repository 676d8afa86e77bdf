import Core
import Testing

/// Interrupts whose router value names no core of the VM.
@Suite struct UnroutedInterruptTests {
  /// Making one active by hand once told vCPU 7, which the image took for a pointer.
  @Test func activeByHandTellsOnlyCoresThatExist() {
    let machine = FakeMachine(vcpus: 2)
    let core = machine.vcpus[0]
    machine.on(0) {
      for access in [
        InterruptRegisterAccess(
          offset: 0x6000 + 40 * 8, size: 8, isWrite: true, value: 0xFF_00FF_FFFF),
        InterruptRegisterAccess(offset: 0x104, size: 4, isWrite: true, value: .max),
        InterruptRegisterAccess(offset: 0x204, size: 4, isWrite: true, value: .max),
        InterruptRegisterAccess(offset: 0x304, size: 4, isWrite: true, value: 1 << 8),
        InterruptRegisterAccess(offset: 0x384, size: 4, isWrite: true, value: 1 << 8),
      ] {
        let outcome = machine.distributor.access(access, on: &core.interrupts)
        #expect(outcome.toBeTold & ~0b11 == 0)
      }
    }
  }
}
