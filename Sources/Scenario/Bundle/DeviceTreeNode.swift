/// A device tree as a value on the host: what the writer flattens.
///
/// Properties and children keep the order in which they were added.
public struct DeviceTreeNode: Sendable, Equatable {
  public struct Property: Sendable, Equatable {
    public var name: String
    public var value: [UInt8]
  }

  /// The name with its unit address; empty for the root.
  public var name: String
  public private(set) var properties: [Property] = []
  public var children: [DeviceTreeNode] = []

  public init(_ name: String = "") { self.name = name }

  /// Sets a property, replacing one of the same name.
  public mutating func set(_ name: String, bytes: [UInt8]) {
    if let index = properties.firstIndex(where: { $0.name == name }) {
      properties[index].value = bytes
    } else {
      properties.append(Property(name: name, value: bytes))
    }
  }

  /// A property without a value.
  public mutating func set(_ name: String) { set(name, bytes: []) }

  /// 32-bit cells.
  public mutating func set(_ name: String, cells: [UInt32]) {
    set(name, bytes: cells.flatMap { cell in withBigEndianBytes(of: cell) })
  }

  public mutating func set(_ name: String, cell: UInt32) { set(name, cells: [cell]) }

  /// 64-bit numbers, two cells each.
  public mutating func set(_ name: String, numbers: [UInt64]) {
    set(
      name,
      cells: numbers.flatMap { number in
        [UInt32(number >> 32), UInt32(truncatingIfNeeded: number)]
      })
  }

  public mutating func set(_ name: String, number: UInt64) { set(name, numbers: [number]) }

  /// A list of strings, each with its terminating zero.
  public mutating func set(_ name: String, strings: [String]) {
    set(name, bytes: strings.flatMap { string in [UInt8](string.utf8) + [0] })
  }

  public mutating func set(_ name: String, string: String) { set(name, strings: [string]) }
}

func withBigEndianBytes(of word: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { shift in UInt8(truncatingIfNeeded: word >> UInt32(shift)) }
}
