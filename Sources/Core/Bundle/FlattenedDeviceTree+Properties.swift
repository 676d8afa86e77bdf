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

  public func firstProperty(of node: Node) -> Property? { property(at: node.contents) }

  /// The property after this one of the same node.
  public func nextProperty(after property: Property) -> Property? {
    self.property(at: token(at: property.offset).next)
  }

  private func property(at offset: Int) -> Property? {
    let token = token(at: offset)
    return token.kind == .property ? Property(offset: token.offset) : nil
  }

  /// The property with this name. O(properties of the node).
  @inline(__always)
  public func property(_ name: StaticString, of node: Node) -> Property? {
    property(named: name.bytes, of: node)
  }

  @inline(never)
  public func property(named name: RawSpan, of node: Node) -> Property? {
    let names = header(.stringsOffset)
    var offset = node.contents
    while true {
      let token = token(at: offset)
      offset = token.next
      guard token.kind == .property,
        let place = bytes.bigEndianWord(
          at: token.offset &+ FlattenedDeviceTreeToken.nameOffsetDistance)
      else { return nil }
      if bytes.byte(behind: name, at: names &+ Int(place)) == 0 {
        return Property(offset: token.offset)
      }
    }
  }

  @_lifetime(copy self)
  public func name(of property: Property) -> RawSpan {
    let place = bytes.bigEndianWord(
      at: property.offset &+ FlattenedDeviceTreeToken.nameOffsetDistance)
    return bytes.text(at: header(.stringsOffset) &+ Int(place ?? .max))
  }

  /// The property's value.
  @_lifetime(copy self)
  @inline(never)
  public func bytes(of property: Property) -> RawSpan {
    let count = bytes.bigEndianWord(
      at: property.offset &+ FlattenedDeviceTreeToken.lengthDistance)
    return bytes.slice(
      property.offset &+ FlattenedDeviceTreeToken.valueDistance, count: Int(count ?? 0))
  }

  /// Length of the value in bytes.
  public func byteCount(of property: Property) -> Int { bytes(of: property).byteCount }

  /// Number of whole 32-bit cells in the value.
  public func cellCount(of property: Property) -> Int { byteCount(of: property) &>> 2 }

  /// The 32-bit cell at `index`, or nil outside the value.
  @inline(never)
  public func cell(_ property: Property, at index: Int = 0) -> UInt32? {
    let value = bytes(of: property)
    guard index >= 0, index < value.byteCount &>> 2 else { return nil }
    return value.bigEndianWord(at: index &* 4)
  }

  /// The first cell of the node's property; nil if there is none.
  @inline(__always)
  func cell(_ name: StaticString, of node: Node) -> Int? { cell(named: name.bytes, of: node) }

  @inline(never)
  private func cell(named name: RawSpan, of node: Node) -> Int? {
    guard let property = property(named: name, of: node), let cell = cell(property) else {
      return nil
    }
    return Int(cell)
  }

  /// The 64-bit number in the two cells from `index`, or nil outside the value.
  @inline(never)
  public func doubleCell(_ property: Property, at index: Int = 0) -> UInt64? {
    guard let high = cell(property, at: index), let low = cell(property, at: index &+ 1) else {
      return nil
    }
    return UInt64(high) &<< 32 | UInt64(low)
  }

  /// The number in `count` cells from `index`; nil outside the value or beyond 64 bits. No cells are 0.
  @inline(never)
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
  @inline(never)
  public func string(_ property: Property) -> RawSpan {
    let value = bytes(of: property)
    return value.slice(0, count: value.distanceToZero(from: 0) ?? value.byteCount)
  }

  /// Whether a list of zero-terminated strings contains the text.
  @inline(never)
  public func list(_ property: Property, contains text: RawSpan) -> Bool {
    let value = bytes(of: property)
    var start = 0
    repeat {
      if value.byte(behind: text, at: start) == 0 { return true }
    } while value.moveBehindZero(&start)
    return false
  }

  /// The cell counts for children of `node`: what it states, or 2 and 1 (specification, section 2.3.5).
  public func cells(ofChildrenOf node: Node) -> Cells {
    Cells(
      address: cell("#address-cells", of: node) ?? 2, size: cell("#size-cells", of: node) ?? 1)
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
