/// The table that a chip shows in query mode (JEDEC JESD68, "Common Flash Interface"), as each of a
/// bank's two chips gives it: one byte for each of its 16-bit words.
enum FlashQuery {
  /// The byte at word `index` of the chip; zero beyond the table.
  static func byte(_ index: UInt64) -> UInt32 {
    switch index {
    // Also here, chips show their identification.
    case 0x00: 0x89
    case 0x01: 0x18
    // "QRY"
    case 0x10: 0x51
    case 0x11: 0x52
    case 0x12: 0x59
    // Command set 0x0001, its table at word 0x31; no alternate set.
    case 0x13: 0x01
    case 0x15: 0x31
    // 4.5 to 5.5 V; no programming voltage.
    case 0x1B: 0x45
    case 0x1C: 0x55
    // Typical times, as powers of two: 128 µs a word, 128 µs a buffer, 1 s a block; none for the
    // chip.
    case 0x1F: 0x07
    case 0x20: 0x07
    case 0x21: 0x0A
    // Longest times, as powers of two of the above.
    case 0x23: 0x04
    case 0x24: 0x04
    case 0x25: 0x04
    // 2^25 bytes a chip: half a bank.
    case 0x27: 25
    // x16 only.
    case 0x28: 0x01
    // 2^6 bytes in a buffered program: 128 for the bank.
    case 0x2A: 0x06
    // One region of 256 blocks of 512 × 256 bytes.
    case 0x2C: 0x01
    case 0x2D: 0xFF
    case 0x30: 0x02
    // "PRI", version 1.0; no optional features, so also no locks to be undone at start.
    case 0x31: 0x50
    case 0x32: 0x52
    case 0x33: 0x49
    case 0x34: 0x31
    case 0x35: 0x30
    default: 0
    }
  }
}
