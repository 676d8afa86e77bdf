import Core
import Testing

@Suite struct BundleTests {
  struct Entry {
    var kind: UInt32 = 3
    var reserved: UInt32 = 0
    var start: UInt64
    var count: UInt64
    var tail: UInt64 = 0
  }

  static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  /// A bundle of parts filled with 0x5A, laid out by hand; the table's digest is right.
  static func bundle(_ entries: [Entry], length: UInt64 = 0x4000) -> [UInt8] {
    var bytes = [UInt8](repeating: 0x5A, count: Int(length))
    let span = bytes
    var table: [UInt8] = []
    for entry in entries {
      table += little(UInt64(entry.kind), 4) + little(UInt64(entry.reserved), 4)
      table += little(entry.start, 8) + little(entry.count, 8)
      let inside = entry.start <= length && entry.count <= length - entry.start
      let digest = SHA256.digest(
        of: span.span.raw.extracting(
          inside ? Int(entry.start)..<Int(entry.start + entry.count) : 0..<0))
      table += (0..<32).map { digest.byte(at: $0) } + little(entry.tail, 8)
    }
    let digest = SHA256.digest(of: table.span.raw)
    var header = [UInt8]("MARTLETB".utf8) + little(1, 4) + little(UInt64(entries.count), 4)
    header += little(length, 8) + little(0, 8)
    header += (0..<32).map { digest.byte(at: $0) } + [UInt8](repeating: 0, count: 32)
    bytes.replaceSubrange(0..<(header.count + table.count), with: header + table)
    return bytes
  }

  static let good = [
    Entry(kind: 1, start: 0x1000, count: 0x123), Entry(start: 0x2000, count: 0x1000),
    Entry(kind: 5, start: 0x3000, count: 0),
  ]

  static func error(_ bytes: [UInt8]) -> BundleError? {
    do throws(BundleError) {
      let bundle = try Bundle(bytes.span.raw)
      try bundle.verify()
      return nil
    } catch {
      return error
    }
  }

  @Test func aGoodBundleIsRead() throws {
    let bytes = Self.bundle(Self.good) + [1, 2, 3]
    let bundle = try Bundle(bytes.span.raw)
    try bundle.verify()
    let parts = (0..<4).map { bundle.part(at: $0) }
    #expect(parts.map { $0?.kind } == [.configuration, .payload, .bootFlash, nil])
    #expect(parts.map { $0?.count } == [0x123, 0x1000, 0, nil])
    let contents = bundle.configuration.byteCount
    let second = bundle.contents(of: try #require(parts[1])).byte(at: 0xFFF)
    #expect(contents == 0x123)
    #expect(second == 0x5A)
    let total = bundle.byteCount
    #expect(total == 0x4000)
  }

  @Test func whatIsWrongIsSaid() {
    func changed(_ change: (inout [Entry]) -> Void) -> BundleError? {
      var entries = Self.good
      change(&entries)
      return Self.error(Self.bundle(entries))
    }
    #expect(changed { _ in } == nil)
    #expect(changed { $0 = [] } == .configurationMissing)
    #expect(changed { $0.removeFirst() } == .configurationMissing)
    #expect(changed { $0[1].kind = 1 } == .secondConfiguration)
    #expect(changed { $0[1].kind = 6 } == .unknownPart)
    #expect(changed { $0[2].reserved = 1 } == .unknownPart)
    #expect(changed { $0[2].tail = 1 } == .unknownPart)
    #expect(changed { $0[1].start = 0x2008 } == .misalignedPart)
    #expect(changed { $0[1].start = 0x1000 } == .overlappingPart)
    #expect(changed { $0[0].start = 0 } == .overlappingPart)
    #expect(changed { $0[1].count = 0x1001 } == .overlappingPart)
    #expect(changed { $0[2].count = 0x1001 } == .partOutOfBounds)
    #expect(changed { $0[2].start = 0x5000 } == .partOutOfBounds)
    #expect(changed { $0[2].start = UInt64.max & ~0xFFF } == .partOutOfBounds)
    #expect(changed { $0[2].count = UInt64.max } == .partOutOfBounds)

    var bytes = Self.bundle(Self.good)
    bytes[0x2FFF] ^= 1
    #expect(Self.error(bytes) == .damagedPart)
    bytes = Self.bundle(Self.good)
    bytes[96] ^= 1
    #expect(Self.error(bytes) == .damagedTable)
    bytes = Self.bundle(Self.good)
    bytes[0] ^= 1
    #expect(Self.error(bytes) == .foreign)
    bytes = Self.bundle(Self.good)
    bytes[8] = 2
    #expect(Self.error(bytes) == .unknownVersion)
    bytes = Self.bundle(Self.good)
    bytes[13] = 2
    #expect(Self.error(bytes) == .tooManyParts)
    bytes = Self.bundle(Self.good)
    #expect(Self.error([UInt8](bytes[..<0x3FFF])) == .truncated)
    #expect(Self.error([UInt8](bytes[..<20])) == .truncated)
    #expect(Self.error([]) == .truncated)
    bytes[16] = 100
    bytes[17] = 0
    #expect(Self.error(bytes) == .truncated)
  }

  @Test func everyErrorHasItsReason() {
    let errors = (UInt8(0)...255).compactMap { BundleError(rawValue: $0) }
    #expect(errors.count == 12)
    #expect(Set(errors.map { $0.reason.text }).count == errors.count)
    #expect(BundleError.truncated.reason.text == "the bundle is cut short")
    #expect(BundleError.damagedTable.reason.text == "the bundle's part table is damaged")
    #expect(BundleError.damagedPart.reason.text == "a bundle part is damaged (wrong SHA-256)")
  }
}
