internal import Core

/// A pool's or VM's node, or the root, of the configuration tree, for reading single values; every error says where.
struct SharingNode: ~Escapable {
  let tree: FlattenedDeviceTree
  let node: FlattenedDeviceTree.Node
  let place: SharingError.Place

  @_lifetime(copy tree)
  init(_ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ place: SharingError.Place) {
    self.tree = tree
    self.node = node
    self.place = place
  }

  func error(_ kind: SharingError.Kind, _ field: SharingField) -> SharingError {
    SharingError(kind, field, place)
  }

  func has(_ field: SharingField) -> Bool { tree.property(named: field.name, of: node) != nil }

  /// A property of whole entries of so many cells each.
  func list(
    _ field: SharingField, cells: Int = 1
  ) throws(SharingError) -> FlattenedDeviceTree.Property {
    guard let property = tree.property(named: field.name, of: node),
      tree.byteCount(of: property) % (4 &* cells) == 0
    else { throw error(.missing, field) }
    return property
  }

  /// A property of exactly one cell.
  func cell(_ field: SharingField) throws(SharingError) -> UInt32 {
    let property = try list(field)
    guard tree.cellCount(of: property) == 1, let cell = tree.cell(property) else {
      throw error(.missing, field)
    }
    return cell
  }

  /// One of the numbers in a property of exactly `count` times two cells.
  func number(
    _ field: SharingField, at index: Int = 0, of count: Int = 1
  ) throws(SharingError) -> UInt64 {
    let property = try list(field, cells: 2)
    guard tree.cellCount(of: property) == 2 &* count,
      let number = tree.doubleCell(property, at: 2 &* index)
    else { throw error(.missing, field) }
    return number
  }

  /// The same, not less and not more than these.
  func number(
    _ field: SharingField, at index: Int, of count: Int, from least: UInt64, to most: UInt64
  ) throws(SharingError) -> UInt64 {
    let number = try number(field, at: index, of: count)
    guard number >= least, number <= most else { throw error(.outOfRange, field) }
    return number
  }

  /// A time in nanoseconds, not shorter and not longer than these.
  func time(
    _ field: SharingField, at index: Int = 0, of count: Int = 1,
    from shortest: UInt64 = PoolConfiguration.shortestTime,
    to longest: UInt64 = PoolConfiguration.longestTime
  ) throws(SharingError) -> UInt64 {
    try number(field, at: index, of: count, from: shortest, to: longest)
  }

  /// A text that is not empty, without control characters: it is printed.
  func text(
    _ field: SharingField, into list: inout BoundedList<32, UInt8>
  ) throws(SharingError) {
    guard let property = tree.property(named: field.name, of: node) else {
      throw error(.missing, field)
    }
    let bytes = tree.string(property)
    guard bytes.byteCount > 0 else { throw error(.missing, field) }
    var index = 0
    while let byte = bytes.byte(at: index) {
      guard byte >= 0x20, byte < 0x7F else { throw error(.outOfRange, field) }
      guard list.append(byte) else { throw error(.tooMany, field) }
      index &+= 1
    }
  }

  /// The cores of a list as bits; each is a board's core, and there once.
  func cores(_ field: SharingField) throws(SharingError) -> UInt32 {
    let property = try list(field)
    var cores: UInt32 = 0
    var position = 0
    while let core = tree.cell(property, at: position) {
      guard core < UInt32(BoardDescription.maximumCores) else { throw error(.outOfRange, field) }
      guard cores &>> core & 1 == 0 else { throw error(.givenTwice, field) }
      cores |= 1 &<< core
      position &+= 1
    }
    guard cores != 0 else { throw error(.missing, field) }
    return cores
  }

  func scheduler() throws(SharingError) -> PoolConfiguration.Scheduler {
    guard let scheduler = PoolConfiguration.Scheduler(rawValue: try cell(.scheduler)) else {
      throw error(.outOfRange, .scheduler)
    }
    return scheduler
  }
}
