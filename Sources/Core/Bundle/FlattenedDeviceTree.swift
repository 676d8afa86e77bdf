/// A reader of flattened device trees (Devicetree Specification 0.4, chapter 5).
///
/// The tree is a view on bytes; nodes and properties are small copyable handles (offsets) that mean
/// something only together with their tree. Creating the tree walks it once and refuses whatever the
/// format does not allow, so that every later walk ends; all loads stay checked all the same, and a
/// handle from another tree gives wrong answers or nil, never a trap.
public struct FlattenedDeviceTree: ~Escapable {
  /// Nodes inside one another, the root included.
  public static var maximumDepth: Int { 32 }

  /// A node, by the place of its token in the structure block.
  public struct Node: Equatable, BitwiseCopyable, Sendable {
    let nameOffset: Int
    let nameCount: Int
    /// Offset of the first token after the name.
    let body: Int
  }

  /// A property, by the place of its value in the structure block.
  public struct Property: Equatable, BitwiseCopyable, Sendable {
    let nameOffset: Int
    let valueOffset: Int
    /// Length of the value in bytes.
    public let byteCount: Int
    /// Offset of the first token after the value.
    let next: Int
  }

  enum Token {
    case beginNode(Node)
    case endNode(next: Int)
    case property(Property)
    case end(next: Int)
  }

  let structure: RawSpan
  let strings: RawSpan
  let reservations: RawSpan
  /// Length of the whole tree in bytes, as its header says.
  public let byteCount: Int

  /// Reads the tree at the start of `bytes`, which may go on after the tree's end.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) throws(FlattenedDeviceTreeError) {
    guard let magic = bytes.bigEndianWord(at: 0) else { throw .truncated }
    guard magic == FlattenedDeviceTreeHeader.magic else { throw .foreign }
    guard let header = FlattenedDeviceTreeHeader(bytes) else { throw .truncated }
    guard header.version >= 17, header.lastCompatibleVersion <= 17 else {
      throw .unknownVersion(header.version)
    }
    guard header.totalSize >= FlattenedDeviceTreeHeader.byteCount,
      header.totalSize <= bytes.byteCount
    else { throw .truncated }
    let total = header.totalSize
    guard header.structureOffset & 3 == 0, header.reservationsOffset & 7 == 0,
      header.structureOffset <= total, header.structureSize <= total &- header.structureOffset,
      header.stringsOffset <= total, header.stringsSize <= total &- header.stringsOffset,
      header.reservationsOffset <= total
    else { throw .blockOutOfBounds }
    byteCount = total
    structure = bytes.slice(header.structureOffset, count: header.structureSize)
    strings = bytes.slice(header.stringsOffset, count: header.stringsSize)
    reservations = bytes.slice(
      header.reservationsOffset, count: total &- header.reservationsOffset)
    try validate()
  }

  private func validate() throws(FlattenedDeviceTreeError) {
    guard reservationCount != nil else { throw .reservationsWithoutEnd }
    // A name is terminated exactly if a zero byte follows it somewhere in the block.
    var namesEnd = strings.byteCount
    while namesEnd > 0, strings.byte(at: namesEnd &- 1) != 0 { namesEnd &-= 1 }
    var offset = 0
    var depth = 0
    var roots = 0
    var isAfterChild = false
    while true {
      switch try token(at: offset) {
      case .beginNode(let node):
        if depth == 0 { roots &+= 1 }
        depth &+= 1
        guard depth <= Self.maximumDepth else { throw .tooDeep(offset: offset) }
        isAfterChild = false
        offset = node.body
      case .endNode(let next):
        guard depth > 0 else { throw .unknownToken(offset: offset) }
        depth &-= 1
        isAfterChild = true
        offset = next
      case .property(let property):
        guard depth > 0 else { throw .unknownToken(offset: offset) }
        guard !isAfterChild else { throw .propertyAfterChild(offset: offset) }
        guard property.nameOffset < namesEnd else { throw .nameOutOfBounds(offset: offset) }
        offset = property.next
      case .end:
        guard depth == 0 else { throw .structureTruncated(offset: offset) }
        guard roots == 1 else { throw .notOneRoot }
        return
      }
    }
  }

  /// Decodes the token at `offset` of the structure block, after any padding tokens.
  func token(at start: Int) throws(FlattenedDeviceTreeError) -> Token {
    var offset = start
    while true {
      guard let kind = structure.bigEndianWord(at: offset) else {
        throw .structureTruncated(offset: offset)
      }
      let content = offset &+ 4
      switch kind {
      case FlattenedDeviceTreeHeader.beginNode:
        guard let count = structure.distanceToZero(from: content) else {
          throw .structureTruncated(offset: offset)
        }
        return .beginNode(
          Node(
            nameOffset: content, nameCount: count, body: (content &+ count &+ 4) & ~3))
      case FlattenedDeviceTreeHeader.endNode:
        return .endNode(next: content)
      case FlattenedDeviceTreeHeader.property:
        guard let count = structure.bigEndianWord(at: content),
          let name = structure.bigEndianWord(at: content &+ 4)
        else { throw .structureTruncated(offset: offset) }
        let value = content &+ 8
        guard Int(count) <= structure.byteCount &- value else {
          throw .structureTruncated(offset: offset)
        }
        return .property(
          Property(
            nameOffset: Int(name), valueOffset: value, byteCount: Int(count),
            next: (value &+ Int(count) &+ 3) & ~3))
      case FlattenedDeviceTreeHeader.padding:
        offset = content
      case FlattenedDeviceTreeHeader.end:
        return .end(next: content)
      default:
        throw .unknownToken(offset: offset)
      }
    }
  }

  /// The token at `offset`; the end of the tree where there is none, which a validated tree never has.
  func validToken(at offset: Int) -> Token {
    do {
      return try token(at: offset)
    } catch {
      return .end(next: structure.byteCount)
    }
  }
}
