import Core
import Testing

@Suite struct BundleVerificationTests {
  /// How many pieces it took; nil where it is damaged.
  private static func pieces(_ bytes: [UInt8], of size: Int) -> Int? {
    do throws(BundleError) {
      let bundle = try Bundle(bytes.span.raw)
      var verification = BundleVerification()
      var count = 1
      while !(try verification.verify(bundle, atMost: size)) { count += 1 }
      return count
    } catch {
      return nil
    }
  }

  @Test func piecesComeToTheSameAsTheWhole() throws {
    let good = BundleTests.bundle(BundleTests.good)
    // 0x123, 0x1000 and no bytes.
    #expect(Self.pieces(good, of: 0x10000) == 3)
    #expect(Self.pieces(good, of: 0x400) == 1 + 4 + 1)
    #expect(Self.pieces(good, of: 64) == 5 + 64 + 1)
    for place in [0x1000, 0x1122, 0x2000, 0x2FFF] {
      var bad = good
      bad[place] ^= 1
      for size in [64, 0x400, 0x10000] { #expect(Self.pieces(bad, of: size) == nil) }
    }
    // Between the parts nothing counts.
    var other = good
    other[0x1123] ^= 1
    #expect(Self.pieces(other, of: 0x400) == 6)
  }

  @Test func partsWithoutBytesEnd() {
    let entries =
      [BundleTests.Entry(kind: 1, start: 0x1000, count: 0)]
      + (1...200).map { _ in BundleTests.Entry(start: 0x5000, count: 0) }
    let bytes = BundleTests.bundle(
      entries.map { entry in
        var entry = entry
        entry.start = 0x4000
        return entry
      }, length: 0x8000)
    #expect(Self.pieces(bytes, of: 64) == 201)
  }
}
