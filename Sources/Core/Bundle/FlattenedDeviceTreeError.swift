/// Why bytes are not a flattened device tree, or do not hold what a tree must hold.
public enum FlattenedDeviceTreeError: Error, Equatable {
  /// Fewer bytes than the header, or than the header says.
  case truncated
  /// The magic number 0xd00dfeed is not at the start.
  case foreign
  /// Neither version 17 nor one that is compatible with it.
  case unknownVersion(UInt32)
  /// A block's offset or size lies outside the tree or is misaligned.
  case blockOutOfBounds
  /// The list of reserved memory does not end.
  case reservationsWithoutEnd
  /// A token that the format does not define, at this offset of the structure block.
  case unknownToken(offset: UInt32)
  /// The structure block ends inside a node, a name or a property.
  case structureTruncated(offset: UInt32)
  /// A property's name lies outside the strings block.
  case nameOutOfBounds(offset: UInt32)
  /// A property after a child node of the same node.
  case propertyAfterChild(offset: UInt32)
  /// More nodes inside one another than `FlattenedDeviceTree.maximumDepth`.
  case tooDeep(offset: UInt32)
  /// No root node, or more than one.
  case notOneRoot

  /// The reason in words, for the console.
  public var reason: StaticString {
    switch self {
    case .truncated: "the device tree is cut short"
    case .foreign: "not a device tree (no 0xd00dfeed at its start)"
    case .unknownVersion: "the device tree has an unknown version"
    case .blockOutOfBounds: "a block of the device tree lies outside it"
    case .reservationsWithoutEnd: "the device tree's memory reservations have no end"
    case .unknownToken: "the device tree has an unknown token"
    case .structureTruncated: "the device tree's structure is cut short"
    case .nameOutOfBounds: "a property name lies outside the device tree's strings"
    case .propertyAfterChild: "the device tree has a property after a child node"
    case .tooDeep: "the device tree's nodes are nested too deep"
    case .notOneRoot: "the device tree has not exactly one root"
    }
  }
}
