internal import CGuestSupport

/// Loads and stores at an address: device registers, the device tree, shared words.
///
/// Each is exactly one instruction of the stated width, in the form that a hypervisor can decode.
public enum Memory {
  public static func read8(_ address: UInt64) -> UInt8 { guest_read8(address) }
  public static func read16(_ address: UInt64) -> UInt16 { guest_read16(address) }
  public static func read32(_ address: UInt64) -> UInt32 { guest_read32(address) }
  public static func read64(_ address: UInt64) -> UInt64 { guest_read64(address) }
  public static func write8(_ address: UInt64, _ value: UInt8) { guest_write8(address, value) }
  public static func write16(_ address: UInt64, _ value: UInt16) { guest_write16(address, value) }
  public static func write32(_ address: UInt64, _ value: UInt32) { guest_write32(address, value) }
  public static func write64(_ address: UInt64, _ value: UInt64) { guest_write64(address, value) }
}
