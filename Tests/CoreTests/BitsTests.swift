import Core
import Testing

@Suite struct BitsTests {
  @Test func bitsAreTakenFromTheRange() {
    #expect((0xABCD as UInt64).bits(4...11) == 0xBC)
    #expect((UInt64.max).bits(0...63) == .max)
  }
}
