/// Physical priorities; 0 is the most urgent. Four bits are enough to tell them apart.
public enum InterruptPriority {
  /// The hypervisor's kick.
  public static let kick: UInt8 = 0x00
  /// The most urgent priority that a `direct` guest can give an interrupt, and the smallest priority
  /// mask it can set: below it only the kick remains, which no guest can mask.
  public static let guestFloor: UInt8 = 0x10
  /// Interrupts that nobody gave a priority.
  public static let device: UInt8 = 0xA0

  /// The same priority for four interrupts.
  static func word(_ priority: UInt8) -> UInt32 { UInt32(priority) &* 0x0101_0101 }

  /// Each of four priorities, at least the guest's floor.
  static func floored(_ word: UInt32) -> UInt32 {
    // The upper half of a byte decides: where it is zero, the byte becomes the floor.
    let upper = (word | word &>> 1 | word &>> 2 | word &>> 3) & 0x1010_1010
    let isBelow = ~upper & 0x1010_1010
    let keep = (upper &>> 4) &* 0xFF
    return word & keep | isBelow
  }

  /// The priority mask that a `direct` guest really gets: one that lets the kick through.
  public static func guestMask(_ value: UInt64) -> UInt64 {
    let mask = value & 0xFF
    return mask < UInt64(guestFloor) ? UInt64(guestFloor) : mask
  }
}
