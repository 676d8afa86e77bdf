/// The numbers of the hypervisor's file, shared by its assembly header, its boot check and the host:
/// the header of an arm64 Linux Image (Linux, Documentation/arch/arm64/booting.rst) followed by
/// Martlet's own. All numbers are little-endian.
public enum ImageFormat {
  /// Offset of the u64 that loaders take as the memory the image needs.
  public static var imageSizeOffset: Int { 16 }
  /// Offset of the Linux Image magic `ARM\x64`.
  public static var linuxMagicOffset: Int { 56 }
  public static var linuxMagic: UInt32 { 0x644D_5241 }

  /// Offset of `MARTLET\0`.
  public static var magicOffset: Int { 64 }
  public static var magic: UInt64 { 0x0054_454C_5452_414D }
  /// Offset of the u32 version of Martlet's header.
  public static var versionOffset: Int { 72 }
  public static var version: UInt32 { 1 }
  /// Offset of the u32 version of the bundle format that the image reads.
  public static var bundleVersionOffset: Int { 76 }
  /// Offset of the u64 length of the image with its zeroed memory: where the bundle starts.
  public static var lengthOffset: Int { 80 }
  /// Offset of the u32 flags.
  public static var flagsOffset: Int { 88 }
  /// The flag of an image with hooks for tests.
  public static var testHooksFlag: UInt32 { 1 }
  public static var traceFlag: UInt32 { 2 }
  /// The flag of an image that schedules virtual cores on pools of cores.
  public static var sharingFlag: UInt32 { 4 }
  /// The flag of an image that has channels between VMs.
  public static var serviceFlag: UInt32 { 8 }
  /// Length of both headers in bytes.
  public static var headerSize: Int { 96 }
}
