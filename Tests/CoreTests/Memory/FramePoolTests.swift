import Core
import TestSupport
import Testing

extension FramePool {
  /// Where `count` frames lie that were taken, or nil. The frames themselves cannot go through `#expect`.
  fileprivate mutating func place(_ count: Int, alignment: Int = 1) -> UInt64? {
    guard let frames = take(count, alignment: alignment) else { return nil }
    precondition(frames.count == count && frames.size == UInt64(count) * Granule.size)
    return frames.base.rawValue
  }
}

@Suite struct FramePoolTests {
  @Test func onlyWholeFramesOfTheRangeAreHandedOut() {
    var pool = FramePool(AddressRange(start: 0x1001, size: 0x3FFF))
    #expect(pool.nextFree == 0x2000)
    #expect(pool.place(1) == 0x2000)
    #expect(pool.place(2) == 0x3000)
    #expect(pool.used == 0x3000)
    #expect(pool.place(1) == nil)
  }

  @Test func alignmentSkipsFramesAndCountsThem() {
    var pool = FramePool(AddressRange(start: 0x1000, size: 0x8000))
    #expect(pool.place(2, alignment: 4) == 0x4000)
    #expect(pool.used == 0x5000)
    #expect(pool.place(1, alignment: 8) == 0x8000)
    #expect(pool.place(1) == nil)
  }

  @Test(arguments: [0, -1, Int.min, 1 << 51, 1 << 52, (1 << 52) + 1, Int.max])
  func aCountThatNoMemoryHasIsRefusedAndTakesNothing(count: Int) {
    var pool = FramePool(AddressRange(start: 0x1000, size: 0x8000))
    #expect(pool.place(count) == nil)
    #expect(pool.used == 0)
  }

  @Test func rangesWithoutAFrameAreEmptyPools() {
    for range in [
      AddressRange(start: 0x1001, size: 0x1000), AddressRange(start: 0, size: 0xFFF),
      AddressRange(start: .max - 5, size: 3), AddressRange(start: .max - 0xFFF, size: .max),
      AddressRange(start: 0x5000, size: 0),
    ] {
      var pool = FramePool(range)
      #expect(pool.place(1) == nil)
      #expect(pool.used == 0)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func nothingIsHandedOutTwice(seed: UInt64) {
    var random = SplitMix(state: seed)
    let range = AddressRange(
      start: .random(in: 0..<0x10_0000, using: &random),
      size: .random(in: 0..<0x40_0000, using: &random))
    var pool = FramePool(range)
    var previousEnd: UInt64 = 0
    for _ in 0..<200 {
      let count = Int.random(in: 1...16, using: &random)
      let alignment = 1 << Int.random(in: 0...4, using: &random)
      guard let start = pool.place(count, alignment: alignment) else { continue }
      let taken = AddressRange(start: start, size: UInt64(count) * Granule.size)
      #expect(range.contains(taken))
      #expect(taken.start >= previousEnd)
      #expect(taken.start % (UInt64(alignment) * Granule.size) == 0)
      previousEnd = taken.start + taken.size
      #expect(pool.nextFree == previousEnd)
    }
  }
}
