/// The registers that have the same layout in the distributor and in a redistributor.
/// Arm: IHI 0069, 12.9 and 12.11.
extension InterruptBank {
  /// `GICx_IPRIORITYR`: one byte or four. `index` is the first interrupt.
  mutating func readPriorities(_ index: Int, size: UInt8) -> UInt64 {
    size == 1 ? UInt64(priority(index)) : UInt64(priorities[(index &>> 2) & 7])
  }

  @inline(__always)
  mutating func writePriorities(_ index: Int, size: UInt8, _ value: UInt32) {
    if size == 1 {
      setPriority(index, value)
    } else {
      priorities[(index &>> 2) & 7] = value
    }
  }

  /// `GICx_ICFGR`: sixteen interrupts in a word, the upper bit of each pair says edge.
  mutating func readTriggers(upperHalf: Bool) -> UInt32 {
    Self.spread(upperHalf ? edge &>> 16 : edge & 0xFFFF) &<< 1
  }

  /// What `edge` becomes by a write to `GICx_ICFGR`.
  mutating func triggers(upperHalf: Bool, written value: UInt32) -> UInt32 {
    let bits = Self.squash(value &>> 1)
    return upperHalf ? (edge & 0xFFFF) | bits &<< 16 : (edge & 0xFFFF_0000) | bits
  }

  /// Sixteen bits to the even bits of a word.
  static func spread(_ value: UInt32) -> UInt32 {
    var bits = value
    bits = (bits | bits &<< 8) & 0x00FF_00FF
    bits = (bits | bits &<< 4) & 0x0F0F_0F0F
    bits = (bits | bits &<< 2) & 0x3333_3333
    return (bits | bits &<< 1) & 0x5555_5555
  }

  /// The even bits of a word to sixteen bits.
  private static func squash(_ value: UInt32) -> UInt32 {
    var bits = value & 0x5555_5555
    bits = (bits | bits &>> 1) & 0x3333_3333
    bits = (bits | bits &>> 2) & 0x0F0F_0F0F
    bits = (bits | bits &>> 4) & 0x00FF_00FF
    return (bits | bits &>> 8) & 0x0000_FFFF
  }
}
