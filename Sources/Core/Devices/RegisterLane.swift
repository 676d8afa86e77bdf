/// Narrow accesses to 32-bit device registers.
enum RegisterLane {
  /// The bits that an access of `size` bytes moves; none for sizes that a 32-bit register lacks.
  @inline(never)
  static func mask(_ size: Int) -> UInt32 {
    switch size {
    case 4: 0xFFFF_FFFF
    case 2: 0xFFFF
    case 1: 0xFF
    default: 0
    }
  }

  /// The part of a register's `value` that a load of `size` bytes at `offset` sees.
  @inline(never)
  static func extract(_ value: UInt32, offset: UInt64, size: Int) -> UInt32 {
    (value &>> (UInt32(truncatingIfNeeded: offset & 3) &* 8)) & mask(size)
  }
}
