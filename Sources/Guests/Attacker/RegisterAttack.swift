internal import CGuestSupport
internal import GuestSupport

/// All 32,768 encodings of system registers and 16,384 of system instructions, one instruction at a time.
enum RegisterAttack {
  static func run() {
    var readable: UInt64 = 0
    var undefined: UInt64 = 0
    var other: UInt64 = 0
    var higher: UInt64 = 0
    let before = Attack.tests.value
    for field: UInt32 in 0..<0x8000 {
      // op0 is 2 or 3: bits 20 and 19 of the instruction; op1, CRn, CRm and op2 follow.
      let encoding = 0x0010_0000 | field << 5
      let read = Attack.instruction(0xd520_0000 | encoding)
      if !read.faulted {
        readable &+= 1
        // op1 4 to 7 belong to EL2, to EL3 and to EL1 seen from EL2.
        if encoding >> 18 & 1 == 1 {
          if higher == 0 { say("attacker: register of a higher level ").hex(encoding).end() }
          higher &+= 1
        }
      } else if read.exceptionClass == 0 {
        undefined &+= 1
      } else {
        other &+= 1
      }
      // What reads is written back as it is; the rest gets nonsense.
      if !isVital(encoding) {
        Attack.instruction(
          0xd500_0000 | encoding, read.faulted ? Attack.next() & 0xffff_ffff : read.value)
      }
    }
    say("attacker: sysregs tried=").decimal(Attack.tests.value &- before)
      .text(" readable=").decimal(readable).text(" undef=").decimal(undefined)
      .text(" other=").decimal(other).text(" higher=").decimal(higher).end()

    let instructions = Attack.tests.value
    let faults = Attack.faults.value
    for field: UInt32 in 0..<0x4000 {
      // Cache, address translation and TLB maintenance (op0 = 1) on memory of the guest's own.
      Attack.instruction(0xd508_0000 | field << 5, Attack.scratch)
    }
    say("attacker: sysinstructions tried=").decimal(Attack.tests.value &- instructions)
      .text(" faults=").decimal(Attack.faults.value &- faults).end()
  }

  /// Where even the value just read would end the attack: interrupt masks and the choice of stack.
  private static func isVital(_ encoding: UInt32) -> Bool {
    encoding == 0x0018_4200 || encoding == 0x001b_4220
  }
}
