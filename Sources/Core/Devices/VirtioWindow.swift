/// The virtio-mmio window of the virtual platform: 32 slots of 0x200 bytes, all of them empty.
///
/// An empty slot identifies itself and says device id 0, upon which every driver leaves it alone
/// (Virtual I/O Device specification 1.2, section 4.2.2). All else reads as zero; stores are ignored.
/// The whole window answers even where a guest's device tree lists no slot: firmware built for QEMU
/// scans it without asking.
public enum VirtioWindow {
  /// Bytes of the window.
  public static let size: UInt64 = 32 * 0x200

  /// A load of `size` bytes (1, 2 or 4) at `offset` from the start of the window.
  public static func read(offset: UInt64, size: Int) -> UInt32 {
    let value: UInt32 =
      switch offset & 0x1FC {
      // "virt"
      case 0x000: 0x7472_6976
      // Version 2: not the legacy interface.
      case 0x004: 2
      // Vendor "QEMU", as on the platform that this one looks like.
      case 0x00C: 0x554D_4551
      default: 0
      }
    return RegisterLane.extract(value, offset: offset, size: size)
  }
}
