import Core
import Testing

@Suite struct BitsTests {
  @Test func bitsAreTakenFromTheRange() {
    #expect((0xABCD as UInt64).bits(4...11) == 0xBC)
    #expect((UInt64.max).bits(0...63) == .max)
    #expect((UInt64(1) << 63).bits(63...63) == 1)
  }

  @Test func everyRangeOfAWordIsThatOfItsDigits() {
    let word: UInt64 = 0x8123_4567_89AB_CDE1
    let digits = (0..<64).map { word >> UInt64($0) & 1 }
    for low in 0..<64 {
      #expect(word.bit(low) == (digits[low] == 1))
      for high in low..<64 {
        let expected = digits[low...high].reversed().reduce(UInt64(0)) { $0 << 1 | $1 }
        #expect(word.bits(low...high) == expected)
      }
    }
  }
}
