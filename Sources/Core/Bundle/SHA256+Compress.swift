/// The compression function (FIPS 180-4, section 6.2.2), small rather than fast.
extension SHA256 {
  /// The chaining value.
  struct State {
    var words: InlineArray<8, UInt32> = [
      0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
      0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
  }
}

extension SHA256.State {
  /// Mixes in one block: sixteen words as they lie in memory, big-endian.
  mutating func compress(_ block: Span<UInt32>, constants: Span<UInt32>) {
    precondition(block.count == 16 && constants.count == 64)
    // The last sixteen words of the message schedule.
    var words = InlineArray<16, UInt32>(repeating: 0)
    var (a, b, c, d) = (self.words[0], self.words[1], self.words[2], self.words[3])
    var (e, f, g, h) = (self.words[4], self.words[5], self.words[6], self.words[7])
    var index = 0
    while index < 64 {
      let place = index & 15
      if index < 16 {
        words[place] = UInt32(bigEndian: block[place])
      } else {
        let early = words[(index &+ 1) & 15]
        let late = words[(index &+ 14) & 15]
        words[place] &+=
          (Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ (early &>> 3))
          &+ words[(index &+ 9) & 15]
          &+ (Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ (late &>> 10))
      }
      let choice = ((f ^ g) & e) ^ g
      let majority = ((a ^ b) & (b ^ c)) ^ b
      let first =
        h &+ constants[index] &+ words[place] &+ choice
        &+ (Self.rotate(e, 6) ^ Self.rotate(e, 11) ^ Self.rotate(e, 25))
      let second = majority &+ (Self.rotate(a, 2) ^ Self.rotate(a, 13) ^ Self.rotate(a, 22))
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
      index &+= 1
    }
    let mixed: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
    for index in 0..<8 { self.words[index] &+= mixed[index] }
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }
}
