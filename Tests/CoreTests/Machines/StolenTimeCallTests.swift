import Core
import Testing

@Suite struct StolenTimeCallTests {
  @Test func knownFunctionsAreKnown() {
    #expect(
      StolenTimeCall(function: 0xC500_0020, 0xFFFF_FFFF_C500_0021)
        == .features(function: 0xC500_0021))
    #expect(StolenTimeCall(function: 0xC500_0021, 7) == .address)
    for function: UInt32 in [0, 0xC500_001F, 0xC500_0022, 0x8500_0020, 0x8500_0021, .max] {
      #expect(StolenTimeCall(function: function, 0) == nil)
    }
  }

  @Test func bothAreOfferedAndNothingElse() {
    #expect(StolenTimeCall.features(of: 0xC500_0020) == .success)
    #expect(StolenTimeCall.features(of: 0xC500_0021) == .success)
    #expect(StolenTimeCall.features(of: 0xC500_0022) == .notSupported)
    #expect(StolenTimeCall.features(of: 0) == .notSupported)
  }
}
