internal import CGuestSupport
internal import GuestSupport

/// Every range of the SMC Calling Convention, and nonsense, by both conduits and with odd immediates.
enum HypercallAttack {
  private static var refused: SharedWord { SharedWord(24) }
  private static var answered: SharedWord { SharedWord(25) }

  static func run() {
    refused.value = 0
    answered.value = 0
    let before = Attack.tests.value
    let faults = Attack.faults.value
    // Call type and width (bits 31:30), owner (29:24), the ends of the function range.
    for kind: UInt64 in 0..<4 {
      for owner: UInt64 in 0..<64 {
        for function: UInt64 in 0..<24 {
          let number = function < 20 ? function : 0xfffc &+ (function &- 20)
          call(kind << 30 | owner << 24 | number)
        }
      }
    }
    for _ in 0..<2000 { call(Attack.next()) }
    for _ in 0..<2000 { call(Attack.next() & 0xffff_ffff) }
    for function: UInt64 in 0..<0x100 { call(0x8400_ff00 &+ function) }

    var immediate: UInt32 = 1
    while immediate < 0x1_0000 {
      Attack.instruction(0xd400_0002 | immediate << 5, 0x8400_0000)
      Attack.instruction(0xd400_0003 | immediate << 5, 0x8400_0000)
      immediate = immediate &* 2 &+ 1
    }
    say("attacker: hypercalls tried=").decimal(Attack.tests.value &- before)
      .text(" refused=").decimal(refused.value).text(" answered=").decimal(answered.value)
      .text(" faults=").decimal(Attack.faults.value &- faults).end()
  }

  /// Calls that do what they say would end the attack; PowerAttack tries them with bad arguments.
  private static func isEffective(_ function: UInt64) -> Bool {
    let low = function & 0xffff_ffff
    // PSCI, both widths, its whole first range but VERSION and FEATURES; and the test hooks.
    return low & 0xbf00_ffe0 == 0x8400_0000 && low & 0x1f != 0 && low & 0x1f != 10
      || low & 0xbfff_f000 == 0x8600_0000
  }

  private static func call(_ function: UInt64) {
    guard !isEffective(function) else { return }
    let first = Attack.next()
    let second = Attack.next()
    judge(Attack.probe(guest_address_of_guest_body_hvc(), function, first, second, first))
    judge(Attack.probe(guest_address_of_guest_body_smc(), function, first, second, first))
  }

  private static func judge(_ probe: Probe) {
    guard !probe.faulted else { return }
    if probe.value == .max || probe.value == 0xffff_ffff { refused.add(1) } else { answered.add(1) }
  }
}
