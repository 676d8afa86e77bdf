import Core
import Testing

@Suite struct FlattenedDeviceTreeTests {
  /// Builds small trees by hand, so that Core's reader is not judged by the host's writer.
  struct Raw {
    var structure: [UInt8] = []
    var strings: [UInt8] = []
    var reservations: [UInt64] = [0, 0]
    var header: [UInt32]?
    var version: UInt32 = 17
    var lastCompatible: UInt32 = 16

    static func word(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    mutating func token(_ value: UInt32) { structure += Self.word(value) }

    mutating func text(_ value: String) {
      structure += [UInt8](value.utf8) + [0]
      while structure.count % 4 != 0 { structure.append(0) }
    }

    mutating func begin(_ name: String) {
      token(1)
      text(name)
    }

    mutating func end() { token(2) }

    mutating func property(_ name: String, _ value: [UInt8]) {
      token(3)
      token(UInt32(value.count))
      token(UInt32(strings.count))
      strings += [UInt8](name.utf8) + [0]
      structure += value
      while structure.count % 4 != 0 { structure.append(0) }
    }

    var bytes: [UInt8] {
      let reserved = reservations.flatMap { number in
        Self.word(UInt32(number >> 32)) + Self.word(UInt32(truncatingIfNeeded: number))
      }
      let start = UInt32(40 + reserved.count)
      let names = start + UInt32(structure.count)
      let header: [UInt32] = [
        0xD00D_FEED, names + UInt32(strings.count), start, names, 40, version, lastCompatible, 0,
        UInt32(strings.count), UInt32(structure.count),
      ]
      return header.flatMap(Self.word) + reserved + structure + strings
    }
  }

  static func error(_ bytes: [UInt8]) -> FlattenedDeviceTreeError? {
    do throws(FlattenedDeviceTreeError) {
      _ = try FlattenedDeviceTree(bytes.span.raw)
      return nil
    } catch {
      return error
    }
  }

  static func minimal() -> Raw {
    var raw = Raw()
    raw.begin("")
    raw.end()
    raw.token(9)
    return raw
  }

  @Test func theSmallestTreeIsARootAndNothingElse() throws {
    let bytes = Self.minimal().bytes
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    let child = tree.firstChild(of: tree.root)
    let property = tree.firstProperty(of: tree.root)
    let sibling = tree.nextSibling(of: tree.root)
    #expect(child == nil && property == nil && sibling == nil)
    let count = tree.byteCount
    #expect(count == bytes.count)
  }

  @Test func headersThatDoNotFitAreRefused() {
    #expect(Self.error([]) == .truncated)
    #expect(Self.error([0xD0, 0x0D, 0xFE, 0xED]) == .truncated)
    #expect(Self.error([UInt8](repeating: 0, count: 100)) == .foreign)
    var raw = Self.minimal()
    raw.version = 16
    #expect(Self.error(raw.bytes) == .unknownVersion)
    raw.version = 18
    raw.lastCompatible = 18
    #expect(Self.error(raw.bytes) == .unknownVersion)
    raw.lastCompatible = 17
    #expect(Self.error(raw.bytes) == nil)
    let good = Self.minimal().bytes
    // total size, structure, strings, reservations, sizes of strings and structure
    for (offset, error) in [
      (4, FlattenedDeviceTreeError.truncated), (8, .blockOutOfBounds), (12, .blockOutOfBounds),
      (16, .blockOutOfBounds), (32, .blockOutOfBounds), (36, .blockOutOfBounds),
    ] {
      var bytes = good
      bytes[offset] = 0x7F
      #expect(Self.error(bytes) == error, "at \(offset)")
    }
    var bytes = good
    bytes[11] &+= 2
    #expect(Self.error(bytes) == .blockOutOfBounds)
  }

