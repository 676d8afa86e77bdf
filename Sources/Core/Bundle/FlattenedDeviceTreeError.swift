/// Why bytes are not a flattened device tree, or do not hold what a tree must hold.
public enum FlattenedDeviceTreeError: Error {
  /// Fewer bytes than the header, or than the header says.
  case truncated
  /// The magic number 0xd00dfeed is not at the start.
  case foreign
  /// Neither version 17 nor one that is compatible with it.
  case unknownVersion
  /// A block's offset or size lies outside the tree or is misaligned.
  case blockOutOfBounds
  /// The list of reserved memory does not end.
  case reservationsWithoutEnd
  /// A token that the format does not define.
  case unknownToken
  /// The structure block ends inside a node, a name or a property.
  case structureTruncated
  /// A property's name lies outside the strings block.
  case nameOutOfBounds
  /// A property after a child node of the same node.
  case propertyAfterChild
  /// More nodes inside one another than `FlattenedDeviceTree.maximumDepth`.
  case tooDeep
  /// No root node, or more than one.
  case notOneRoot
}
