internal import CGuestSupport
internal import GuestSupport

/// Interrupt sources left asserted with nobody to serve them.
enum TimerAttack {
  static func run() {
    let before = Attack.tests.value
    // Both timers expired and unmasked for a while, disabled at the GIC, then enabled and never acknowledged.
    for round: UInt64 in 0..<2 {
      if round == 1 {
        let redistributor = InterruptController.findRedistributor()
        InterruptController.enablePrivate(27, at: redistributor)
        InterruptController.enablePrivate(30, at: redistributor)
      }
      GenericTimer.virtual.compare = 0
      GenericTimer.physical.compare = 0
      GenericTimer.virtual.control = 1
      GenericTimer.physical.control = 1
      GenericTimer.virtual.spin(microseconds: 20_000)
      Attack.tests.add(1)
    }
    // Taken again and again: the line stays asserted, so nothing but the handler runs until it ends the storm.
    Attack.interruptsLeft.value = 5000
    guest_unmask_interrupts()
    GenericTimer.virtual.spin(microseconds: 20_000)
    guest_mask_interrupts()
    Attack.tests.add(5000 &- Attack.interruptsLeft.value)
    GenericTimer.virtual.control = 0
    GenericTimer.physical.control = 0
    // Comparisons that wrap, and the counter's event stream at its fastest.
    GenericTimer.virtual.compare = .max
    GenericTimer.virtual.control = 1
    guest_write_kernel_access(0x304)
    for _ in 0..<1000 { guest_wait_for_event() }
    guest_write_kernel_access(0)
    GenericTimer.virtual.control = 0
    // A cycle counter about to overflow, with its interrupt enabled.
    _ = Attack.instruction(0xd51b_9d00, .max)  // PMCCNTR_EL0
    _ = Attack.instruction(0xd518_9e20, 1 << 31)  // PMINTENSET_EL1
    _ = Attack.instruction(0xd51b_9c20, 1 << 31)  // PMCNTENSET_EL0
    _ = Attack.instruction(0xd51b_9c00, 0x41)  // PMCR_EL0: enabled, 64 bits
    GenericTimer.virtual.spin(microseconds: 2000)
    _ = Attack.instruction(0xd51b_9c00, 0)
    _ = Attack.instruction(0xd518_9e40, 1 << 31)  // PMINTENCLR_EL1
    _ = Attack.instruction(0xd51b_9c60, 1 << 31)  // PMOVSCLR_EL0
    say("attacker: timers tried=").decimal(Attack.tests.value &- before).end()
  }
}
