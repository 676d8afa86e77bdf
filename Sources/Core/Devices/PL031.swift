/// The PrimeCell real-time clock (PL031) that each guest sees.
///
/// | offset | register | |
/// |---|---|---|
/// | 0x000 | DR | seconds now, read-only |
/// | 0x004 | MR | the alarm's time |
/// | 0x008 | LR | sets the time, for this VM only |
/// | 0x00C | CR | reads as 1: the clock always runs |
/// | 0x010 | IMSC | |
/// | 0x014 | RIS | |
/// | 0x018 | MIS | |
/// | 0x01C | ICR | |
/// | 0xFE0… | PeriphID0–3, PCellID0–3 | |
///
/// Time is the counter's, in whole seconds, plus an offset that the guest may change. The alarm is
/// evaluated when the device is touched or `tick(now:)` is called, and fires when the time *becomes*
/// MR, also if it jumps over it.
///
/// Not emulated: stopping the clock by CR, the 1 Hz test registers.
public struct PL031: ~Copyable {
  /// Ticks of the counter per second.
  let frequency: UInt64
  /// What the clock showed at counter value 0, modulo 2^32.
  var offset: UInt32
  let initialOffset: UInt32
  var match: UInt32 = 0
  var mask: UInt32 = 0
  var raw: UInt32 = 0
  /// Time up to which the alarm was evaluated.
  var evaluated: UInt32
  /// The level of the interrupt line, as last told.
  public private(set) var interruptLine = false

  /// A clock that shows `seconds` (since 1970, as guests take it) at counter value `now`.
  public init(seconds: UInt32, now: UInt64, frequency: UInt64) {
    self.frequency = max(frequency, 1)
    initialOffset = seconds &- UInt32(truncatingIfNeeded: now / self.frequency)
    offset = initialOffset
    evaluated = seconds
  }

  /// Back to the state at the VM's first start; the time goes on. Returns whether the line fell.
  public mutating func reset(now: UInt64) -> Bool {
    let line = interruptLine
    offset = initialOffset
    match = 0
    mask = 0
    raw = 0
    interruptLine = false
    evaluated = seconds(now)
    return line
  }

  func seconds(_ now: UInt64) -> UInt32 {
    offset &+ UInt32(truncatingIfNeeded: now / frequency)
  }

  /// Looks whether the alarm's time was reached. Returns whether the interrupt line changed.
  public mutating func tick(now: UInt64) -> Bool {
    let time = seconds(now)
    let passed = time &- evaluated
    let distance = match &- evaluated
    // Counter values from different cores may be a moment apart; that is not a jump of 2^32 seconds.
    if passed < 1 &<< 31 {
      if distance != 0 && distance <= passed { raw = 1 }
      evaluated = time
    }
    return settle()
  }

  mutating func settle() -> Bool {
    let level = raw & mask != 0
    guard level != interruptLine else { return false }
    interruptLine = level
    return true
  }
}

/// The answer of a `PL031`, for loads and stores.
public struct PL031Answer: Equatable, Sendable {
  /// What a load returns; zero for stores.
  public var value: UInt32
  /// The interrupt line changed, to `PL031.interruptLine`.
  public var lineChanged: Bool
}
