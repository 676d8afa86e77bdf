/// Walking the nodes.
extension FlattenedDeviceTree {
  public var root: Node {
    guard case .beginNode(let node) = validToken(at: 0) else {
      return Node(nameOffset: 0, nameCount: 0, body: structure.byteCount)
    }
    return node
  }

  /// The node's name with its unit address, such as `memory@40000000`; empty for the root.
  @_lifetime(copy self)
  public func name(of node: Node) -> RawSpan {
    structure.slice(node.nameOffset, count: node.nameCount)
  }

  public func firstChild(of node: Node) -> Node? {
    var offset = node.body
    while true {
      switch validToken(at: offset) {
      case .property(let property): offset = property.next
      case .beginNode(let child): return child
      case .endNode, .end: return nil
      }
    }
  }

  /// The next child of the same parent. O(size of the node's own subtree).
  public func nextSibling(of node: Node) -> Node? {
    var depth = 0
    var current = node
    while let next = self.next(after: current, depth: &depth) {
      if depth == 0 { return next }
      if depth < 0 { return nil }
      current = next
    }
    return nil
  }

  /// The next node in the order of the tree, parents before children; nil at the end.
  ///
  /// `depth` is moved by how much deeper the node returned lies than `node`. A walk over the subtree
  /// of a node starts with 0 and ends when the depth is 0 or less.
  public func next(after node: Node, depth: inout Int) -> Node? {
    var offset = node.body
    while true {
      switch validToken(at: offset) {
      case .property(let property):
        offset = property.next
      case .beginNode(let next):
        depth &+= 1
        return next
      case .endNode(let next):
        depth &-= 1
        offset = next
      case .end:
        return nil
      }
    }
  }

  /// The child with this name. A name without a unit address also finds a node that has one, if no
  /// child before it matches.
  public func child(named name: RawSpan, of node: Node) -> Node? {
    var child = firstChild(of: node)
    while let candidate = child {
      if matches(candidate, name) { return candidate }
      child = nextSibling(of: candidate)
    }
    return nil
  }

  public func child(named name: StaticString, of node: Node) -> Node? {
    child(named: name.bytes, of: node)
  }

  /// The node at an absolute path such as `/soc/uart@9000000`. An empty component is skipped.
  public func node(atPath path: RawSpan) -> Node? {
    guard path.byte(at: 0) == UInt8(ascii: "/") else { return nil }
    var node = root
    var start = 1
    while start < path.byteCount {
      var end = start
      while let byte = path.byte(at: end), byte != UInt8(ascii: "/") { end &+= 1 }
      if end > start {
        guard let child = child(named: path.slice(start, count: end &- start), of: node) else {
          return nil
        }
        node = child
      }
      start = end &+ 1
    }
    return node
  }

  public func node(atPath path: StaticString) -> Node? { node(atPath: path.bytes) }

  /// The first node in the order of the tree whose `compatible` lists the text.
  public func node(compatibleWith text: StaticString) -> Node? {
    var depth = 0
    var candidate: Node? = root
    while let node = candidate {
      if isCompatible(node, with: text) { return node }
      candidate = next(after: node, depth: &depth)
    }
    return nil
  }

  /// Whether the node's `compatible` lists the text.
  public func isCompatible(_ node: Node, with text: StaticString) -> Bool {
    guard let compatible = property("compatible", of: node) else { return false }
    return list(compatible, contains: text.bytes)
  }

  /// Whether the node is meant to be used: no `status`, or one of `okay` and `ok`.
  public func isEnabled(_ node: Node) -> Bool {
    guard let status = property("status", of: node) else { return true }
    return string(status).equals("okay") || string(status).equals("ok")
  }

  private func matches(_ node: Node, _ text: RawSpan) -> Bool {
    let name = name(of: node)
    if name.equals(text) { return true }
    // Without a unit address in the text, the part of the name before its own counts.
    guard name.byte(at: text.byteCount) == UInt8(ascii: "@") else { return false }
    return name.slice(0, count: text.byteCount).equals(text)
  }
}
