internal import CGuestSupport
internal import GuestSupport

/// The interrupt controller with values and widths that make no sense.
enum ControllerAttack {
  static func run(redistributor: UInt64) {
    let before = Attack.tests.value
    let faults = Attack.faults.value
    softwareInterrupts()
    ends()
    routes()
    sweep(Platform.distributor, 0x1_0000, step: 0x40)
    sweep(redistributor, 0x2_0000, step: 0x40)
    tidy(redistributor)
    say("attacker: gic tried=").decimal(Attack.tests.value &- before).text(" faults=")
      .decimal(Attack.faults.value &- faults).end()
  }

  /// To every list there could be, by all three registers.
  private static func softwareInterrupts() {
    for index: UInt64 in 0..<2000 {
      let value = Attack.next()
      switch index % 4 {
      case 0: Attack.instruction(0xd518_cba0, value)  // ICC_SGI1R_EL1
      case 1: Attack.instruction(0xd518_cbc0, value)  // ICC_ASGI1R_EL1
      case 2: Attack.instruction(0xd518_cbe0, value)  // ICC_SGI0R_EL1
      default: Attack.instruction(0xd518_cba0, value | 1 << 40)
      }
    }
    for interrupt: UInt64 in 0..<16 { Attack.instruction(0xd518_cba0, interrupt << 24 | 0xffff) }
  }

  /// Ends and deactivations of what is not active.
  private static func ends() {
    for index: UInt64 in 0..<1100 {
      Attack.instruction(0xd518_cc20, index)  // ICC_EOIR1_EL1
      Attack.instruction(0xd518_c820, index)  // ICC_EOIR0_EL1
      Attack.instruction(0xd518_cb20, index)  // ICC_DIR_EL1
    }
    for _ in 0..<200 {
      Attack.instruction(0xd518_cc20, Attack.next())
      Attack.instruction(0xd518_cb20, Attack.next())
    }
  }

  /// All shared interrupts to anywhere, enabled and pending together.
  private static func routes() {
    let base = Platform.distributor
    for interrupt: UInt64 in 32..<1020 {
      Attack.probe(
        guest_address_of_guest_body_write64(), base &+ 0x6000 &+ interrupt &* 8, Attack.next())
    }
    for word: UInt64 in 1..<32 {
      Attack.probe(guest_address_of_guest_body_write32(), base &+ 0x100 &+ word &* 4, 0xffff_ffff)
      Attack.probe(guest_address_of_guest_body_write32(), base &+ 0x200 &+ word &* 4, 0xffff_ffff)
      Attack.probe(guest_address_of_guest_body_write32(), base &+ 0x300 &+ word &* 4, 0xffff_ffff)
    }
  }

  /// Every register in every width, odd addresses included.
  private static func sweep(_ base: UInt64, _ size: UInt64, step: UInt64) {
    var offset: UInt64 = 0
    while offset < size {
      let address = base &+ offset
      let value = Attack.next()
      // Not GICR_CTLR and its tables: enabling LPIs with random tables would be the guest's own end.
      let isTables = size == 0x2_0000 && (offset == 0 || offset == 0x40)
      if !isTables {
        Attack.probe(guest_address_of_guest_body_write8(), address, value)
        Attack.probe(guest_address_of_guest_body_write16(), address &+ 2, value)
        Attack.probe(guest_address_of_guest_body_write32(), address &+ 4, value)
        Attack.probe(guest_address_of_guest_body_write64(), address &+ 8, value)
        Attack.probe(guest_address_of_guest_body_write32(), address &+ 17, value)
      }
      Attack.probe(guest_address_of_guest_body_read8(), address &+ 3)
      Attack.probe(guest_address_of_guest_body_read16(), address &+ 6)
      Attack.probe(guest_address_of_guest_body_read32(), address &+ 12)
      Attack.probe(guest_address_of_guest_body_read64(), address &+ 16)
      Attack.probe(guest_address_of_guest_body_read64(), address &+ 20)
      offset &+= step
    }
  }

  /// Everything off again, so that the attack can go on.
  private static func tidy(_ redistributor: UInt64) {
    let base = Platform.distributor
    for word: UInt64 in 1..<32 {
      Memory.write32(base &+ 0x180 &+ word &* 4, 0xffff_ffff)
      Memory.write32(base &+ 0x280 &+ word &* 4, 0xffff_ffff)
      Memory.write32(base &+ 0x380 &+ word &* 4, 0xffff_ffff)
    }
    let own = redistributor &+ 0x1_0000
    Memory.write32(own &+ 0x180, 0xffff_ffff)
    Memory.write32(own &+ 0x280, 0xffff_ffff)
    Memory.write32(own &+ 0x380, 0xffff_ffff)
    InterruptController.enableDistributor()
    InterruptController.prepareRedistributor(redistributor)
    InterruptController.prepareCPUInterface()
  }
}
