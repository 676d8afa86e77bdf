import Core
import TestSupport
import Testing

/// Against the tables of Arm DEN0022 (PSCI 1.1), section 5.2.1.
@Suite struct PSCICallTests {
  static let wide: UInt32 = 0x4000_0000
  private let a1: UInt64 = 0x1111_2222_3333_4444
  private let a2: UInt64 = 0x5555_6666_7777_8888
  private let a3: UInt64 = 0x9999_AAAA_BBBB_CCCC

  @Test func functionsWithoutArgumentsExistIn32BitsOnly() {
    let calls: [(UInt32, PSCICall)] = [
      (0x8400_0000, .version), (0x8400_0002, .cpuOff), (0x8400_0006, .migrateInfoType),
      (0x8400_0008, .systemOff), (0x8400_0009, .systemReset),
    ]
    for (function, call) in calls {
      #expect(PSCICall(function: function, a1, a2, a3) == call)
      #expect(PSCICall(function: function | Self.wide, a1, a2, a3) == .unsupported)
    }
    #expect(
      PSCICall(function: 0x8400_000A, a1, a2, a3) == .features(function: 0x3333_4444))
    #expect(PSCICall(function: 0xC400_000A, a1, a2, a3) == .unsupported)
  }

  @Test func argumentsAreCutTo32BitsInThe32BitForm() {
    #expect(
      PSCICall(function: 0x8400_0001, a1, a2, a3)
        == .cpuSuspend(state: 0x3333_4444, entry: 0x7777_8888, context: 0xBBBB_CCCC))
    #expect(
      PSCICall(function: 0xC400_0001, a1, a2, a3)
        == .cpuSuspend(state: 0x3333_4444, entry: a2, context: a3))
    #expect(
      PSCICall(function: 0x8400_0003, a1, a2, a3)
        == .cpuOn(target: 0x3333_4444, entry: 0x7777_8888, context: 0xBBBB_CCCC))
    #expect(
      PSCICall(function: 0xC400_0003, a1, a2, a3) == .cpuOn(target: a1, entry: a2, context: a3))
    #expect(
      PSCICall(function: 0x8400_0004, a1, a2, a3)
        == .affinityInfo(target: 0x3333_4444, level: 0x7777_8888))
    #expect(
      PSCICall(function: 0xC400_0004, a1, a2, a3)
        == .affinityInfo(target: a1, level: 0x7777_8888))
    #expect(
      PSCICall(function: 0x8400_0012, a1, a2, a3)
        == .systemReset2(type: 0x3333_4444, cookie: 0x7777_8888))
    #expect(
      PSCICall(function: 0xC400_0012, a1, a2, a3) == .systemReset2(type: 0x3333_4444, cookie: a2))
  }

  @Test func theRangeHasThirtyTwoFunctionsAndNoMore() {
    let offered: Set<UInt32> = [0, 1, 2, 3, 4, 6, 8, 9, 10, 0x12]
    let offeredWide: Set<UInt32> = [1, 3, 4, 0x12]
    for number in 0..<32 as Range<UInt32> {
      for (base, numbers) in [(0x8400_0000, offered), (0xC400_0000, offeredWide)]
        as [(UInt32, Set<UInt32>)]
      {
        let call = PSCICall(function: base | number, 0, 0, 0)
        #expect(call != nil)
        #expect((call != .unsupported) == numbers.contains(number))
        #expect(
          PSCICall.features(of: base | number)
            == (numbers.contains(number) ? .success : .notSupported))
      }
    }
    var random = SplitMix(state: 1)
    for function in [0x8400_0020, 0xC400_0020, 0x0400_0000, 0x8600_0000, 0x8401_0003, 0, .max]
      + (0..<1000).map({ _ in UInt32.random(in: 0 ... .max, using: &random) })
    where function & 0xBFFF_FFE0 != 0x8400_0000 {
      #expect(PSCICall(function: function, 0, 0, 0) == nil)
      if function != SMCCCCall.versionFunction {
        #expect(PSCICall.features(of: function) == .notSupported)
      }
    }
    #expect(PSCICall.features(of: 0x8000_0000) == .success)
  }

  @Test func errorsComeBackSignExtended() {
    let values: [(PSCIStatus, Int64)] = [
      (.success, 0), (.notSupported, -1), (.invalidParameters, -2), (.denied, -3),
      (.alreadyOn, -4), (.onPending, -5), (.internalFailure, -6), (.invalidAddress, -9),
    ]
    for (status, value) in values {
      #expect(status.rawValue == value)
      #expect(status.register == UInt64(bitPattern: value))
    }
    #expect(PSCIStatus.version == 0x1_0001)
    #expect(PSCIStatus.migrationNotNeeded == 2)
  }
}
