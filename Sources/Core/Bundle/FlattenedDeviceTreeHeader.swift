/// The fixed part at the start of a flattened device tree, and the numbers of its format, shared by
/// the reader and the host's writer (Devicetree Specification 0.4, sections 5.2 and 5.4).
public struct FlattenedDeviceTreeHeader: ~Escapable {
  public static var magic: UInt32 { 0xD00D_FEED }
  /// Length of the header of version 17 in bytes.
  public static var byteCount: Int { 40 }

  // Tokens of the structure block. Specification: FDT_BEGIN_NODE and so on.
  public static var beginNode: UInt32 { 1 }
  public static var endNode: UInt32 { 2 }
  public static var property: UInt32 { 3 }
  public static var padding: UInt32 { 4 }
  public static var end: UInt32 { 9 }

  /// A 32-bit number of the header, by its place.
  enum Field: Int {
    case totalSize = 4
    case structureOffset = 8
    case stringsOffset = 12
    case reservationsOffset = 16
    case version = 20
    case lastCompatibleVersion = 24
    case stringsSize = 32
    case structureSize = 36
  }

  private let bytes: RawSpan

  /// The header at the start of `bytes`; the magic number is the caller's to check.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  /// The number, or 0 where the bytes end before it.
  subscript(field: Field) -> Int { Int(bytes.bigEndianWord(at: field.rawValue) ?? 0) }
}
