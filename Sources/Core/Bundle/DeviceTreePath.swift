/// The nodes from the root to the parent of a node that a walk is at: what is needed to read its
/// `reg` and to translate it to a physical address.
struct DeviceTreePath: ~Copyable {
  private var nodes: BoundedList<32, FlattenedDeviceTree.Node>

  init(_ root: FlattenedDeviceTree.Node) {
    nodes = BoundedList(filler: root)
    _ = nodes.append(root)
  }

  /// Makes the path that of a node's children: its own ancestors are the first `depth` nodes.
  mutating func enter(_ node: FlattenedDeviceTree.Node, depth: Int) {
    if depth < nodes.count {
      nodes[depth] = node
    } else {
      // A validated tree is never deeper than the list; a refused entry makes later answers nil.
      _ = nodes.append(node)
    }
  }

  /// Entry `index` of the `reg` of a node at `depth`, as a physical address.
  @inline(never)
  mutating func register(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, depth: Int, at index: Int
  ) -> AddressRange? {
    guard depth > 0, depth <= nodes.count,
      var range = tree.register(
        of: node, at: index, cells: tree.cells(ofChildrenOf: nodes[depth &- 1]))
    else { return nil }
    var level = depth &- 1
    while level > 0 {
      guard let translated = translate(tree, range, through: level) else { return nil }
      range = translated
      level &-= 1
    }
    return range
  }

  /// Moves a range from the children's address space of the node at `level` to that of its parent
  /// (specification, section 2.3.8).
  @inline(never)
  private mutating func translate(
    _ tree: FlattenedDeviceTree, _ range: AddressRange, through level: Int
  ) -> AddressRange? {
    let bus = nodes[level]
    // Without `ranges` the children are not reachable; with an empty one the spaces are the same.
    guard let ranges = tree.property("ranges", of: bus) else { return nil }
    if tree.byteCount(of: ranges) == 0 { return range }
    let child = tree.cells(ofChildrenOf: bus)
    let parent = tree.cells(ofChildrenOf: nodes[level &- 1])
    guard (0...4).contains(child.address), (0...4).contains(child.size),
      (0...4).contains(parent.address)
    else { return nil }
    let entry = child.address &+ parent.address &+ child.size
    guard entry > 0 else { return nil }
    var start = 0
    while start &+ entry <= tree.cellCount(of: ranges) {
      if let from = tree.number(ranges, at: start, cells: child.address),
        let to = tree.number(ranges, at: start &+ child.address, cells: parent.address),
        let size = tree.number(
          ranges, at: start &+ child.address &+ parent.address, cells: child.size),
        AddressRange(start: from, size: size).contains(range)
      {
        let (address, overflow) = to.addingReportingOverflow(range.start &- from)
        return overflow ? nil : AddressRange(start: address, size: range.size)
      }
      start &+= entry
    }
    return nil
  }
}
