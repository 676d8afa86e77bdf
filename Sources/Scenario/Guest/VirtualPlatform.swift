/// The virtual board that every guest sees: QEMU's `virt`, as far as it exists here. The hypervisor
/// holds the same addresses in its device models.
public enum VirtualPlatform {
  public static let flashSize: UInt64 = 64 << 20
  public static let distributor: UInt64 = 0x0800_0000
  public static let distributorSize: UInt64 = 0x1_0000
  public static let redistributors: UInt64 = 0x080A_0000
  /// Per vCPU: two frames of 64 KiB.
  public static let redistributorSize: UInt64 = 0x2_0000
  public static let uart: UInt64 = 0x0900_0000
  public static let rtc: UInt64 = 0x0901_0000
  public static let deviceSize: UInt64 = 0x1000
  public static let memoryBase: UInt64 = 0x4000_0000
  /// Clock of the UART in hertz.
  public static let uartClock: UInt32 = 24_000_000
  /// Kept free for the device tree at its address, in bytes.
  public static let deviceTreeReserve: UInt64 = 0x1_0000
}
