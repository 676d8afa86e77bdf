import Core

/// Translation tables in an array, as physical memory from `base`.
struct FakeTables: TableMemory {
  static let base: UInt64 = 0x8000_0000
  private(set) var words: [UInt64] = []
  /// Tables that may still be allocated.
  var left: Int
  private(set) var allocated = 0

  init(limit: Int = .max) { left = limit }

  /// The root of a table: `count` tables in a row, aligned to their total size.
  mutating func makeRoot(_ count: Int) -> PhysicalAddress {
    while (words.count * 8) % (count * 4096) != 0 { words.append(.max) }
    let root = PhysicalAddress(Self.base + UInt64(words.count * 8))
    words.append(contentsOf: repeatElement(0, count: count * 512))
    return root
  }

  mutating func allocateTable() -> PhysicalAddress? {
    guard left > 0 else { return nil }
    left -= 1
    allocated += 1
    return makeRoot(1)
  }

  mutating func readDescriptor(at address: PhysicalAddress) -> UInt64 { words[index(address)] }

  mutating func writeDescriptor(_ value: UInt64, at address: PhysicalAddress) {
    words[index(address)] = value
  }

  private func index(_ address: PhysicalAddress) -> Int {
    precondition(address.rawValue % 8 == 0)
    return Int(address.rawValue - Self.base) / 8
  }
}
