import Core
import Testing

@Suite struct DataAbortTests {
  private func abort(_ specific: UInt64) -> DataAbort {
    DataAbort(syndrome: ExceptionSyndrome(0x24 << 26 | specific))
  }

  /// One bit of the syndrome, and one fact that changes with it (Arm ARM, ISS encoding for a data abort).
  @Test func eachFlagHasItsBit() {
    let flags: [(UInt64, @Sendable (DataAbort) -> Bool)] = [
      (24, { $0.isDecoded }), (21, { $0.isSignExtended }), (15, { $0.isWide }),
      (8, { $0.isCacheMaintenance }), (7, { $0.isTableWalk }), (6, { $0.isWrite }),
    ]
    for (bit, flag) in flags {
      #expect(flag(abort(1 << bit)))
      #expect(!flag(abort(0x1FF_FFFF & ~(1 << bit))))
    }
    for register in 0..<32 as Range<UInt64> {
      #expect(abort(register << 16).register == Int(register))
    }
    for (code, size) in zip([0, 1, 2, 3] as [UInt64], [1, 2, 4, 8]) {
      #expect(abort(code << 22).size == size)
    }
    for status in 0..<64 as Range<UInt64> {
      for others in [0, 0x1FF_FFC0] as [UInt64] {
        #expect(abort(others | status).isPermissionFault == (0x0C...0x0F).contains(status))
      }
    }
  }

  @Test(
    arguments: [
      0, 1, 0x7F, 0x80, 0xFF, 0x8000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF_FFFF_FFFF,
      0x8123_4567_89AB_CDEF,
    ] as [UInt64])
  func whatALoadPutsIntoTheRegister(value: UInt64) {
    func loaded(_ size: UInt64, signed: Bool, wide: Bool) -> UInt64 {
      abort(size << 22 | (signed ? 1 << 21 : 0) | (wide ? 1 << 15 : 0)).extended(value)
    }
    for wide in [false, true] {
      // LDRB, LDRH, LDR: zeros above.
      #expect(loaded(0, signed: false, wide: wide) == UInt64(UInt8(truncatingIfNeeded: value)))
      #expect(loaded(1, signed: false, wide: wide) == UInt64(UInt16(truncatingIfNeeded: value)))
      #expect(loaded(2, signed: false, wide: wide) == UInt64(UInt32(truncatingIfNeeded: value)))
    }
    #expect(loaded(3, signed: false, wide: true) == value)
    // LDRSB, LDRSH, LDRSW to X.
    #expect(
      loaded(0, signed: true, wide: true)
        == UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: value))))
    #expect(
      loaded(1, signed: true, wide: true)
        == UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: value))))
    #expect(
      loaded(2, signed: true, wide: true)
        == UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value))))
    // LDRSB, LDRSH to W: the upper half is zero.
    #expect(
      loaded(0, signed: true, wide: false)
        == UInt64(UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: value)))))
    #expect(
      loaded(1, signed: true, wide: false)
        == UInt64(UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: value)))))
  }
}
