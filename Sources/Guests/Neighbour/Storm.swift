internal import CGuestSupport
internal import GuestSupport

/// Work for the hypervisor without end.
enum Storm {
  /// Both timers expired for good, and software interrupts to itself: nothing but the handler ever runs.
  static func interrupts(redistributor: UInt64) -> Never {
    for interrupt: UInt64 in 0..<16 {
      InterruptController.enablePrivate(interrupt, at: redistributor)
    }
    for round in 0..<2 {
      let timer: GenericTimer = round == 0 ? .virtual : .physical
      InterruptController.enablePrivate(timer.interrupt, at: redistributor)
      timer.compare = 0
      timer.control = 1
    }
    guest_unmask_interrupts()
    while true { guest_write_gic_group1_software_interrupt(1) }
  }

  /// Each kind of exit there is for a guest to have at will, in turn.
  static func exits(redistributor: UInt64) -> Never {
    var round: UInt64 = 0
    while true {
      round &+= 1
      PowerControl.call(0x8400_0000)  // PSCI_VERSION
      PowerControl.call(0xc600_0fff, round)  // nobody's
      PowerControl.call(0xc400_0004, Platform.affinity(0))  // AFFINITY_INFO
      Memory.write32(redistributor &+ 0x1_0100, 0xffff)
      Memory.write32(redistributor &+ 0x1_0200, 0xffff)
      Memory.write32(redistributor &+ 0x1_0280, 0xffff)
      Memory.write32(InterruptController.distributor &+ 0x104, 0xffff_ffff)
      Memory.write32(InterruptController.distributor &+ 0x204, 0xffff_ffff)
      Memory.write32(InterruptController.distributor &+ 0x284, 0xffff_ffff)
      Memory.write32(InterruptController.distributor &+ 0x184, 0xffff_ffff)
      InterruptController.enableDistributor()
      guest_write_gic_group1_software_interrupt(round & 15 << 24 | 1)
      guest_write_gic_group1_software_interrupt(1 << 40)
      _ = Memory.read32(Platform.uart &+ 0x18)
      Memory.write32(Platform.uart &+ 0x38, UInt32(truncatingIfNeeded: round))  // UARTIMSC
      _ = Memory.read32(0x0a00_0000)  // an empty virtio slot
      Console.put(round & 63 == 0 ? 10 : 46)
    }
  }
}
