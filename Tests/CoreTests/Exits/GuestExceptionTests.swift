import Core
import TestSupport
import Testing

/// What `AArch64.TakeException` of the Arm ARM (shared pseudocode, "aarch64/exceptions/takeexception") does for a target
/// of EL1, written out bit by bit as that does it.
private struct Pseudocode {
  var vector: UInt64
  var state: UInt64

  init(spsr: UInt64, sctlr: UInt64) {
    let fromAArch32 = spsr.bit(4)
    // Where from: a lower level, or the same with SP_EL0 or SP_EL1.
    if fromAArch32 {
      vector = 0x600
    } else if spsr.bits(2...3) == 0 {
      vector = 0x400
    } else {
      vector = spsr.bit(0) ? 0x200 : 0x000
    }
    state = 0
    func set(_ bit: Int, _ value: Bool) { if value { state |= 1 << UInt64(bit) } }
    for flag in 28...31 { set(flag, spsr.bit(flag)) }  // PSTATE.<N,Z,C,V> unchanged
    set(24, spsr.bit(24))  // DIT unchanged
    set(23, false)  // UAO = '0'
    set(22, spsr.bit(22) || !sctlr.bit(23))  // PAN, set if SCTLR_EL1.SPAN == '0'
    set(21, false)  // SS = '0'
    set(20, false)  // IL = '0'
    set(12, sctlr.bit(44))  // SSBS = SCTLR_EL1.DSSBS
    // BTYPE = '00'; <D,A,I,F> = '1111'; nRW = '0', EL = EL1, SP = '1'.
    for mask in 6...9 { set(mask, true) }
    set(2, true)
    set(0, true)
  }
}

@Suite struct GuestExceptionTests {
  /// EL0t, EL1t, EL1h, and every AArch32 mode that EL0 could show.
  static let modes: [UInt64] = [0b0_0000, 0b0_0100, 0b0_0101, 0b1_0000]

  private func states(_ mode: UInt64) -> [(spsr: UInt64, sctlr: UInt64)] {
    var random = SplitMix(state: mode)
    var all: [(UInt64, UInt64)] = [(mode, 0), (mode, .max), (mode | 0xFFFF_FFE0, 0)]
    for _ in 0..<500 {
      all.append((random.next() & 0xFFFF_FFE0 | mode, random.next()))
    }
    return all
  }

  @Test(arguments: modes)
  func entryIsThatOfThePseudocode(mode: UInt64) {
    for (spsr, sctlr) in states(mode) {
      let interrupted = InterruptedState(processorState: spsr, systemControl: sctlr)
      let expected = Pseudocode(spsr: spsr, sctlr: sctlr)
      for exception in [
        GuestException.undefined(interrupted: interrupted),
        .dataAbort(at: 1, isWrite: true, isTableWalk: false, interrupted: interrupted),
        .instructionAbort(at: 1, isTableWalk: true, interrupted: interrupted),
      ] {
        #expect(exception.vectorOffset == expected.vector)
        #expect(exception.handlerState == expected.state)
        // Always 32-bit: see the Arm ARM on IL for these.
        #expect(exception.syndrome.bit(25))
        #expect(exception.syndrome >> 32 == 0)
      }
    }
  }

  @Test(arguments: modes)
  func syndromesNameTheLevelTheyComeFrom(mode: UInt64) {
    let isFromEL0 = mode == 0 || mode == 0b1_0000
    let interrupted = InterruptedState(processorState: mode, systemControl: 0)
    for isWrite in [false, true] {
      for isTableWalk in [false, true] {
        let data = GuestException.dataAbort(
          at: 0xFFFF_0000_1234, isWrite: isWrite, isTableWalk: isTableWalk,
          interrupted: interrupted)
        #expect(data.syndrome.bits(26...31) == (isFromEL0 ? 0x24 : 0x25))
        #expect(data.syndrome.bit(6) == isWrite)
        // Synchronous external abort, or one on a table walk at level 1; no ISV, so nothing else.
        #expect(data.syndrome.bits(0...5) == (isTableWalk ? 0x15 : 0x10))
        #expect(data.syndrome.bits(7...24) == 0)
        #expect(data.faultAddress == 0xFFFF_0000_1234)
        let fetch = GuestException.instructionAbort(
          at: 0x42, isTableWalk: isTableWalk, interrupted: interrupted)
        #expect(fetch.syndrome.bits(26...31) == (isFromEL0 ? 0x20 : 0x21))
        #expect(fetch.syndrome.bits(0...24) == (isTableWalk ? 0x15 : 0x10))
        #expect(fetch.faultAddress == 0x42)
      }
    }
    let undefined = GuestException.undefined(interrupted: interrupted)
    #expect(undefined.syndrome == 1 << 25)
    #expect(undefined.faultAddress == nil)
  }
}