  @Test func structuresThatTheFormatForbidsAreRefused() {
    var raw = Raw()
    raw.token(9)
    #expect(Self.error(raw.bytes) == .notOneRoot)

    raw = Raw()
    raw.begin("")
    raw.end()
    raw.begin("second")
    raw.end()
    raw.token(9)
    #expect(Self.error(raw.bytes) == .notOneRoot)

    raw = Raw()
    raw.begin("")
    #expect(Self.error(raw.bytes) == .structureTruncated)
    raw.token(9)
    #expect(Self.error(raw.bytes) == .structureTruncated)

    raw = Raw()
    raw.begin("")
    raw.token(7)
    #expect(Self.error(raw.bytes) == .unknownToken)

    raw = Raw()
    raw.end()
    #expect(Self.error(raw.bytes) == .unknownToken)

    raw = Raw()
    raw.property("early", [])
    #expect(Self.error(raw.bytes) == .unknownToken)

    raw = Raw()
    raw.begin("")
    raw.begin("child")
    raw.end()
    raw.property("late", [1])
    raw.end()
    raw.token(9)
    #expect(Self.error(raw.bytes) == .propertyAfterChild)

    raw = Self.minimal()
    raw.reservations = [1, 2]
    // The structure behind it is read as further entries, and none of them is empty.
    #expect(Self.error(raw.bytes) == .reservationsWithoutEnd)

    raw = Raw()
    raw.begin("")
    raw.property("name", [])
    raw.end()
    raw.token(9)
    raw.strings.removeLast()
    #expect(Self.error(raw.bytes) == .nameOutOfBounds)

    raw = Raw()
    raw.begin("")
    raw.token(3)
    raw.token(1000)
    raw.token(0)
    #expect(Self.error(raw.bytes) == .structureTruncated)

    raw = Raw()
    for _ in 0..<FlattenedDeviceTree.maximumDepth { raw.begin("n") }
    for _ in 0..<FlattenedDeviceTree.maximumDepth { raw.end() }
    raw.token(9)
    #expect(Self.error(raw.bytes) == nil)
    raw = Raw()
    for _ in 0...FlattenedDeviceTree.maximumDepth { raw.begin("n") }
    #expect(Self.error(raw.bytes) == .tooDeep)
  }

  @Test func paddingTokensAreSkippedEverywhere() throws {
    var raw = Raw()
    raw.token(4)
    raw.begin("")
    raw.token(4)
    raw.property("a", [0, 0, 0, 1])
    raw.token(4)
    raw.token(4)
    raw.begin("child")
    raw.token(4)
    raw.end()
    raw.token(4)
    raw.end()
    raw.token(4)
    raw.token(9)
    let bytes = raw.bytes
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    let cell = tree.property("a", of: tree.root).flatMap { tree.cell($0) }
    let child = tree.node(atPath: "/child")
    #expect(cell == 1)
    #expect(child != nil)
  }

  @Test func nodesAreFoundByPath() throws {
    let bytes = try Fixture.bytes("soc.dtb")
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    func name(_ path: StaticString) -> String? {
      guard let node = tree.node(atPath: path) else { return nil }
      return Self.text(tree.name(of: node))
    }
    #expect(name("/") == "")
    #expect(name("/memory@80000000") == "memory@80000000")
    #expect(name("/memory") == "memory@80000000")
    #expect(name("/memory@8") == nil)
    #expect(name("/mem") == nil)
    #expect(name("memory") == nil)
    #expect(name("/soc/peripherals/serial@2000") == "serial@2000")
    #expect(name("//soc//peripherals@100000//serial") == "serial@1000")
    #expect(name("/soc/none/serial") == nil)
    let serial = tree.node(atPath: "/soc/peripherals/serial@1000")
    let firstSerial = try #require(serial)
    let (isOne, isOther) = (
      tree.isCompatible(firstSerial, with: "arm,primecell"),
      tree.isCompatible(firstSerial, with: "arm,prime")
    )
    #expect(isOne && !isOther)
    let output = tree.standardOutput
    let secondSerial = tree.node(atPath: "/soc/peripherals/serial@2000")
    #expect(output != nil && output == secondSerial)
  }

