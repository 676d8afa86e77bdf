internal import CGuestSupport
internal import GuestSupport

/// Execution where there is no code of the guest's.
enum JumpAttack {
  static func run() {
    let before = Attack.tests.value
    let faults = Attack.faults.value
    // Devices are mapped without execution; here the first gibibyte may be executed as well.
    Attack.map(0, 0x401)
    Attack.probe(Platform.uart)
    Attack.probe(Platform.distributor)
    Attack.probe(Platform.redistributors &+ 0x1_0000)
    Attack.probe(0x0808_0000)
    Attack.probe(0x0a00_0000)
    Attack.probe(0x0c00_0000)
    Attack.map(0, 0x401 | 1 << 54)
    Attack.probe(Platform.uart)  // and not
    Attack.probe(Platform.memoryBase &+ Platform.memorySize)
    Attack.probe(Platform.memoryBase &+ Platform.memorySize &- 4)
    Attack.probe(0x70_0000_0000)
    Attack.probe(0xffff_0000_0000_0000)
    Attack.probe(0x0000_ffff_ffff_fffc)
    Attack.probe(0x8000_0000_0000_0000)
    Attack.probe(guest_address_of_guest_code() &+ 2)
    for _ in 0..<200 { Attack.probe(Attack.next() & 0x7f_ffff_fffc | 0x40_0000_0000) }
    say("attacker: jumps tried=").decimal(Attack.tests.value &- before).text(" faults=")
      .decimal(Attack.faults.value &- faults).end()
  }
}
