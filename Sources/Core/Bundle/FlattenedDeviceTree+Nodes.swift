/// Walking the nodes.
extension FlattenedDeviceTree {
  public var root: Node { Node(token(at: header(.structureOffset))) }

  /// The node's name with its unit address, such as `memory@40000000`; empty for the root.
  @_lifetime(copy self)
  public func name(of node: Node) -> RawSpan {
    bytes.text(at: node.offset &+ FlattenedDeviceTreeToken.nameDistance)
  }

  @inline(never)
  public func firstChild(of node: Node) -> Node? {
    var depth = 0
    let next = next(after: node, depth: &depth)
    return depth > 0 ? next : nil
  }

  /// The next child of the same parent. O(size of the node's own subtree).
  @inline(never)
  public func nextSibling(of node: Node) -> Node? {
    var depth = 0
    var next = next(after: node, depth: &depth)
    while let node = next, depth > 0 { next = self.next(after: node, depth: &depth) }
    return depth == 0 ? next : nil
  }

  /// The next node in the order of the tree, parents before children; nil at the end.
  ///
  /// `depth` is moved by how much deeper the node returned lies than `node`. A walk over the subtree
  /// of a node starts with 0 and ends when the depth is 0 or less.
  @inline(never)
  public func next(after node: Node, depth: inout Int) -> Node? {
    var place = node.contents
    while true {
      let token = token(at: place, passesProperties: true)
      place = token.next
      switch token.kind {
      case .beginNode:
        depth &+= 1
        return Node(token)
      case .endNode:
        depth &-= 1
      case .end, .property, .padding, .unknown, .truncated:
        return nil
      }
    }
  }

  /// The child with this name. A name without a unit address also finds a node that has one, if no
  /// child before it matches.
  @inline(never)
  public func child(named name: RawSpan, of node: Node) -> Node? {
    var child = firstChild(of: node)
    while let candidate = child {
      if matches(candidate, name) { return candidate }
      child = nextSibling(of: candidate)
    }
    return nil
  }

  /// The node at an absolute path such as `/soc/uart@9000000`. An empty component is skipped.
  @inline(never)
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

  /// Whether the node's `compatible` lists the text.
  public func isCompatible(_ node: Node, with text: StaticString) -> Bool {
    guard let compatible = property("compatible", of: node) else { return false }
    return list(compatible, contains: text.bytes)
  }

  /// Whether the node is meant to be used: no `status`, or one of `okay` and `ok`.
  @inline(never)
  public func isEnabled(_ node: Node) -> Bool {
    guard let status = property("status", of: node) else { return true }
    return string(status).equals("okay") || string(status).equals("ok")
  }

  /// Whether the text of the node's property is this one.
  @inline(__always)
  func property(_ name: StaticString, of node: Node, equals text: StaticString) -> Bool {
    property(named: name.bytes, of: node, equals: text.bytes)
  }

  @inline(never)
  private func property(named name: RawSpan, of node: Node, equals text: RawSpan) -> Bool {
    guard let property = property(named: name, of: node) else { return false }
    return string(property).equals(text)
  }

  func matches(_ node: Node, _ text: StaticString) -> Bool { matches(node, text.bytes) }

  /// Whether the node is called so, with or without a unit address that the text does not have.
  @inline(never)
  func matches(_ node: Node, _ text: RawSpan) -> Bool {
    let end = bytes.byte(behind: text, at: node.offset &+ FlattenedDeviceTreeToken.nameDistance)
    return end == 0 || end == UInt8(ascii: "@")
  }
}
