import Core
import Testing

@Suite struct Stage2GeometryTests {
  static let physicalBits = [32, 36, 40, 42, 44, 48]
  /// Arm: `PARange` as bits (Arm ARM, ID_AA64MMFR0_EL1), as far as Martlet uses it.
  static let rangeBits = [32, 36, 40, 42, 44, 48]

  @Test(arguments: physicalBits)
  func whateverFitsIsReachedAndNothingElse(bits: Int) throws {
    for exponent in 12...52 {
      let power = UInt64(1) << UInt64(exponent)
      for end in [power, power + 1] {
        let geometry = Stage2Geometry(end: end, physicalBits: bits)
        #expect((geometry != nil) == (end <= 1 << UInt64(bits)), "\(bits) bits, end \(end)")
        guard let geometry else { continue }
        #expect(end <= 1 << UInt64(geometry.inputBits))
        // An input wider than the core's physical addresses faults.
        #expect(geometry.inputBits <= max(bits, 32))
        // The guest may believe that it can use every address below `end`.
        let presented = Self.rangeBits[Int(geometry.presentedPhysicalRange)]
        #expect(end <= 1 << UInt64(presented))
        #expect(presented <= geometry.inputBits)
        // One table resolves nine bits; more at the start level are concatenated tables, at most 16 of them.
        let below = 12 + 9 * (3 - geometry.startLevel)
        #expect(geometry.inputBits > below)
        #expect(geometry.rootTables == 1 << max(0, geometry.inputBits - below - 9))
        #expect(geometry.rootTables <= 16)
      }
    }
  }

  @Test func controlHasEveryField() throws {
    let small = try #require(Stage2Geometry(end: 1 << 33, physicalBits: 44))
    let word = small.control(physicalRange: 4)
    #expect(word.bits(0...5) == 64 - 39)  // T0SZ
    #expect(word.bits(6...7) == 1)  // SL0: level 1
    #expect(word.bits(8...9) == 1 && word.bits(10...11) == 1)  // walks write-back
    #expect(word.bits(12...13) == 3)  // inner shareable
    #expect(word.bits(14...15) == 0)  // TG0: 4 KiB
    #expect(word.bits(16...18) == 4)  // PS
    #expect(word.bits(19...63) == 1 << (31 - 19))  // RES1, nothing else
    let large = try #require(Stage2Geometry(end: 1 << 48, physicalBits: 48))
    #expect(large.control(physicalRange: 5).bits(6...7) == 2)  // SL0: level 0
    #expect(large.control(physicalRange: 5).bits(0...5) == 16)
  }

  @Test func rangesThatAreNewerCountAsFortyEightBits() {
    #expect(
      (0...7).map { Stage2Geometry.physicalBits(range: $0) } == [32, 36, 40, 42, 44, 48, 48, 48])
  }
}
