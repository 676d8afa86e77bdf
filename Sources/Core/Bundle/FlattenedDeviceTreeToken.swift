/// One token of a device tree's structure block (Devicetree Specification 0.4, section 5.4.1).
///
/// Small enough to be passed in registers: what a node or a property holds is read when asked for.
struct FlattenedDeviceTreeToken {
  enum Kind {
    case beginNode, endNode, property, padding, end
    /// A number that the format does not define.
    case unknown
    /// The bytes end inside the token.
    case truncated
  }

  let kind: Kind
  /// Where the token itself is, after any padding tokens.
  let offset: Int
  /// Where the one after it starts.
  let next: Int

  /// From a token that begins a node to the node's name.
  static var nameDistance: Int { 4 }
  // From a property's token to the length of its value, the offset of its name, and its value.
  static var lengthDistance: Int { 4 }
  static var nameOffsetDistance: Int { 8 }
  static var valueDistance: Int { 12 }

  /// Decodes the token at `start`, which ends before the bytes do, after any padding tokens and, if
  /// asked to, any properties.
  @inline(never)
  init(_ bytes: RawSpan, at start: Int, passesProperties: Bool = false) {
    var (offset, next) = (start, start)
    var kind = Kind.padding
    while kind == .padding || kind == .property && passesProperties {
      offset = next
      next &+= 4
      switch bytes.alignedBigEndianWord(at: offset) {
      case FlattenedDeviceTreeHeader.beginNode:
        kind = bytes.moveBehindZero(&next) ? .beginNode : .truncated
      case FlattenedDeviceTreeHeader.endNode:
        kind = .endNode
      case FlattenedDeviceTreeHeader.property:
        // A length outside the bytes is none, and neither is one beyond them.
        let count = bytes.alignedBigEndianWord(at: next).map { Int($0) } ?? Int.max
        next = offset &+ Self.valueDistance
        kind = count <= bytes.byteCount &- next ? .property : .truncated
        next &+= count
      case FlattenedDeviceTreeHeader.padding:
        kind = .padding
      case FlattenedDeviceTreeHeader.end:
        kind = .end
      case nil:
        kind = .truncated
      default:
        kind = .unknown
      }
      next = (next &+ 3) & ~3
    }
    self.kind = kind
    self.offset = offset
    self.next = next
  }
}