  static func text(_ span: RawSpan) -> String {
    var bytes: [UInt8] = []
    var index = 0
    while let byte = span.byte(at: index) {
      bytes.append(byte)
      index += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func theWalkVisitsEveryNodeInOrderWithItsDepth() throws {
    let bytes = try Fixture.bytes("soc.dtb")
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    var visited: [String] = []
    var depth = 0
    var candidate: FlattenedDeviceTree.Node? = tree.root
    while let node = candidate {
      visited.append(String(repeating: "-", count: depth) + Self.text(tree.name(of: node)))
      candidate = tree.next(after: node, depth: &depth)
    }
    #expect(
      visited == [
        "", "-aliases", "-chosen", "-memory@80000000", "-reserved-memory",
        "--firmware@90000000", "--pool", "-cpus", "--cpu@0", "--cpu@100", "--cpu@100000200",
        "--idle-states", "-psci", "-timer", "-soc", "--interrupt-controller@10000000",
        "--peripherals@100000", "---serial@1000", "---serial@2000",
      ])
  }

  @Test func valuesAreReadOnlyWhereTheyAre() throws {
    var raw = Raw()
    raw.begin("")
    raw.property("cells", [0, 0, 0, 1, 0xFF, 0, 0, 2, 9])
    raw.property("text", [UInt8]("ab".utf8) + [0] + [UInt8]("cd".utf8) + [0])
    raw.property("open", [UInt8]("xyz".utf8))
    raw.property("#address-cells", [0, 0, 0, 1])
    raw.property("reg", [0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7])
    raw.end()
    raw.token(9)
    let bytes = raw.bytes
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    func property(_ name: StaticString) throws -> FlattenedDeviceTree.Property {
      let property = tree.property(name, of: tree.root)
      return try #require(property)
    }
    let cells = try property("cells")
    let values = (0..<4).map { tree.cell(cells, at: $0) }
    let negative = tree.cell(cells, at: -1)
    let doubles = [tree.doubleCell(cells), tree.doubleCell(cells, at: 1)]
    #expect(values == [1, 0xFF00_0002, nil, nil])
    #expect(negative == nil)
    #expect(doubles == [0x1_FF00_0002, nil])
    let numbers = [
      tree.number(cells, at: 0, cells: 0), tree.number(cells, at: 1, cells: 1),
      tree.number(cells, at: 0, cells: 3), tree.number(cells, at: 0, cells: 5),
    ]
    #expect(numbers == [0, 0xFF00_0002, nil, nil])

    let text = try property("text")
    let found = (["ab", "cd", "b", ""] as [StaticString]).map { name in
      tree.list(text, contains: name.bytes)
    }
    #expect(found == [true, true, false, false])
    let places = [tree.index(of: "cd", in: text), tree.index(of: "ef", in: text)]
    #expect(places == [1, nil])
    let first = Self.text(tree.string(text))
    #expect(first == "ab")
    let open = try property("open")
    let openText = Self.text(tree.string(open))
    let isListed = tree.list(open, contains: ("xyz" as StaticString).bytes)
    #expect(openText == "xyz")
    #expect(!isListed)
    let name = Self.text(tree.name(of: open))
    #expect(name == "open")

    let counts = tree.cells(ofChildrenOf: tree.root)
    #expect(counts == FlattenedDeviceTree.Cells(address: 1, size: 1))
    let registers = (0..<3).map { tree.register(of: tree.root, at: $0, cells: counts) }
    #expect(registers == [AddressRange(start: 5, size: 6), nil, nil])
    let huge = tree.register(
      of: tree.root, at: 0, cells: FlattenedDeviceTree.Cells(address: .max, size: .max))
    #expect(huge == nil)
    let prefix = tree.property("cell", of: tree.root)
    let longer = tree.property("cellsx", of: tree.root)
    #expect(prefix == nil && longer == nil)
  }

  @Test func reservationsEndWithTheEmptyOne() throws {
    var raw = Self.minimal()
    raw.reservations = [0x8000_0000, 0x1000, 0, 0x10, 0, 0]
    let bytes = raw.bytes
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    let reservations = (0..<4).map { tree.reservation(at: $0) }
    #expect(
      reservations == [
        AddressRange(start: 0x8000_0000, size: 0x1000), AddressRange(start: 0, size: 0x10), nil,
        nil,
      ])
  }

  @Test func handlesOfAnotherTreeGiveNoTrap() throws {
    let large = try Fixture.bytes("qemu-virt-4.dtb")
    let small = Self.minimal().bytes
    let largeTree = try FlattenedDeviceTree(large.span.raw)
    let smallTree = try FlattenedDeviceTree(small.span.raw)
    var depth = 0
    var candidate: FlattenedDeviceTree.Node? = largeTree.root
    var names = 0
    while let node = candidate {
      names += smallTree.name(of: node).byteCount
      _ = smallTree.firstChild(of: node)
      _ = smallTree.nextSibling(of: node)
      if let property = largeTree.firstProperty(of: node) {
        _ = smallTree.cell(property)
        _ = smallTree.string(property)
        _ = smallTree.name(of: property)
        _ = smallTree.nextProperty(after: property)
      }
      candidate = largeTree.next(after: node, depth: &depth)
    }
    #expect(names == 0)
  }
}
