/// A file in the arm64 Linux boot protocol. Linux, Documentation/arch/arm64/booting.rst.
struct LinuxImage: Sendable {
  let bytes: [UInt8]
  /// Distance of the image from a 2 MiB boundary.
  let textOffset: UInt64
  /// The memory the image uses from its start on: the file and what it clears for itself.
  let memorySize: UInt64

  private static let headerSize = 64
  private static let magicOffset = 56

  init(_ bytes: [UInt8]) throws(GuestLayoutError) {
    guard bytes.count >= Self.headerSize,
      bytes[Self.magicOffset...].starts(with: [0x41, 0x52, 0x4D, 0x64])
    else {
      throw .init(
        .payload, "the file is no arm64 Linux Image (no \"ARM\\x64\" at byte 56)",
        remedy: Self.guess(bytes))
    }
    self.bytes = bytes
    let size = bytes.littleEndian64(at: 16)
    // Before Linux 3.17 the size was zero, the offset always 512 KiB.
    textOffset = size == 0 ? 0x8_0000 : bytes.littleEndian64(at: 8)
    memorySize = max(size, UInt64(bytes.count))
    guard textOffset < Planner.granule, memorySize < Planner.guestMemoryLimit else {
      throw .init(
        .payload, "the arm64 Linux header holds impossible sizes", remedy: "build the file again")
    }
  }

  /// What the file probably is, as advice.
  private static func guess(_ bytes: [UInt8]) -> String {
    if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return "it is an ELF: write `elf:`" }
    if bytes.starts(with: [0x27, 0x05, 0x19, 0x56]) {
      return "it is a U-Boot uImage: use arch/arm64/boot/Image"
    }
    if bytes.starts(with: [0x4D, 0x5A]) {
      return "it is an EFI program, perhaps a compressed vmlinuz.efi: use arch/arm64/boot/Image"
    }
    return "use arch/arm64/boot/Image, or write `raw:` for a bare binary"
  }
}
