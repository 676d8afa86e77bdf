import Core
import TestSupport
import Testing

@Suite struct RegionAllocatorTests {
  private static let range = AddressRange(start: 0x4020_0000, size: 0x40_0000)

  /// No `#expect` can hold what cannot be copied.
  private static func regions(_ allocator: inout RegionAllocator) -> [AddressRange] {
    (0..<allocator.count).compactMap { allocator.region($0) }
  }

  @Test func theLowestHoleIsTaken() {
    var allocator = RegionAllocator(Self.range)
    let first = allocator.take(0x1000, alignment: 0x1000)
    let second = allocator.take(0x20_0000, alignment: 0x20_0000)
    let third = allocator.take(0x1000, alignment: 0x1000)
    #expect(first == AddressRange(start: 0x4020_0000, size: 0x1000))
    #expect(second == AddressRange(start: 0x4040_0000, size: 0x20_0000))
    #expect(third == AddressRange(start: 0x4020_1000, size: 0x1000))
    let (used, hole) = (allocator.used, allocator.largestHole)
    #expect(used == 0x20_2000 && hole == 0x1F_E000)
    let tooMuch = allocator.take(0x1F_F000, alignment: 0x1000)
    #expect(tooMuch == nil)
  }

  @Test func whatWasNotTakenIsNotGivenBack() throws {
    var allocator = RegionAllocator(Self.range)
    let taken = allocator.take(0x3000, alignment: 0x1000)
    let region = try #require(taken)
    for other in [
      AddressRange(start: region.start, size: 0x1000),
      AddressRange(start: region.start &+ 0x1000, size: 0x2000), AddressRange(start: 0, size: 0),
    ] {
      let isGiven = allocator.give(other)
      #expect(!isGiven)
    }
    let isGiven = allocator.give(region)
    let isGivenAgain = allocator.give(region)
    let used = allocator.used
    #expect(isGiven && !isGivenAgain && used == 0)
  }

  @Test func whatCannotBeIsRefused() {
    for (range, size, alignment) in [
      (Self.range, 0, 0x1000), (Self.range, 0x40_0001, 1), (Self.range, UInt64.max, 1),
      (Self.range, 0x1000, UInt64(1) << 63), (Self.range, 0x1000, 0),
      (AddressRange(start: .max, size: 0x2000), 0x1000, 1),
    ] as [(AddressRange, UInt64, UInt64)] {
      var allocator = RegionAllocator(range)
      let region = allocator.take(size, alignment: alignment)
      #expect(region == nil && allocator.count == 0, "\(size) at \(alignment)")
    }
  }

  @Test func thereAreOnlySoMany() {
    var allocator = RegionAllocator(Self.range)
    var places: [UInt64] = []
    while let region = allocator.take(0x1000, alignment: 0x1000) { places.append(region.start) }
    #expect(places.count == RegionAllocator.mostRegions)
    let isGiven = allocator.give(AddressRange(start: places[7], size: 0x1000))
    let again = allocator.take(0x1000, alignment: 0x1000)
    #expect(isGiven && again?.start == places[7])
  }

  @Test func runsComeAndGo() throws {
    var allocator = RegionAllocator(Self.range)
    let below = AddressRange(start: 0x4000_0000, size: 0x20_0000)
    let above = AddressRange(start: 0x4060_0000, size: 0x80_0000)
    // They touch the first, which makes them no part of it.
    let added = [below, above].map { allocator.add($0) }
    #expect(added == [true, true])
    for other in [
      below, AddressRange(start: 0x4FF_F000, size: 0x4000_0000),
      AddressRange(start: .max, size: 2), AddressRange(start: 0x9000_0000, size: 0),
    ] {
      let isAdded = allocator.add(other)
      #expect(!isAdded, "\(other)")
    }
    // Nothing reaches from one into another, though they touch; the first run goes first.
    let large = allocator.take(0x60_0000, alignment: 0x20_0000)
    let whole = allocator.take(0x40_0000, alignment: 0x1000)
    let small = allocator.take(0x1000, alignment: 0x1000)
    #expect(large?.start == above.start && whole == Self.range && small?.start == below.start)
    let hole = allocator.largestHole
    #expect(hole == 0x20_0000)
    for run in [below, above, AddressRange(start: above.start, size: 0x1000)] {
      let isRemoved = allocator.remove(run)
      #expect(!isRemoved)
    }
    let (has, hasNot) = (
      allocator.has(Self.range), allocator.has(AddressRange(start: 0, size: 1 << 30))
    )
    #expect(has && !hasNot)
    let isFree = allocator.give(try #require(large)) && allocator.remove(above)
    let none = allocator.take(0x20_0000, alignment: 0x1000)
    let used = allocator.used
    #expect(isFree && none == nil && used == 0x40_1000)
  }

  @Test func thereAreOnlySoManyRuns() {
    var allocator = RegionAllocator(Self.range)
    for number in 1..<UInt64(RegionAllocator.mostRuns) {
      let isAdded = allocator.add(AddressRange(start: number << 32, size: 0x1000))
      #expect(isAdded)
    }
    let isAdded = allocator.add(AddressRange(start: 1 << 40, size: 0x1000))
    #expect(!isAdded)
  }

  /// Against a map of pages: what is taken is inside, apart and aligned, the lowest place there is, and in the end nothing is
  /// missing.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func anyHistoryLosesNothing(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let page: UInt64 = 0x1000
    let count = Int(Self.range.size / page)
    var allocator = RegionAllocator(Self.range)
    var owner = [Int](repeating: 0, count: count)
    var owned: [Int: AddressRange] = [:]
    for number in 1...400 {
      if Bool.random(using: &random) || owned.isEmpty {
        let pages = Int.random(in: 1...120, using: &random)
        let alignment = page << UInt64.random(in: 0...9, using: &random)
        let region = allocator.take(UInt64(pages) * page, alignment: alignment)
        let expected = (0..<count).first { place in
          (Self.range.start + UInt64(place) * page) % alignment == 0 && place + pages <= count
            && owner[place..<(place + pages)].allSatisfy { $0 == 0 }
        }
        let mayBe = owned.count < RegionAllocator.mostRegions ? expected : nil
        #expect(region?.start == mayBe.map { Self.range.start + UInt64($0) * page })
        guard let region else { continue }
        let first = Int((region.start - Self.range.start) / page)
        for place in first..<(first + pages) { owner[place] = number }
        owned[number] = region
      } else {
        let keys = owned.keys.sorted()
        let key = keys[Int.random(in: keys.indices, using: &random)]
        let region = try #require(owned[key])
        owned[key] = nil
        let isGiven = allocator.give(region)
        #expect(isGiven)
        for place in owner.indices where owner[place] == key { owner[place] = 0 }
      }
      let used = allocator.used
      #expect(used == UInt64(owner.count { $0 != 0 }) * page)
      let holes = owner.split(whereSeparator: { $0 != 0 }).map { UInt64($0.count) * page }
      let hole = allocator.largestHole
      #expect(hole == holes.max() ?? 0)
      let regions = Self.regions(&allocator)
      #expect(regions == owned.values.sorted { $0.start < $1.start })
    }
    for region in owned.values {
      let isGiven = allocator.give(region)
      #expect(isGiven)
    }
    let (used, hole) = (allocator.used, allocator.largestHole)
    #expect(used == 0 && hole == Self.range.size)
  }
}
