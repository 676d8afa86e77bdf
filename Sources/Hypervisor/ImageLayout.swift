internal import AArch64
internal import CAArch64

/// Where the parts of the image lie now: physical with the MMU off, where they are linked with it on.
enum ImageLayout {
  static var start: UInt64 { martlet_image_start() }
  static var textEnd: UInt64 { martlet_text_end() }
  static var readOnlyEnd: UInt64 { martlet_rodata_end() }
  static var end: UInt64 { martlet_image_end() }
  static var size: UInt64 { end &- start }
  /// The link address, as in Support/hypervisor.ld.
  static let linkAddress: UInt64 = 0x8000_0000_0000
}
