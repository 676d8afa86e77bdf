/// The numbers of the bundle's format, shared by the image's reader and the host's writer. All
/// numbers are little-endian.
///
/// Header (96 bytes): magic, u32 version, u32 part count, u64 length of the bundle, u64 zero, SHA-256
/// of the part table, 32 bytes zero (kept for a signature). Part table: one entry of 64 bytes per
/// part, namely u32 kind, u32 zero, u64 offset, u64 length, SHA-256, u64 zero. Parts start on
/// multiples of 4 KiB in the order of the table; the first is the configuration, the only one.
public enum BundleFormat {
  /// `MARTLETB` as a little-endian number.
  public static var magic: UInt64 { 0x4254_454C_5452_414D }
  public static var version: UInt32 { 1 }
  public static var maximumPartCount: UInt32 { 256 }
  /// Parts start at multiples of this many bytes.
  public static var partAlignment: Int { 4096 }

  public static var headerSize: Int { 96 }
  public static var versionOffset: Int { 8 }
  public static var partCountOffset: Int { 12 }
  public static var lengthOffset: Int { 16 }
  public static var tableDigestOffset: Int { 32 }

  public static var entrySize: Int { 64 }
  public static var entryKindOffset: Int { 0 }
  public static var entryReservedOffset: Int { 4 }
  public static var entryStartOffset: Int { 8 }
  public static var entryLengthOffset: Int { 16 }
  public static var entryDigestOffset: Int { 24 }
  public static var entryTailOffset: Int { 56 }
}
