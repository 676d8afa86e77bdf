internal import CGuestSupport

/// One of the two EL1 timers with its counter (Arm ARM, chapter D12).
public enum GenericTimer {
  case virtual, physical

  /// Counter ticks in a second (`CNTFRQ_EL0`).
  public static var frequency: UInt64 { guest_read_counter_frequency() }

  /// The interrupt of this timer.
  public var interrupt: UInt64 { self == .virtual ? 27 : 30 }

  /// The counter now.
  public var counter: UInt64 {
    guest_instruction_barrier()
    return self == .virtual ? guest_read_virtual_counter() : guest_read_physical_counter()
  }

  /// The time it fires at (`CVAL`).
  public var compare: UInt64 {
    get {
      self == .virtual ? guest_read_virtual_timer_compare() : guest_read_physical_timer_compare()
    }
    nonmutating set {
      if self == .virtual {
        guest_write_virtual_timer_compare(newValue)
      } else {
        guest_write_physical_timer_compare(newValue)
      }
    }
  }

  /// `CTL`: bit 0 enable, bit 1 mask, bit 2 condition met (read only).
  public var control: UInt64 {
    get {
      self == .virtual ? guest_read_virtual_timer_control() : guest_read_physical_timer_control()
    }
    nonmutating set {
      if self == .virtual {
        guest_write_virtual_timer_control(newValue)
      } else {
        guest_write_physical_timer_control(newValue)
      }
      guest_instruction_barrier()
    }
  }

  /// Spins for so many microseconds.
  public func spin(microseconds: UInt64) {
    let end = counter &+ GenericTimer.frequency &* microseconds / 1_000_000
    while counter < end { guest_yield() }
  }
}
