internal import CGuestSupport
internal import GuestSupport

/// Acknowledging by hand, with interrupts masked in `PSTATE`: every answer comes at a known place.
enum CPUInterface {
  /// The next Group 1 interrupt, waiting a moment for one; 1023 when none comes.
  static func acknowledge() -> UInt64 {
    for _ in 0..<1000 {
      let interrupt = guest_read_gic_group1_acknowledge() & 0xff_ffff
      if interrupt != 1023 { return interrupt }
      guest_memory_barrier()
      guest_instruction_barrier()
    }
    return 1023
  }

  static func acknowledgeGroup0() -> UInt64 {
    for _ in 0..<1000 {
      let interrupt = guest_read_gic_group0_acknowledge() & 0xff_ffff
      if interrupt != 1023 { return interrupt }
      guest_memory_barrier()
      guest_instruction_barrier()
    }
    return 1023
  }

  static func end(_ interrupt: UInt64) {
    guest_write_gic_group1_end(interrupt)
    guest_instruction_barrier()
  }

  /// Acknowledges and ends one; its number.
  static func take() -> UInt64 {
    let interrupt = acknowledge()
    if interrupt < 1020 { end(interrupt) }
    return interrupt
  }

  static func setPriorityMask(_ mask: UInt64) {
    guest_write_gic_priority_mask(mask)
    guest_instruction_barrier()
  }

  static func setBinaryPoint(_ point: UInt64) {
    guest_write_gic_group1_binary_point(point)
    guest_instruction_barrier()
  }

  static func setControl(_ control: UInt64) {
    guest_write_gic_control(control)
    guest_instruction_barrier()
  }

  /// `ICC_RPR_EL1`, the five bits of priority that every implementation has.
  static var runningPriority: UInt64 {
    guest_instruction_barrier()
    return guest_read_gic_running_priority() & 0xf8
  }

  static func sendSelf(_ interrupt: UInt64) {
    send(guest_write_gic_group1_software_interrupt, interrupt, to: 0)
  }

  /// A software interrupt to the CPU at place `index` of the device tree (`ICC_SGI1R_EL1` and its like).
  static func send(_ register: (UInt64) -> Void, _ interrupt: UInt64, to index: Int) {
    let affinity = Platform.affinity(index)
    let target: UInt64 = 1 << (affinity & 15)
    let ranges: UInt64 = (affinity >> 4 & 15) << 44
    register(
      interrupt << 24 | target | ranges | (affinity >> 8 & 0xff) << 16
        | (affinity >> 16 & 0xff) << 32 | (affinity >> 32 & 0xff) << 48)
    guest_instruction_barrier()
  }
}
