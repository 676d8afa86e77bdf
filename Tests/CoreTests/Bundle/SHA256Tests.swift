import Core
import Testing

@Suite struct SHA256Tests {
  /// Message, repetitions, digest: FIPS 180-4 examples and the NIST CAVP short-message vectors.
  static let vectors: [(String, Int, String)] = [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]

  static func text(_ digest: SHA256Digest) -> String {
    (0..<32).map { index in
      let text = String(digest.byte(at: index), radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  @Test(arguments: vectors.indices) func publishedVectors(_ index: Int) {
    let (message, repetitions, expected) = Self.vectors[index]
    let bytes = [UInt8](String(repeating: message, count: repetitions).utf8)
    #expect(Self.text(SHA256.digest(of: bytes.span.raw)) == expected)
  }

  @Test func everyLengthAndAlignmentInEverySplitGivesTheSameDigest() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for count in 0..<200 {
      // Byte by byte is the slow path throughout; it judges the others.
      var slow = SHA256()
      for index in 0..<count { slow.update(bytes.span.raw.extracting(index..<(index + 1))) }
      let expected = slow.finish()
      #expect(SHA256.digest(of: bytes.span.raw.extracting(0..<count)) == expected)
      for split in [1, 3, 4, 61, 63, 64, 65, 100] where split <= count {
        var hash = SHA256()
        hash.update(bytes.span.raw.extracting(0..<split))
        hash.update(bytes.span.raw.extracting(split..<count))
        #expect(hash.finish() == expected)
      }
    }
  }

  @Test func misalignedBytesHashLikeAlignedOnes() {
    let message = (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    for shift in 1..<8 {
      let shifted = [UInt8](repeating: 0, count: shift) + message
      let moved = SHA256.digest(of: shifted.span.raw.extracting(shift..<shifted.count))
      #expect(moved == SHA256.digest(of: message.span.raw))
    }
  }

  @Test func digestsAreReadAsTheyAreWritten() throws {
    let digest = SHA256.digest(of: ([1, 2, 3] as [UInt8]).span.raw)
    let bytes = [0xFF] + (0..<32).map { digest.byte(at: $0) }
    #expect(SHA256Digest(bytes.span.raw, at: 1) == digest)
    #expect(SHA256Digest(bytes.span.raw, at: 2) == nil)
  }

  /// FIPS 180-4, section 6.2.2, once more and in another way: the whole message schedule first, the eight working
  /// variables rotated in an array.
  static func mix(
    _ blocks: Span<UInt32>, _ state: inout InlineArray<8, UInt32>, _ constants: Span<UInt32>
  ) -> Bool {
    func rotated(_ word: UInt32, _ counts: [UInt32]) -> UInt32 {
      counts.reduce(0) { $0 ^ (word >> $1 | word << (32 - $1)) }
    }
    for block in 0..<(blocks.count / 16) {
      var words = (0..<16).map { UInt32(bigEndian: blocks[block * 16 + $0]) }
      for index in 16..<64 {
        let (late, early) = (words[index - 2], words[index - 15])
        words.append(
          (rotated(late, [17, 19]) ^ late >> 10) &+ words[index - 7]
            &+ (rotated(early, [7, 18]) ^ early >> 3) &+ words[index - 16])
      }
      var values = (0..<8).map { state[$0] }
      for index in 0..<64 {
        let choice = values[4] & values[5] ^ ~values[4] & values[6]
        let majority = values[0] & values[1] ^ values[0] & values[2] ^ values[1] & values[2]
        let first =
          values[7] &+ rotated(values[4], [6, 11, 25]) &+ choice &+ constants[index] &+ words[index]
        values[3] &+= first
        values.removeLast()
        values.insert(first &+ rotated(values[0], [2, 13, 22]) &+ majority, at: 0)
      }
      for index in 0..<8 { state[index] &+= values[index] }
    }
    return true
  }

  @Test func wholeBlocksGoToTheMixerAndTheRestDoesNot() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 11) }
    for count in [0, 1, 63, 64, 65, 127, 128, 500, 960, 1000] {
      let message = bytes.span.raw.extracting(0..<count)
      var mixed = 0
      let digest = SHA256.digest(of: message) { blocks, state, constants in
        mixed += blocks.count
        return Self.mix(blocks, &state, constants)
      }
      #expect(digest == SHA256.digest(of: message))
      #expect(mixed == count / 64 * 16)
    }
  }
}
