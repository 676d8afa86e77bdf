internal import Core
internal import FuzzSupport

/// Any bytes as a board's device tree: the reader refuses or reads them, every walk ends inside the
/// tree, and what is found can be asked for again.
@c(LLVMFuzzerTestOneInput)
public func fuzzDeviceTree(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // Safety: libFuzzer passes `count` readable bytes at `start`; they are copied here.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let tree = try? FlattenedDeviceTree(bytes.span.raw) else { return 0 }
  require(tree.byteCount <= count, "a tree longer than its bytes")
  var depth = 0
  var nodes = 0
  var candidate: FlattenedDeviceTree.Node? = tree.root
  while let node = candidate {
    nodes += 1
    require(nodes <= count / 8, "more nodes than there is room for")
    require(depth >= 0 && depth < FlattenedDeviceTree.maximumDepth, "a node at a wrong depth")
    visit(tree, node)
    candidate = tree.next(after: node, depth: &depth)
  }
  for path: StaticString in ["/", "/chosen", "/soc/serial@2000", "//cpus//"] {
    _ = tree.node(atPath: path)
  }
  _ = tree.standardOutput
  var index = 0
  while tree.reservation(at: index) != nil { index += 1 }
  if var board = try? BoardDescription(tree) {
    require(!board.memory.isEmpty && !board.cores.isEmpty, "a board without memory or cores")
    for index in 0..<board.memory.count {
      require(board.memory[index].end != nil, "memory beyond the highest address")
    }
    require(board.consoleInterrupt >= 16 && board.consoleInterrupt < 1020, "a wrong interrupt")
  }
  return 0
}

private func visit(_ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node) {
  let cells = tree.cells(ofChildrenOf: node)
  if let child = tree.firstChild(of: node) {
    for index in 0..<3 { _ = tree.register(of: child, at: index, cells: cells) }
    _ = tree.nextSibling(of: child)
    require(tree.child(named: tree.name(of: child), of: node) != nil, "a child is not found")
  }
  var property = tree.firstProperty(of: node)
  while let current = property {
    require(
      tree.property(named: tree.name(of: current), of: node) != nil, "a property is not found")
    require(tree.bytes(of: current).byteCount == tree.byteCount(of: current), "a value is cut")
    for index in 0..<3 {
      _ = tree.cell(current, at: index)
      _ = tree.doubleCell(current, at: index)
      _ = tree.range(current, at: index, cells: cells)
    }
    _ = tree.list(current, contains: tree.string(current))
    property = tree.nextProperty(after: current)
  }
}
