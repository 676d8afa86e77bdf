import Core
import TestSupport
import Testing

private let page: UInt64 = 0x1000
private let block2MiB: UInt64 = 0x20_0000
private let block1GiB: UInt64 = 0x4000_0000

@Suite struct TranslationTableTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let inputBits: Int
    let startLevel: Int
    let rootTables: Int
    var testDescription: String { "\(inputBits) bits" }

    func table(in tables: inout FakeTables) -> TranslationTable {
      TranslationTable(
        root: tables.makeRoot(rootTables), startLevel: startLevel, inputBits: inputBits)
    }
  }
  static let shapes = [
    Shape(inputBits: 32, startLevel: 1, rootTables: 1),
    Shape(inputBits: 39, startLevel: 1, rootTables: 1),
    Shape(inputBits: 40, startLevel: 1, rootTables: 2),
    Shape(inputBits: 42, startLevel: 1, rootTables: 8),
    Shape(inputBits: 44, startLevel: 0, rootTables: 1),
    Shape(inputBits: 48, startLevel: 0, rootTables: 1),
  ]

  /// The rules of a guest's table, whose outputs may be shared here: the random mappings overlap on purpose.
  private func check(
    _ table: TranslationTable, _ rootTables: Int, _ tables: inout FakeTables
  ) throws {
    var seen: Set<UInt64> = []
    try table.checkInvariants(
      in: &tables, rootTables: rootTables, isKnown: { $0.isForGuests },
      claimTable: { seen.insert($0.rawValue).inserted }, claimOutput: { _, _ in true })
  }

  @Test(arguments: shapes, 0..<6 as Range<UInt64>)
  func randomMappingsAreThoseOfTheModel(shape: Shape, seed: UInt64) throws {
    var random = SplitMix(state: seed &* 64 &+ UInt64(shape.inputBits))
    var tables = FakeTables()
    let table = shape.table(in: &tables)
    var model = MappingModel()
    let end = UInt64(1) << UInt64(shape.inputBits)
    // Places where something changes: ends of the input space, of entries, of concatenated roots.
    let places = [
      0, block2MiB, block1GiB, block1GiB * 3, end / 2, end - block1GiB * 2, end - block2MiB,
    ]
    let attributes: [TranslationTable.Attributes] = [.guestMemory, .guestFlash, .guestDevice]
    for step in 0..<600 {
      let unit =
        [page, page, block2MiB, block2MiB, block1GiB].randomElement(using: &random) ?? page
      let place = places.randomElement(using: &random) ?? 0
      let input = place &+ UInt64.random(in: 0..<5, using: &random) &* unit
      let size =
        UInt64.random(in: 1...4, using: &random) &* unit
        &+ (Bool.random(using: &random) ? 0 : page &* .random(in: 0...600, using: &random))
      guard input &+ size <= end else {
        #expect(throws: TranslationTableError.outOfRange) {
          try table.unmap(input, size: size, in: &tables)
        }
        continue
      }
      let range = input..<input + size
      if Int.random(in: 0..<3, using: &random) == 0 {
        try table.unmap(input, size: size, in: &tables)
        model.unmap(range)
      } else {
        let output = UInt64.random(in: 0..<0x8_0000, using: &random) &* unit & 0xFFFF_FFFF_F000
        guard output + size <= 1 << 48 else { continue }
        let attribute = attributes.randomElement(using: &random) ?? .guestMemory
        if model.overlaps(range) {
          // A refused mapping may leave a part behind, so it is tried on a copy.
          var copy = tables
          #expect(throws: TranslationTableError.alreadyMapped) {
            try table.map(
              input, to: PhysicalAddress(output), size: size, attributes: attribute, in: &copy)
          }
          continue
        }
        try table.map(
          input, to: PhysicalAddress(output), size: size, attributes: attribute, in: &tables)
        model.map(range, to: output, attribute)
      }
      // The edges of what changed, and somewhere.
      let probes = [
        input, input + size - 1, input &- 1, input + size, input + size / 2,
        places.randomElement(using: &random) ?? 0, .random(in: 0..<end, using: &random),
      ]
      for probe in probes where probe < end { compare(probe, table, &tables, model) }
      if step % 50 == 0 { try check(table, shape.rootTables, &tables) }
    }
    for segment in model.segments {
      for probe in [segment.input.lowerBound, segment.input.upperBound - 1] {
        compare(probe, table, &tables, model)
      }
    }
    try check(table, shape.rootTables, &tables)
    // Everything away again.
    try table.unmap(0, size: end, in: &tables)
    for segment in model.segments {
      #expect(table.translate(segment.input.lowerBound, in: &tables) == nil)
    }
  }

  private func compare(
    _ probe: UInt64, _ table: TranslationTable, _ tables: inout FakeTables, _ model: MappingModel
  ) {
    let found = table.translate(probe, in: &tables)
    let expected = model.translate(probe)
    #expect(found?.output.rawValue == expected?.output, "at \(String(probe, radix: 16))")
    #expect(found?.attributes == expected?.attributes)
  }

  @Test func theLargestBlockThatFitsIsTaken() throws {
    var tables = FakeTables()
    let table = Self.shapes[1].table(in: &tables)
    // Two whole 1 GiB blocks: no further table.
    try table.map(
      block1GiB, to: PhysicalAddress(block1GiB * 5), size: block1GiB * 2, attributes: .guestMemory,
      in: &tables)
    #expect(tables.allocated == 0)
    // 2 MiB blocks where the output is aligned to no more.
    try table.map(
      block1GiB * 4, to: PhysicalAddress(block2MiB), size: block1GiB, attributes: .guestMemory,
      in: &tables)
    #expect(tables.allocated == 1)
    // A page before, a block, a page behind: one level-2 table, two of level 3.
    try table.map(
      block1GiB * 6 + block2MiB - page, to: PhysicalAddress(block2MiB - page),
      size: block2MiB + 2 * page, attributes: .guestMemory, in: &tables)
    #expect(tables.allocated == 4)
  }

  @Test func descriptorsAreThoseOfTheArchitecture() throws {
    var tables = FakeTables()
    let root = tables.makeRoot(1)
    let table = TranslationTable(root: root, startLevel: 1, inputBits: 39)
    try table.map(
      block1GiB, to: PhysicalAddress(block1GiB * 2), size: block1GiB, attributes: .guestMemory,
      in: &tables)
    // Block, MemAttr 0b1111, S2AP 0b11, SH 0b11, AF.
    #expect(
      tables.readDescriptor(at: root.advanced(by: 8)) == 0x8000_0000 | 0x1 | 0x3C | 0xC0 | 0x300
        | 0x400
    )
    try table.map(
      0, to: PhysicalAddress(0x900_0000), size: page, attributes: .guestDevice, in: &tables)
    let level2 = tables.readDescriptor(at: root)
    #expect(level2 & 0xFFF == 3)
    let level3 = tables.readDescriptor(at: PhysicalAddress(level2 & ~0xFFF))
    #expect(level3 & 0xFFF == 3)
    // Page, MemAttr 0b0001, S2AP 0b11, AF, XN.
    #expect(
      tables.readDescriptor(at: PhysicalAddress(level3 & ~0xFFF))
        == 0x900_0000 | 0x3 | 0x4 | 0xC0 | 0x400 | 1 << 54)
    // Flash: readable and executable, never writable.
    try table.map(
      page, to: PhysicalAddress(0x1_0000), size: page, attributes: .guestFlash, in: &tables)
    let flash = tables.readDescriptor(at: PhysicalAddress(level3 & ~0xFFF).advanced(by: 8))
    #expect(flash == 0x1_0000 | 0x3 | 0x3C | 0x40 | 0x300 | 0x400)
  }

  @Test func attributesKeepWriteAndExecuteApart() {
    typealias Attributes = TranslationTable.Attributes
    let (readOnly, never): (UInt64, UInt64) = (1 << 7, 1 << 54)
    // EL2 stage 1: AP[2] at bit 7 forbids writing, XN at bit 54 executing; every mapping has the access flag, and bit 6
    // (AP[1]) is RES1 at EL2.
    for attribute in [
      Attributes.hypervisorText, .hypervisorReadOnly, .hypervisorData, .hypervisorDevices,
    ] {
      #expect(attribute.isForHypervisor && !attribute.isForGuests)
      #expect(attribute.rawValue & (readOnly | never) != 0)
      #expect(attribute.rawValue & (1 << 10 | 1 << 6) == 1 << 10 | 1 << 6)
    }
    #expect(Attributes.hypervisorText.rawValue & (readOnly | never | 1 << 50) == readOnly | 1 << 50)
    #expect(Attributes.hypervisorReadOnly.rawValue & (readOnly | never) == readOnly | never)
    #expect(Attributes.hypervisorData.rawValue & (readOnly | never) == never)
    #expect(Attributes.hypervisorDevices.rawValue & (readOnly | never) == never)
    // The index picks what MAIR_EL2 says there: Device-nGnRE (0x04) or Normal write-back (0xFF).
    func memory(_ attributes: Attributes) -> UInt64 {
      Attributes.memoryAttributes >> ((attributes.rawValue >> 2 & 7) * 8) & 0xFF
    }
    #expect(memory(.hypervisorDevices) == 0x04)
    #expect(memory(.hypervisorText) == 0xFF && memory(.hypervisorData) == 0xFF)
    #expect(Attributes.guestDevice.rawValue & never != 0)
    #expect(Attributes.guestFlash.rawValue & 0xC0 == 0x40)
    // Type and address never come from attributes.
    #expect(Attributes(rawValue: .max).rawValue == 0xFFFF_0000_0000_0FFC)
  }

  @Test func whatIsNotAlignedOrTooFarIsRefusedAndTouchesNothing() throws {
    var tables = FakeTables()
    let table = Self.shapes[1].table(in: &tables)
    let before = tables.words
    let end = UInt64(1) << 39
    func map(_ input: UInt64, _ output: UInt64, _ size: UInt64) throws(TranslationTableError) {
      try table.map(
        input, to: PhysicalAddress(output), size: size, attributes: .guestMemory, in: &tables)
    }
    for (input, output, size) in [
      (1, 0, page), (0, 8, page), (0, 0, page + 1), (0, 0, 0), (UInt64.max, 0, page),
    ] as [(UInt64, UInt64, UInt64)] {
      #expect(throws: TranslationTableError.misaligned) { try map(input, output, size) }
    }
    for (input, output, size) in [
      (end, 0, page), (end - page, 0, 2 * page), (0, 0, end + page), (.max - page + 1, 0, page),
      (.max - page + 1, 0, 2 * page), (0, 1 << 48, page), (0, (1 << 48) - page, 2 * page),
      (0, .max - page + 1, page), (page, 0, 0 &- page),
    ] as [(UInt64, UInt64, UInt64)] {
      #expect(throws: TranslationTableError.outOfRange) { try map(input, output, size) }
    }
    #expect(throws: TranslationTableError.misaligned) {
      try table.unmap(4, size: page, in: &tables)
    }
    #expect(throws: TranslationTableError.outOfRange) {
      try table.unmap(end, size: page, in: &tables)
    }
    #expect(tables.words == before)
    #expect(table.translate(end, in: &tables) == nil)
    #expect(table.translate(.max, in: &tables) == nil)
    // The last page there is, to the last page there is.
    try map(end - page, (1 << 48) - page, page)
    #expect(table.translate(end - 1, in: &tables)?.output == PhysicalAddress((1 << 48) - 1))
  }

  @Test func runningOutOfFramesIsAnError() throws {
    var tables = FakeTables(limit: 1)
    let table = Self.shapes[1].table(in: &tables)
    #expect(throws: TranslationTableError.outOfFrames) {
      try table.map(
        0, to: PhysicalAddress(0), size: page, attributes: .guestMemory, in: &tables)
    }
    var other = FakeTables(limit: 0)
    let second = Self.shapes[1].table(in: &other)
    try second.map(
      0, to: PhysicalAddress(0), size: block1GiB, attributes: .guestMemory, in: &other)
    // Splitting needs a table too.
    #expect(throws: TranslationTableError.outOfFrames) {
      try second.unmap(0, size: page, in: &other)
    }
    #expect(second.translate(page, in: &other)?.output == PhysicalAddress(page))
  }

  @Test func splittingABlockKeepsTheRest() throws {
    var tables = FakeTables()
    let table = Self.shapes[1].table(in: &tables)
    try table.map(
      0, to: PhysicalAddress(block1GiB), size: block1GiB, attributes: .guestFlash, in: &tables)
    try table.unmap(block2MiB + page, size: page, in: &tables)
    #expect(tables.allocated == 2)
    #expect(table.translate(block2MiB + page, in: &tables) == nil)
    for input in [0, block2MiB - 1, block2MiB, block2MiB + 2 * page, block1GiB - 1] {
      let found = table.translate(input, in: &tables)
      #expect(found?.output.rawValue == block1GiB + input)
      #expect(found?.attributes == .guestFlash)
    }
    // What was taken out can be given again, elsewhere.
    try table.map(
      block2MiB + page, to: PhysicalAddress(0x5000), size: page, attributes: .guestMemory,
      in: &tables)
    #expect(table.translate(block2MiB + page + 7, in: &tables)?.output.rawValue == 0x5007)
  }

  @Test func theInvariantCheckerFindsWhatItIsThereFor() throws {
    typealias Rule = TranslationTable.BrokenRule
    func broken(_ change: (inout FakeTables, PhysicalAddress) -> Void) -> Rule? {
      var tables = FakeTables()
      let root = tables.makeRoot(1)
      let table = TranslationTable(root: root, startLevel: 1, inputBits: 39)
      var seen: Set<UInt64> = []
      do throws(Rule) {
        do throws(TranslationTableError) {
          try table.map(
            0, to: PhysicalAddress(0), size: page, attributes: .guestMemory, in: &tables)
        } catch { return nil }
        change(&tables, root)
        try table.checkInvariants(
          in: &tables, rootTables: 1, isKnown: { $0.isForGuests },
          claimTable: { seen.insert($0.rawValue).inserted },
          claimOutput: { output, size in output.rawValue + size <= 0x10_0000_0000 })
        return nil
      } catch { return error }
    }
    let normal: UInt64 = TranslationTable.Attributes.guestMemory.rawValue
    #expect(broken { _, _ in } == nil)
    #expect(
      broken { $0.writeDescriptor($0.readDescriptor(at: $1), at: $1.advanced(by: 8)) }
        == .sharedTable(PhysicalAddress(FakeTables.base + 0x1000)))
    #expect(
      broken { $0.writeDescriptor($1.rawValue | 3, at: $1.advanced(by: 16)) }
        == .sharedTable(PhysicalAddress(FakeTables.base)))
    #expect(
      broken { $0.writeDescriptor(0x20_0000 | normal | 1, at: $1.advanced(by: 8)) }
        == .misalignedBlock(0x20_0000 | normal | 1, level: 1))
    let writable = TranslationTable.Attributes(rawValue: normal | 1 << 55)
    #expect(
      broken { $0.writeDescriptor(writable.rawValue | 1, at: $1.advanced(by: 8)) }
        == .unknownAttributes(writable))
    #expect(
      broken { $0.writeDescriptor(0x10_0000_0000 | normal | 1, at: $1.advanced(by: 8)) }
        == .foreignOutput(PhysicalAddress(0x10_0000_0000), size: block1GiB))
    let level3 = PhysicalAddress(FakeTables.base + 0x2000)
    #expect(
      broken { tables, _ in tables.writeDescriptor(normal | 1, at: level3.advanced(by: 8)) }
        == .reservedDescriptor(normal | 1, level: 3))
    #expect(
      broken { $0.writeDescriptor($0.readDescriptor(at: $1) | 1 << 59, at: $1) }
        == .tableWithAttributes((FakeTables.base + 0x1000) | 3 | 1 << 59))
  }

  @Test func twoMachinesWithMemoryOfTheirOwnShareNothing() throws {
    var tables = FakeTables()
    var seen: Set<UInt64> = []
    var claimed: [AddressRange] = []
    for machine in 0..<4 as Range<UInt64> {
      let table = Self.shapes[2].table(in: &tables)
      try table.map(
        block1GiB, to: PhysicalAddress(0x8_0000_0000 + machine * block1GiB),
        size: block1GiB - machine * page, attributes: .guestMemory, in: &tables)
      try table.checkInvariants(
        in: &tables, rootTables: 2, isKnown: { $0.isForGuests },
        claimTable: { seen.insert($0.rawValue).inserted },
        claimOutput: { output, size in
          let range = AddressRange(start: output.rawValue, size: size)
          defer { claimed.append(range) }
          return !claimed.contains { $0.overlaps(range) }
        })
    }
    #expect(claimed.count > 4)
  }
}
