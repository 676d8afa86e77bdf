/// A reader of flattened device trees (Devicetree Specification 0.4, chapter 5).
///
/// The tree is a view on bytes; nodes and properties are small copyable handles (offsets) that mean
/// something only together with their tree. Creating the tree walks it once and refuses whatever the
/// format does not allow, so that every later walk ends; all loads stay checked all the same, and a
/// handle from another tree gives wrong answers or nil, never a trap.
public struct FlattenedDeviceTree: ~Escapable {
  /// Nodes inside one another, the root included.
  public static var maximumDepth: Int { 32 }

  /// A node, by the places of its token and of what comes after its name.
  public struct Node: Equatable, BitwiseCopyable, Sendable {
    private let token: UInt32
    private let next: UInt32

    init(_ token: FlattenedDeviceTreeToken) {
      self.token = UInt32(truncatingIfNeeded: token.offset)
      next = UInt32(truncatingIfNeeded: token.next)
    }

    var offset: Int { Int(token) }
    var contents: Int { Int(next) }
  }

  /// A property, by the place of its token.
  public struct Property: Equatable, BitwiseCopyable, Sendable {
    let offset: Int
  }

  /// The whole tree, as long as its header says. Everything else is found from here when asked for:
  /// the tree is passed around a lot, and this is all there is to pass.
  let bytes: RawSpan

  /// Length of the whole tree in bytes, as its header says.
  public var byteCount: Int { bytes.byteCount }

  /// Reads the tree at the start of `bytes`, which may go on after the tree's end.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) throws(FlattenedDeviceTreeError) {
    guard let magic = bytes.bigEndianWord(at: 0) else { throw .truncated }
    guard magic == FlattenedDeviceTreeHeader.magic else { throw .foreign }
    let header = FlattenedDeviceTreeHeader(bytes)
    let version = header[.version]
    guard bytes.byteCount >= FlattenedDeviceTreeHeader.byteCount else { throw .truncated }
    guard version >= 17, header[.lastCompatibleVersion] <= 17 else {
      throw .unknownVersion
    }
    let total = header[.totalSize]
    guard total >= FlattenedDeviceTreeHeader.byteCount, total <= bytes.byteCount else {
      throw .truncated
    }
    let structure = header[.structureOffset]
    let structureEnd = structure &+ header[.structureSize]
    let strings = header[.stringsOffset]
    let stringsEnd = strings &+ header[.stringsSize]
    guard structure & 3 == 0, header[.reservationsOffset] & 7 == 0, structureEnd <= total,
      stringsEnd <= total, header[.reservationsOffset] <= total
    else { throw .blockOutOfBounds }
    self.bytes = bytes.slice(0, count: total)
    guard reservationCount != nil else { throw .reservationsWithoutEnd }
    // A name is terminated exactly if a zero byte follows it somewhere in the block.
    var namesEnd = stringsEnd
    while namesEnd > strings, bytes.byte(at: namesEnd &- 1) != 0 { namesEnd &-= 1 }
    try Self.validate(
      bytes.slice(0, count: structureEnd), from: structure, namesCount: namesEnd &- strings)
  }

  /// Walks the structure block, which starts at `start` and goes to the end of the bytes.
  private static func validate(
    _ bytes: RawSpan, from start: Int, namesCount: Int
  ) throws(FlattenedDeviceTreeError) {
    var position = start
    var depth = 0
    var roots = 0
    var isAfterChild = false
    while true {
      let token = FlattenedDeviceTreeToken(bytes, at: position)
      switch token.kind {
      case .beginNode:
        if depth == 0 { roots &+= 1 }
        depth &+= 1
        guard depth <= maximumDepth else { throw .tooDeep }
        isAfterChild = false
      case .endNode:
        guard depth > 0 else { throw .unknownToken }
        depth &-= 1
        isAfterChild = true
      case .property:
        guard depth > 0 else { throw .unknownToken }
        guard !isAfterChild else { throw .propertyAfterChild }
        let name = bytes.bigEndianWord(
          at: token.offset &+ FlattenedDeviceTreeToken.nameOffsetDistance)
        guard Int(name ?? .max) < namesCount else { throw .nameOutOfBounds }
      case .end:
        guard depth == 0 else { throw .structureTruncated }
        guard roots == 1 else { throw .notOneRoot }
        return
      case .unknown, .padding:
        throw .unknownToken
      case .truncated:
        throw .structureTruncated
      }
      position = token.next
    }
  }

  /// A number of the tree's header.
  func header(_ field: FlattenedDeviceTreeHeader.Field) -> Int {
    FlattenedDeviceTreeHeader(bytes)[field]
  }

  func token(at offset: Int, passesProperties: Bool = false) -> FlattenedDeviceTreeToken {
    FlattenedDeviceTreeToken(bytes, at: offset, passesProperties: passesProperties)
  }
}
