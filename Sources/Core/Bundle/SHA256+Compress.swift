/// The compression function (FIPS 180-4, section 6.2.2).
///
/// Sixteen rounds are written out, so that the eight working variables and the sixteen words of the
/// message schedule have constant places and stay in registers; indices into the table of constants
/// are seen to be inside it at compile time. Words of the schedule are renewed right after their use;
/// in the last row that is in vain, which costs less than a second copy. It comes to 31 instructions
/// a round and 33 a byte.
extension SHA256 {
  /// The chaining value.
  struct State {
    var a: UInt32 = 0x6A09_E667
    var b: UInt32 = 0xBB67_AE85
    var c: UInt32 = 0x3C6E_F372
    var d: UInt32 = 0xA54F_F53A
    var e: UInt32 = 0x510E_527F
    var f: UInt32 = 0x9B05_688C
    var g: UInt32 = 0x1F83_D9AB
    var h: UInt32 = 0x5BE0_CD19
  }
}

extension SHA256.State {
  /// Mixes in one block: sixteen words as they lie in memory, big-endian.
  mutating func compress(_ block: Span<UInt32>, constants: Span<UInt32>) {
    precondition(block.count == 16 && constants.count == 64)
    var w0 = UInt32(bigEndian: block[0])
    var w1 = UInt32(bigEndian: block[1])
    var w2 = UInt32(bigEndian: block[2])
    var w3 = UInt32(bigEndian: block[3])
    var w4 = UInt32(bigEndian: block[4])
    var w5 = UInt32(bigEndian: block[5])
    var w6 = UInt32(bigEndian: block[6])
    var w7 = UInt32(bigEndian: block[7])
    var w8 = UInt32(bigEndian: block[8])
    var w9 = UInt32(bigEndian: block[9])
    var w10 = UInt32(bigEndian: block[10])
    var w11 = UInt32(bigEndian: block[11])
    var w12 = UInt32(bigEndian: block[12])
    var w13 = UInt32(bigEndian: block[13])
    var w14 = UInt32(bigEndian: block[14])
    var w15 = UInt32(bigEndian: block[15])
    var (a, b, c, d, e, f, g, h) = (a, b, c, d, e, f, g, h)
    var index = 0
    while index < 4 {
      // Masked so that the compiler sees every index below to be less than 64.
      let row = (index & 3) &<< 4
      Self.round(a, b, c, &d, e, f, g, &h, constants[row | 0] &+ w0)
      w0 = Self.schedule(w0, w1, w9, w14)
      Self.round(h, a, b, &c, d, e, f, &g, constants[row | 1] &+ w1)
      w1 = Self.schedule(w1, w2, w10, w15)
      Self.round(g, h, a, &b, c, d, e, &f, constants[row | 2] &+ w2)
      w2 = Self.schedule(w2, w3, w11, w0)
      Self.round(f, g, h, &a, b, c, d, &e, constants[row | 3] &+ w3)
      w3 = Self.schedule(w3, w4, w12, w1)
      Self.round(e, f, g, &h, a, b, c, &d, constants[row | 4] &+ w4)
      w4 = Self.schedule(w4, w5, w13, w2)
      Self.round(d, e, f, &g, h, a, b, &c, constants[row | 5] &+ w5)
      w5 = Self.schedule(w5, w6, w14, w3)
      Self.round(c, d, e, &f, g, h, a, &b, constants[row | 6] &+ w6)
      w6 = Self.schedule(w6, w7, w15, w4)
      Self.round(b, c, d, &e, f, g, h, &a, constants[row | 7] &+ w7)
      w7 = Self.schedule(w7, w8, w0, w5)
      Self.round(a, b, c, &d, e, f, g, &h, constants[row | 8] &+ w8)
      w8 = Self.schedule(w8, w9, w1, w6)
      Self.round(h, a, b, &c, d, e, f, &g, constants[row | 9] &+ w9)
      w9 = Self.schedule(w9, w10, w2, w7)
      Self.round(g, h, a, &b, c, d, e, &f, constants[row | 10] &+ w10)
      w10 = Self.schedule(w10, w11, w3, w8)
      Self.round(f, g, h, &a, b, c, d, &e, constants[row | 11] &+ w11)
      w11 = Self.schedule(w11, w12, w4, w9)
      Self.round(e, f, g, &h, a, b, c, &d, constants[row | 12] &+ w12)
      w12 = Self.schedule(w12, w13, w5, w10)
      Self.round(d, e, f, &g, h, a, b, &c, constants[row | 13] &+ w13)
      w13 = Self.schedule(w13, w14, w6, w11)
      Self.round(c, d, e, &f, g, h, a, &b, constants[row | 14] &+ w14)
      w14 = Self.schedule(w14, w15, w7, w12)
      Self.round(b, c, d, &e, f, g, h, &a, constants[row | 15] &+ w15)
      w15 = Self.schedule(w15, w0, w8, w13)
      index &+= 1
    }
    self.a &+= a
    self.b &+= b
    self.c &+= c
    self.d &+= d
    self.e &+= e
    self.f &+= f
    self.g &+= g
    self.h &+= h
  }

  /// One round. Instead of moving all eight variables on, the caller names them rotated.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32,
    _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let choice = ((f ^ g) & e) ^ g
    // The difference of b and c is that of a and b of the round before: computed once.
    let majority = ((a ^ b) & (b ^ c)) ^ b
    h = h &+ word &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice
    d = d &+ h
    h = h &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
  }

  /// The word of the schedule sixteen places on, from those at 0, 1, 9 and 14.
  @inline(__always)
  private static func schedule(
    _ w0: UInt32, _ w1: UInt32, _ w9: UInt32, _ w14: UInt32
  ) -> UInt32 {
    let low = rotate(w1, 7) ^ rotate(w1, 18) ^ (w1 &>> 3)
    let high = rotate(w14, 17) ^ rotate(w14, 19) ^ (w14 &>> 10)
    return w0 &+ low &+ w9 &+ high
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }
}
