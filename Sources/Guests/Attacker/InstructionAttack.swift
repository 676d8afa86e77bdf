internal import CGuestSupport
internal import GuestSupport

/// Undefined instructions, illegal returns, bad stacks, debug, and 32-bit code.
enum InstructionAttack {
  static func run() {
    let before = Attack.tests.value
    let faults = Attack.faults.value
    for index: UInt32 in 0..<5000 { Attack.instruction(index & 0xffff) }  // UDF
    for _ in 0..<2000 {
      // Unallocated groups and reserved system encodings (op0 = 0), away from loads and branches.
      let word = UInt32(truncatingIfNeeded: Attack.next())
      Attack.instruction(word & 0x01ff_ffff | 0x0200_0000)
    }
    Attack.instruction(0xd400_0001)  // SVC
    Attack.instruction(0xd420_0000)  // BRK
    Attack.instruction(0xd440_0000)  // HLT
    Attack.instruction(0xd4a0_0001)  // DCPS1
    Attack.instruction(0xd4a0_0002)  // DCPS2
    Attack.instruction(0xd4a0_0003)  // DCPS3
    Attack.instruction(0xd6bf_03e0)  // DRPS

    // Returns to every mode there is and is not.
    for mode: UInt64 in 0..<32 where mode != 5 {
      returns(to: guest_address_of_guest_code(), state: 0x3c0 | mode)
      returns(to: guest_address_of_guest_code(), state: 0x3c0 | mode | 1 << 20)  // IL
      returns(to: guest_address_of_guest_code() &+ 1, state: 0x3c0 | mode | 1 << 21)  // SS
      returns(to: 0xffff_ffff_ffff_fffc, state: 0xffff_ffff_ffff_ffe0 & ~0x10_0000 | mode)
    }

    for offset: UInt64 in 1..<16 {
      Attack.probe(guest_address_of_guest_body_use_stack(), Attack.scratch &+ offset)
    }
    Attack.probe(guest_address_of_guest_body_use_stack(), 0x70_0000_0000)

    debug()
    userCode()
    say("attacker: instructions tried=").decimal(Attack.tests.value &- before).text(" faults=")
      .decimal(Attack.faults.value &- faults).end()
  }

  private static func returns(to address: UInt64, state: UInt64) {
    Memory.write32(guest_address_of_guest_code(), 0xd400_0001)  // SVC, should it get there
    guest_clean_line(guest_address_of_guest_code())
    Attack.probe(guest_address_of_guest_body_return_to(), address, state)
  }

  /// A breakpoint, a watchpoint and single steps, as far as the debug registers are the guest's.
  private static func debug() {
    _ = Probe.instruction(0xd510_1080)  // OSLAR_EL1 = 0
    _ = Probe.instruction(0xd510_0080, guest_address_of_guest_body_debug_target())  // DBGBVR0
    _ = Probe.instruction(0xd510_00a0, 0x1e3)  // DBGBCR0: EL1, enabled
    _ = Probe.instruction(0xd510_00c0, Attack.scratch)  // DBGWVR0
    _ = Probe.instruction(0xd510_00e0, 0x1ffb)  // DBGWCR0: EL1, loads and stores, enabled
    _ = Probe.instruction(0xd510_0240, 0xa000)  // MDSCR_EL1: MDE, KDE
    Attack.probe(guest_address_of_guest_body_with_debug())
    _ = Probe.instruction(0xd510_0240, 0xa001)  // and SS
    Attack.probe(guest_address_of_guest_body_with_debug())
    Attack.probe(
      guest_address_of_guest_body_return_to(), guest_address_of_guest_code(), 0x1c5 | 1 << 21)
    _ = Probe.instruction(0xd510_0240, 0)
    _ = Probe.instruction(0xd510_00a0, 0)
    _ = Probe.instruction(0xd510_00e0, 0)
  }

  /// The guest's own RAM a second time, for EL0, below 4 GiB so that 32-bit code reaches it.
  private static func userCode() {
    Attack.map(2, 1 << 30 | 0x745)
    let code = guest_address_of_guest_code()
    let alias = code &+ (1 << 30)
    // 64-bit: HVC, SMC, WFI, a system register and a device from EL0.
    var place = 0
    while place < 6 {
      let word: UInt32 =
        switch place {
        case 0: 0xd400_0002
        case 1: 0xd400_0003
        case 2: 0xd503_207f
        case 3: 0xd538_0000
        case 4: 0xd53b_e040
        default: 0xd50b_7420
        }
      user(word, alias, 0, then: 0xd400_0001)
      place &+= 1
    }
    // 32-bit: MRC and MCR over all of coprocessors 14 and 15, then what else leaves for EL1 or EL2.
    for coprocessor: UInt32 in 14..<16 {
      for field: UInt32 in 0..<2048 {
        // CRn and CRm 0 to 15 with opc2 0 to 7 at opc1 0; others are sampled below.
        let registers = (field >> 7 & 15) << 16 | (field >> 3 & 15) | (field & 7) << 5
        user(0xee10_0010 | coprocessor << 8 | registers, alias, 0x1d0 & ~0xf, then: 0xef00_0000)
      }
      for _ in 0..<500 {
        let random = UInt32(truncatingIfNeeded: Attack.next()) & 0x00ff_00ff
        user(0xee00_0010 | coprocessor << 8 | random & ~0xf000, alias, 0x1d0, then: 0xef00_0000)
      }
    }
    user(0xe140_0070, alias, 0x1d0, then: 0xef00_0000)  // HVC
    user(0xe160_0070, alias, 0x1d0, then: 0xef00_0000)  // SMC
    user(0xe320_f003, alias, 0x1d0, then: 0xef00_0000)  // WFI
    user(0xec50_0f02, alias, 0x1d0, then: 0xef00_0000)  // MRRC
    user(0xed90_5e00, alias, 0x1d0, then: 0xef00_0000)  // LDC
    user(0xe7f0_00f0, alias, 0x1d0, then: 0xef00_0000)  // UDF
    user(0xe590_0000, alias, 0x1d0, then: 0xef00_0000)  // LDR
    Attack.restore(2)
  }

  private static func user(_ word: UInt32, _ address: UInt64, _ state: UInt64, then last: UInt32) {
    let code = guest_address_of_guest_code()
    Memory.write32(code, word)
    Memory.write32(code &+ 4, last)
    guest_clean_line(code)
    Attack.probe(guest_address_of_guest_body_return_to(), address, state | 0x1c0)
  }
}
