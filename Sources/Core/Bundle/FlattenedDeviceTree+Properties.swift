/// Reading properties. A value is bytes; every reading of it says what to do if they do not fit.
extension FlattenedDeviceTree {
  /// How many 32-bit cells an address and a size take in the `reg` of a node's children.
  public struct Cells: Equatable, BitwiseCopyable, Sendable {
    public var address: Int
    public var size: Int

    public init(address: Int, size: Int) {
      self.address = address
      self.size = size
    }
  }

  public func firstProperty(of node: Node) -> Property? { property(at: node.body) }

  /// The property after this one of the same node.
  public func nextProperty(after property: Property) -> Property? {
    self.property(at: property.next)
  }

  private func property(at offset: Int) -> Property? {
    guard case .property(let property) = validToken(at: offset) else { return nil }
    return property
  }

  /// The property with this name. O(properties of the node).
  public func property(_ name: StaticString, of node: Node) -> Property? {
    property(named: name.bytes, of: node)
  }

  public func property(named name: RawSpan, of node: Node) -> Property? {
    var candidate = firstProperty(of: node)
    while let property = candidate {
      if isNamed(property, name) { return property }
      candidate = nextProperty(after: property)
    }
    return nil
  }

  private func isNamed(_ property: Property, _ text: RawSpan) -> Bool {
    // The terminator is looked at first: most names differ in length.
    guard strings.byte(at: property.nameOffset &+ text.byteCount) == 0 else { return false }
    return strings.slice(property.nameOffset, count: text.byteCount).equals(text)
  }

  @_lifetime(copy self)
  public func name(of property: Property) -> RawSpan {
    let count = strings.distanceToZero(from: property.nameOffset) ?? 0
    return strings.slice(property.nameOffset, count: count)
  }

  @_lifetime(copy self)
  public func bytes(of property: Property) -> RawSpan {
    structure.slice(property.valueOffset, count: property.byteCount)
  }

  /// Number of whole 32-bit cells in the value.
  public func cellCount(of property: Property) -> Int { property.byteCount / 4 }

  /// The 32-bit cell at `index`, or nil outside the value.
  public func cell(_ property: Property, at index: Int = 0) -> UInt32? {
    guard index >= 0, index < property.byteCount / 4 else { return nil }
    return structure.bigEndianWord(at: property.valueOffset &+ index &* 4)
  }

  /// The 64-bit number in the two cells from `index`, or nil outside the value.
  public func doubleCell(_ property: Property, at index: Int = 0) -> UInt64? {
    guard let high = cell(property, at: index), let low = cell(property, at: index &+ 1) else {
      return nil
    }
    return UInt64(high) &<< 32 | UInt64(low)
  }

  /// The number in `count` cells from `index`; nil outside the value or beyond 64 bits. No cells are 0.
  public func number(_ property: Property, at index: Int, cells count: Int) -> UInt64? {
    guard count >= 0, count <= 4 else { return nil }
    var value: UInt64 = 0
    var position = 0
    while position < count {
      guard let cell = cell(property, at: index &+ position), value >> 32 == 0 else { return nil }
      value = value &<< 32 | UInt64(cell)
      position &+= 1
    }
    return value
  }

  /// The text before the first zero byte of the value, or all of it.
  @_lifetime(copy self)
  public func string(_ property: Property) -> RawSpan {
    let value = bytes(of: property)
    return value.slice(0, count: value.distanceToZero(from: 0) ?? value.byteCount)
  }

  /// Whether a list of zero-terminated strings contains the text.
  public func list(_ property: Property, contains text: RawSpan) -> Bool {
    let value = bytes(of: property)
    var start = 0
    while let count = value.distanceToZero(from: start) {
      if value.slice(start, count: count).equals(text) { return true }
      start &+= count &+ 1
    }
    return false
  }

  public func list(_ property: Property, contains text: StaticString) -> Bool {
    list(property, contains: text.bytes)
  }

  /// The cell counts for children of `node`: what it states, or 2 and 1 (specification, section 2.3.5).
  public func cells(ofChildrenOf node: Node) -> Cells {
    var cells = Cells(address: 2, size: 1)
    if let property = property("#address-cells", of: node), let count = cell(property) {
      cells.address = Int(count)
    }
    if let property = property("#size-cells", of: node), let count = cell(property) {
      cells.size = Int(count)
    }
    return cells
  }

  /// Entry `index` of the node's `reg`, in the address space of its parent; nil if there is none or
  /// a number does not fit 64 bits. `cells` are those of the parent.
  public func register(of node: Node, at index: Int, cells: Cells) -> AddressRange? {
    guard let property = property("reg", of: node) else { return nil }
    return range(property, at: index, cells: cells)
  }

  /// Entry `index` of a list of address and size pairs.
  public func range(_ property: Property, at index: Int, cells: Cells) -> AddressRange? {
    guard cells.address >= 0, cells.address <= 4, cells.size >= 0, cells.size <= 4, index >= 0,
      index < 1 << 24, cells.address &+ cells.size > 0
    else { return nil }
    let start = index &* (cells.address &+ cells.size)
    guard let address = number(property, at: start, cells: cells.address),
      let size = number(property, at: start &+ cells.address, cells: cells.size)
    else { return nil }
    return AddressRange(start: address, size: size)
  }
}
