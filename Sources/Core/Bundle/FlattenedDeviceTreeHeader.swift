/// The fixed part at the start of a flattened device tree, and the numbers of its format, shared by
/// the reader and the host's writer (Devicetree Specification 0.4, sections 5.2 and 5.4).
public struct FlattenedDeviceTreeHeader: Equatable, Sendable {
  public static var magic: UInt32 { 0xD00D_FEED }
  /// Length of the header of version 17 in bytes.
  public static var byteCount: Int { 40 }

  // Tokens of the structure block. Specification: FDT_BEGIN_NODE and so on.
  public static var beginNode: UInt32 { 1 }
  public static var endNode: UInt32 { 2 }
  public static var property: UInt32 { 3 }
  public static var padding: UInt32 { 4 }
  public static var end: UInt32 { 9 }

  public var totalSize: Int
  public var structureOffset: Int
  public var stringsOffset: Int
  public var reservationsOffset: Int
  public var version: UInt32
  public var lastCompatibleVersion: UInt32
  public var bootCore: UInt32
  public var stringsSize: Int
  public var structureSize: Int

  /// Reads the header; nil if `bytes` is too short. The magic number is the caller's to check.
  public init?(_ bytes: RawSpan) {
    guard let totalSize = bytes.bigEndianWord(at: 4),
      let structureOffset = bytes.bigEndianWord(at: 8),
      let stringsOffset = bytes.bigEndianWord(at: 12),
      let reservationsOffset = bytes.bigEndianWord(at: 16),
      let version = bytes.bigEndianWord(at: 20),
      let lastCompatibleVersion = bytes.bigEndianWord(at: 24),
      let bootCore = bytes.bigEndianWord(at: 28),
      let stringsSize = bytes.bigEndianWord(at: 32),
      let structureSize = bytes.bigEndianWord(at: 36)
    else { return nil }
    self.totalSize = Int(totalSize)
    self.structureOffset = Int(structureOffset)
    self.stringsOffset = Int(stringsOffset)
    self.reservationsOffset = Int(reservationsOffset)
    self.version = version
    self.lastCompatibleVersion = lastCompatibleVersion
    self.bootCore = bootCore
    self.stringsSize = Int(stringsSize)
    self.structureSize = Int(structureSize)
  }
}
