import Core
import Testing

@Suite struct AddressTests {
  @Test func endsAreExactUpToSixtyFourBits() {
    #expect(AddressRange(start: 0x1000, size: 0x2000).end == 0x3000)
    #expect(AddressRange(start: 5, size: 0).end == 5)
    #expect(AddressRange(start: .max - 1, size: 1).end == .max)
    #expect(AddressRange(start: .max, size: 1).end == nil)
    #expect(AddressRange(start: 1, size: .max).end == nil)
  }

  @Test(arguments: [0, 1, 5, 250, UInt64.max - 255])
  func overlapAndContainmentAreThoseOfSetsOfAddresses(base: UInt64) {
    // Every pair of small ranges inside one window, against the sets themselves.
    for a in 0..<6 as Range<UInt64> {
      for sizeA in 0..<5 as Range<UInt64> {
        for b in 0..<6 as Range<UInt64> {
          for sizeB in 0..<5 as Range<UInt64> {
            let first = AddressRange(start: base + a, size: sizeA)
            let second = AddressRange(start: base + b, size: sizeB)
            let setA = Set((0..<sizeA).map { a + $0 })
            let setB = Set((0..<sizeB).map { b + $0 })
            #expect(first.overlaps(second) == !setA.isDisjoint(with: setB))
            let contains = sizeB == 0 ? b >= a && b <= a + sizeA : setA.isSuperset(of: setB)
            #expect(first.contains(second) == contains)
          }
        }
      }
    }
  }

  @Test func aRangeThatWrapsReachesToTheTop() {
    let wrapping = AddressRange(start: .max - 0xFFF, size: 0x10_0000)
    #expect(wrapping.overlaps(AddressRange(start: .max, size: 1)))
    #expect(!wrapping.overlaps(AddressRange(start: 0, size: 0x1000)))
    #expect(!wrapping.contains(AddressRange(start: .max - 1, size: 1)))
    #expect(!AddressRange(start: 0, size: 16).contains(wrapping))
  }

  @Test func roundingUpStaysExactOrSaysNo() {
    #expect(Granule.roundUp(0) == 0)
    #expect(Granule.roundUp(1) == 0x1000)
    #expect(Granule.roundUp(0x1000) == 0x1000)
    #expect(Granule.roundUp(0x1001) == 0x2000)
    #expect(Granule.roundUp(UInt64.max - 0xFFF) == UInt64.max - 0xFFF)
    #expect(Granule.roundUp(.max - 0xFFE) == nil)
    #expect(Granule.isAligned(0x7000))
    #expect(!Granule.isAligned(0x7008))
  }

  @Test func addressesOrderByValueAndWrap() {
    #expect(PhysicalAddress(1) < PhysicalAddress(2))
    #expect(!(PhysicalAddress(.max) < PhysicalAddress(0)))
    #expect(PhysicalAddress(.max).advanced(by: 2) == PhysicalAddress(1))
  }
}
