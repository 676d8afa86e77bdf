internal import Core

/// Flattens a device tree (Devicetree Specification 0.4, chapter 5), version 17.
public struct FlattenedDeviceTreeWriter {
  private var structure: [UInt8] = []
  private var strings: [UInt8] = []
  private var stringOffsets: [String: UInt32] = [:]

  private init() {}

  /// The bytes of the tree with `root` as its root and the given memory reservations (address, size).
  public static func flatten(
    _ root: DeviceTreeNode, reservations: [(address: UInt64, size: UInt64)] = [],
    bootCore: UInt32 = 0
  ) -> [UInt8] {
    var writer = FlattenedDeviceTreeWriter()
    writer.append(root)
    writer.append(FlattenedDeviceTreeHeader.end)
    var reserved: [UInt8] = []
    for (address, size) in reservations + [(address: 0, size: 0)] {
      for number in [address, size] {
        reserved += withBigEndianBytes(of: UInt32(number >> 32))
        reserved += withBigEndianBytes(of: UInt32(truncatingIfNeeded: number))
      }
    }
    let reservationsOffset = FlattenedDeviceTreeHeader.byteCount
    let structureOffset = reservationsOffset + reserved.count
    let stringsOffset = structureOffset + writer.structure.count
    let total = (stringsOffset + writer.strings.count + 7) & ~7
    let header = [
      FlattenedDeviceTreeHeader.magic, UInt32(total), UInt32(structureOffset),
      UInt32(stringsOffset), UInt32(reservationsOffset), 17, 16, bootCore,
      UInt32(writer.strings.count), UInt32(writer.structure.count),
    ]
    var bytes = header.flatMap { word in withBigEndianBytes(of: word) }
    bytes += reserved
    bytes += writer.structure
    bytes += writer.strings
    bytes += [UInt8](repeating: 0, count: total - bytes.count)
    return bytes
  }

  private mutating func append(_ node: DeviceTreeNode) {
    append(FlattenedDeviceTreeHeader.beginNode)
    structure += [UInt8](node.name.utf8) + [0]
    pad()
    for property in node.properties {
      append(FlattenedDeviceTreeHeader.property)
      append(UInt32(property.value.count))
      append(offset(of: property.name))
      structure += property.value
      pad()
    }
    for child in node.children { append(child) }
    append(FlattenedDeviceTreeHeader.endNode)
  }

  private mutating func append(_ word: UInt32) {
    structure += withBigEndianBytes(of: word)
  }

  private mutating func pad() {
    while structure.count % 4 != 0 { structure.append(0) }
  }

  private mutating func offset(of name: String) -> UInt32 {
    if let offset = stringOffsets[name] { return offset }
    let offset = UInt32(strings.count)
    strings += [UInt8](name.utf8) + [0]
    stringOffsets[name] = offset
    return offset
  }
}
