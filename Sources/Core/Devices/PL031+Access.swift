/// Register offsets, PrimeCell Real Time Clock (PL031) Technical Reference Manual, chapter 3.
private enum Register {
  /// Arm: `RTCDR`.
  static let data: UInt64 = 0x00
  /// Arm: `RTCMR`.
  static let match: UInt64 = 0x04
  /// Arm: `RTCLR`.
  static let load: UInt64 = 0x08
  /// Arm: `RTCCR`.
  static let control: UInt64 = 0x0C
  /// Arm: `RTCIMSC`.
  static let interruptMask: UInt64 = 0x10
  /// Arm: `RTCRIS`.
  static let rawInterrupt: UInt64 = 0x14
  /// Arm: `RTCMIS`.
  static let maskedInterrupt: UInt64 = 0x18
  /// Arm: `RTCICR`.
  static let interruptClear: UInt64 = 0x1C
}

/// Loads and stores by the guest; sizes as for the `PL011`.
extension PL031 {
  /// A load of `size` bytes (1, 2 or 4) at `offset`, at counter value `now`.
  public mutating func read(offset: UInt64, size: Int, now: UInt64) -> PL031Answer {
    let changed = tick(now: now)
    let value: UInt32 =
      switch offset & ~3 {
      case Register.data: seconds(now)
      case Register.match: match
      case Register.load: seconds(now)
      case Register.control: 1
      case Register.interruptMask: mask
      case Register.rawInterrupt: raw
      case Register.maskedInterrupt: raw & mask
      case let register: PrimeCellIdentification.realTimeClock.read(register)
      }
    return PL031Answer(
      value: RegisterLane.extract(value, offset: offset, size: size), lineChanged: changed)
  }

  /// A store of `size` bytes (1, 2 or 4) at `offset`, at counter value `now`.
  public mutating func write(
    offset: UInt64, size: Int, value: UInt32, now: UInt64
  ) -> PL031Answer {
    let before = interruptLine
    _ = tick(now: now)
    let laneMask = RegisterLane.mask(size)
    if offset & 3 == 0 && laneMask != 0 {
      let value = value & laneMask
      switch offset {
      case Register.match:
        match = value
        // An alarm for this very second is due.
        if value == seconds(now) { raw = 1 }
      case Register.load:
        self.offset = value &- UInt32(truncatingIfNeeded: now / frequency)
        evaluated = value
        if value == match { raw = 1 }
      case Register.interruptMask: mask = value & 1
      case Register.interruptClear: raw &= ~value
      default: break
      }
    }
    _ = settle()
    return PL031Answer(value: 0, lineChanged: interruptLine != before)
  }
}
