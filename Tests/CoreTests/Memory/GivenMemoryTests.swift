import Core
import Testing

@Suite struct GivenMemoryTests {
  private typealias Window = VirtualMachineConfiguration.Window

  private static let block: UInt64 = 2 << 20

  /// Blocks from that one on; on the board they lie 1 GiB higher.
  private static func window(_ first: UInt64, _ count: UInt64 = 1) -> Window {
    let start = 0x4000_0000 + first * block
    return Window(
      guest: AddressRange(start: start, size: count * block), physical: start + 1 << 30)
  }

  private static func add(_ window: Window, to given: inout GivenMemory) -> ManagementStatus {
    do throws(ManagementStatus) {
      try given.add(window)
      return .done
    } catch {
      return error
    }
  }

  @Test func itIsKnownWhereItWasAndWhereItIs() {
    var given = GivenMemory(limit: 16 * Self.block)
    let results = [Self.window(3, 2), Self.window(9)].map { Self.add($0, to: &given) }
    #expect(results == [.done, .done])
    let (count, size, index) = (given.count, given.size, given.index(of: Self.window(9).guest))
    #expect(count == 2 && size == 3 * Self.block && index == 1)
    let found = given.window(1)
    #expect(found == Self.window(9))
    // Part of one is none.
    let part = given.index(of: Self.window(3).guest)
    #expect(part == nil)
    for (range, expected) in [
      (Self.window(4).physicalRange, true), (Self.window(4).guest, false),
      (AddressRange(start: Self.window(5).physical - 1, size: 1), true),
      (Self.window(5, 4).physicalRange, false), (AddressRange(start: 0, size: .max), true),
    ] {
      let has = given.has(range)
      #expect(has == expected, "\(range)")
    }
    given.remove(Self.window(3, 2))
    let (rest, left) = (given.count, given.size)
    #expect(rest == 1 && left == Self.block)
  }

  @Test func whatCannotBeIsRefusedAndNothingChanges() {
    var given = GivenMemory(limit: 4 * Self.block)
    _ = Self.add(Self.window(2, 2), to: &given)
    var odd = Self.window(8)
    odd.physical += 0x1000
    for (window, expected) in [
      (Window(guest: AddressRange(start: 0x4000_0000, size: 0), physical: 0), .outOfRange),
      (Window(guest: AddressRange(start: 0x4010_0000, size: Self.block), physical: 0), .outOfRange),
      (Window(guest: AddressRange(start: 0x4000_0000, size: 1), physical: 0), .outOfRange),
      (odd, .outOfRange), (Self.window(3), .alreadySo), (Self.window(1, 2), .alreadySo),
      (Self.window(8, 3), .notToGive),
      (Window(guest: AddressRange(start: 0, size: 1 << 62), physical: 0), .alreadySo),
      (Window(guest: AddressRange(start: 1 << 62, size: 1 << 62), physical: 0), .notToGive),
    ] as [(Window, ManagementStatus)] {
      let status = Self.add(window, to: &given)
      let count = given.count
      #expect(count == 1, "\(window)")
      #expect(status == expected, "\(window)")
    }
    let last = Self.add(Self.window(8, 2), to: &given)
    #expect(last == .done)
  }

  @Test func thereAreOnlySoManyPieces() {
    var given = GivenMemory(limit: 1 << 40)
    for number in 0..<UInt64(GivenMemory.mostWindows) {
      let status = Self.add(Self.window(2 * number), to: &given)
      #expect(status == .done)
    }
    let status = Self.add(Self.window(40), to: &given)
    #expect(status == .notToGive)
  }
}
