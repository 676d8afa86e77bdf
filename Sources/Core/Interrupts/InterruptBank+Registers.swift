/// The registers that have the same layout in the distributor and in a redistributor.
/// Arm: IHI 0069, 12.9 and 12.11.
extension InterruptBank {
  /// A read of `GICx_IGROUPR` (1), `ISENABLER`, `ICENABLER`, `ISPENDR`, `ICPENDR`, `ISACTIVER` or `ICACTIVER` (7).
  mutating func read<Hardware: InterruptHardware>(
    _ register: UInt32, firstIntid: UInt32, on: Hardware.Type
  ) -> UInt32 {
    switch register {
    case 1: group
    case 2, 3: enabled
    case 4, 5: readPending(firstIntid: firstIntid, on: Hardware.self)
    default: active
    }
  }

  /// A write to one of them, with its `bits`. Where state must be here, they are not listed. Answers which ones changed.
  @inline(__always)
  mutating func write<Hardware: InterruptHardware>(
    _ register: UInt32, _ bits: UInt32, firstIntid: UInt32, on: Hardware.Type
  ) -> UInt32 {
    guard register == 2 || register == 3 else {
      return writeOther(register, bits, firstIntid: firstIntid, on: Hardware.self)
    }
    let before = enabled
    enabled = register == 2 ? before | bits : before & ~bits
    return before ^ enabled
  }

  @inline(never)
  private mutating func writeOther<Hardware: InterruptHardware>(
    _ register: UInt32, _ bits: UInt32, firstIntid: UInt32, on: Hardware.Type
  ) -> UInt32 {
    var changed = bits
    switch register {
    case 1:
      changed ^= group
      group = bits
    case 4: latch |= bits
    case 5: clearPending(bits, firstIntid: firstIntid, on: Hardware.self)
    case 6:
      changed &= ~active
      active |= bits
    default:
      changed &= active
      deactivate(bits, firstIntid: firstIntid, on: Hardware.self)
    }
    return changed
  }

  /// Whether an access to such a register needs the state of its interrupts here, and not in list registers.
  static func needsState(_ register: UInt32, isWrite: Bool) -> Bool {
    isWrite ? register == 3 || register > 4 : register > 3
  }

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
