import Core
import Testing

/// A VM whose stage 2 has the window, with two functions of two blocks each.
private final class WindowFixture {
  var tables: FakeTables
  let bus = PCIBusTests.bus(slots: [2, 3])
  let translation: TranslationTable
  var window: PCIMemoryWindow
  var invalidations = 0

  init() throws {
    var tables = FakeTables()
    translation = TranslationTable(root: tables.makeRoot(2), startLevel: 1, inputBits: 40)
    let table = try #require(WindowFixture.table(&tables))
    try translation.attach(table, at: PCIPlatform.memoryBase, in: &tables)
    window = PCIMemoryWindow(table: table)
    for slot in [2, 3] {
      let content = try #require(WindowFixture.table(&tables))
      let inside = TranslationTable(root: content, startLevel: 2, inputBits: 30)
      // A page that can only be read, pages behind it, and a block.
      let base = UInt64(slot) << 28
      try inside.map(
        0, to: PhysicalAddress(base), size: 4096, attributes: .guestReadOnly, in: &tables)
      try inside.map(
        4096, to: PhysicalAddress(base + 4096), size: (4 << 20) - 4096, attributes: .guestData,
        in: &tables)
      window.setContent(content, of: slot)
    }
    self.tables = tables
  }

  static func table(_ tables: inout FakeTables) -> PhysicalAddress? { tables.allocateTable() }

  func settle() -> Bool {
    var count = 0
    let hasChanged = window.settle(&bus.bus, in: &tables) { count += 1 }
    invalidations += count
    return hasChanged
  }

  func write(_ slot: Int, _ register: UInt64, _ value: UInt64) {
    if bus.write(PCIBusTests.place(slot, register), size: 4, value: value).memoryMoved {
      _ = settle()
    }
  }

  /// What the guest sees at an offset of the window.
  func output(_ offset: UInt64) -> UInt64? {
    translation.translate(PCIPlatform.memoryBase + offset, in: &tables)?.output.rawValue
  }
}

@Suite struct PCIMemoryWindowTests {
  private static let block: UInt64 = 2 << 20

  @Test func memoryIsWhereTheBARSaysWithItsPermissions() throws {
    let fixture = try WindowFixture()
    #expect(fixture.settle())
    #expect(!fixture.settle())
    let at = 2 * UInt64(4 << 20)
    #expect(fixture.output(at) == 0x2000_0000)
    #expect(fixture.output(at + 0x1234) == 0x2000_1234)
    #expect(fixture.output(at + Self.block) == 0x2020_0000)
    #expect(fixture.output(at + 2 * Self.block) == 0x3000_0000)
    #expect(fixture.output(at - 8) == nil)
    let first = fixture.translation.translate(PCIPlatform.memoryBase + at, in: &fixture.tables)
    #expect(first?.attributes == .guestReadOnly)
    #expect(fixture.invalidations == 0)
  }

  @Test func aMoveTakesNoTableAndForgetsTheOldPlace() throws {
    let fixture = try WindowFixture()
    _ = fixture.settle()
    let tables = fixture.tables.allocated
    for step: UInt64 in 0..<100 {
      let place = (step % 50 + 10) * 4 << 20
      fixture.write(2, 0x18, place)
      #expect(fixture.output(place) == 0x2000_0000)
      #expect(fixture.output(place + Self.block) == 0x2020_0000)
      #expect(fixture.output(3 * 4 << 20) == 0x3000_0000)
    }
    #expect(fixture.output(2 * 4 << 20) == nil)
    #expect(fixture.tables.allocated == tables)
    #expect(fixture.invalidations == 100)
  }

  @Test func whatDoesNotFitIsNotShown() throws {
    let fixture = try WindowFixture()
    _ = fixture.settle()
    // Onto the other's memory, and away again.
    fixture.write(2, 0x18, 3 * 4 << 20)
    #expect(fixture.output(3 * 4 << 20) == 0x3000_0000)
    #expect(fixture.output(2 * 4 << 20) == nil)
    // The other leaves, and the first appears in its place.
    fixture.write(3, 0x04, 0)
    #expect(fixture.output(3 * 4 << 20) == 0x2000_0000)
    // Below and behind the window.
    for high: UInt64 in [0, 0x7F, 0x81, 0xFFFF_FFFF] {
      fixture.write(2, 0x1C, high)
      #expect(fixture.output(3 * 4 << 20) == nil)
    }
    fixture.write(2, 0x1C, 0x80)
    #expect(fixture.output(3 * 4 << 20) == 0x2000_0000)
    fixture.write(2, 0x18, 0x4000_0000)
    #expect(fixture.output(3 * 4 << 20) == nil)
    // The last place in the window.
    fixture.write(2, 0x18, 0x3FC0_0000)
    #expect(fixture.output(0x3FE0_0000) == 0x2020_0000)
  }

  @Test func withoutABusNothingHappens() {
    let bus = PCIBusTests.bus()
    var tables = FakeTables()
    var window = PCIMemoryWindow(table: nil)
    let hasChanged = window.settle(&bus.bus, in: &tables) { Issue.record("nothing was removed") }
    #expect(!hasChanged)
  }

  @Test func aTableIsAttachedAtEitherStartLevelAndOnlyOnce() throws {
    for (level, bits) in [(1, 40), (0, 48)] {
      var tables = FakeTables()
      let translation = TranslationTable(
        root: tables.makeRoot(2), startLevel: level, inputBits: bits)
      let next = try #require(WindowFixture.table(&tables))
      try translation.attach(next, at: PCIPlatform.memoryBase, in: &tables)
      tables.writeDescriptor(0x5000_0000 | 1, at: next.advanced(by: 8))
      let found = translation.translate(PCIPlatform.memoryBase + 0x20_0010, in: &tables)
      #expect(found?.output.rawValue == 0x5000_0010)
      #expect(throws: TranslationTableError.alreadyMapped) {
        try translation.attach(next, at: PCIPlatform.memoryBase, in: &tables)
      }
    }
    var tables = FakeTables()
    let small = TranslationTable(root: tables.makeRoot(1), startLevel: 1, inputBits: 39)
    #expect(throws: TranslationTableError.outOfRange) {
      try small.attach(PhysicalAddress(0), at: PCIPlatform.memoryBase, in: &tables)
    }
  }
}
