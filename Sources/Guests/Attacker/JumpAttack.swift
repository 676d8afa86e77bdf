internal import CGuestSupport
internal import GuestSupport

/// Execution where there is no code of the guest's.
enum JumpAttack {
  static func run() {
    let before = Attack.tests.value
    let faults = Attack.faults.value
    // First as they are mapped, which stage 1 refuses; then as memory, which is for stage 2 to refuse.
    devices()
    Attack.map(0, Attack.ordinary)
    devices()
    Attack.map(0, 0x401 | 1 << 54)
    Attack.probe(Platform.memoryBase &+ Platform.memorySize)
    Attack.probe(Platform.memoryBase &+ Platform.memorySize &- 4)
    Attack.probe(0xffff_0000_0000_0000)
    Attack.probe(0x0000_ffff_ffff_fffc)
    Attack.probe(0x8000_0000_0000_0000)
    Attack.probe(guest_address_of_guest_code() &+ 2)
    for _ in 0..<200 {
      let address = Attack.outside &+ Attack.next() & 0x3f_ffff_fffc
      Attack.map(address >> 30, address & ~0x3fff_ffff | Attack.ordinary)
      Attack.probe(address)
      Attack.restore(address >> 30)
    }
    say("attacker: jumps tried=").decimal(Attack.tests.value &- before).text(" faults=")
      .decimal(Attack.faults.value &- faults).end()
  }

  private static func devices() {
    Attack.probe(Platform.uart)
    Attack.probe(Platform.distributor)
    Attack.probe(Platform.redistributors &+ 0x1_0000)
    Attack.probe(0x0808_0000)
    Attack.probe(0x0a00_0000)
    Attack.probe(0x0c00_0000)
  }
}
