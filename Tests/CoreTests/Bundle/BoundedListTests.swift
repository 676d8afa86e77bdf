import Core
import Testing

@Suite struct BoundedListTests {
  @Test func aFullListRefusesMore() {
    var list = BoundedList<2, Int>(filler: 0)
    let empty = list.isEmpty
    let appended = [list.append(5), list.append(6), list.append(7)]
    let (full, count, second) = (list.isFull, list.count, list[1])
    #expect(empty)
    #expect(appended == [true, true, false])
    #expect(full && count == 2 && second == 6)
    let found = [list.contains(6), list.contains(7)]
    #expect(found == [true, false])
    list[1] = 9
    let replaced = list[1]
    #expect(replaced == 9)
    list.removeAll()
    let after = list.count
    #expect(after == 0)
  }
}

@Suite struct AddressRangeTests {
  @Test func rangesNearTheEndOfAddressesDoNotWrap() {
    let last = AddressRange(start: UInt64.max - 0xFFF, size: 0x1000)
    let low = AddressRange(start: 0, size: 0x1000)
    let wrapping = AddressRange(start: UInt64.max - 0xFFF, size: 0x2000)
    #expect(last.end == nil)
    #expect(!last.overlaps(low))
    #expect(wrapping.overlaps(last))
    #expect(!wrapping.overlaps(low))
    #expect(!low.contains(wrapping))
    #expect(low.end == 0x1000)
  }

  @Test func touchingRangesDoNotOverlap() {
    let first = AddressRange(start: 0x1000, size: 0x1000)
    #expect(!first.overlaps(AddressRange(start: 0x2000, size: 1)))
    #expect(!first.overlaps(AddressRange(start: 0xFFF, size: 1)))
    #expect(first.overlaps(AddressRange(start: 0x1FFF, size: 1)))
    #expect(!first.overlaps(AddressRange(start: 0x1800, size: 0)))
    #expect(first.contains(AddressRange(start: 0x1000, size: 0x1000)))
    #expect(!first.contains(AddressRange(start: 0x1000, size: 0x1001)))
    #expect(!first.contains(AddressRange(start: 0xFFF, size: 2)))
  }
}
