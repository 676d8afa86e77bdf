internal import CGuestSupport
internal import GuestSupport

/// Random accesses to a PCI bus with channels (docs/channels.md): its configuration space, the registers wherever they have
/// been moved to, doorbells, and the window of memory.
enum BusAttack {
  private static let configuration: UInt64 = 0x40_1000_0000
  private static let registers: UInt64 = 0x1000_0000
  /// Where stage 1 has the window, which is beyond its own addresses.
  private static let window: UInt64 = 300 << 30
  private static var reads: SharedWord { SharedWord(24) }

  static func run(count: UInt64) {
    let before = Attack.tests.value
    let faults = Attack.faults.value
    Attack.map(window >> 30, 0x80_0000_0000 | 0x401)
    reads.value = 0
    for _ in 0..<count { step() }
    // As Linux leaves it, so that doorbells can be rung for certain.
    for slot in 2..<4 as Range<UInt64> {
      let function = configuration &+ slot << 15
      Memory.write32(function &+ 0x10, UInt32(truncatingIfNeeded: registers &+ slot << 12))
      Memory.write32(function &+ 4, 2)
      let position = Memory.read32(registers &+ slot << 12 &+ 8)
      for _ in 0..<10_000 {
        Memory.write32(registers &+ slot << 12 &+ 12, (position ^ 1) << 16)
      }
    }
    Attack.restore(window >> 30)
    say("attacker: bus tried=").decimal(Attack.tests.value &- before).text(" answered=")
      .decimal(reads.value).text(" faults=").decimal(Attack.faults.value &- faults).end()
  }

  private static func step() {
    let random = Attack.next()
    let slot = random & 7
    let value = Attack.next()
    let function = configuration &+ slot << 15
    switch random >> 8 & 7 {
    case 0: access(function &+ random >> 16 & 0x3f, random >> 32, value)
    case 1: access(configuration &+ random >> 16 & 0xf_ffff, random >> 40, value)
    case 2:
      // Into the window, on others or not; and memory space on or off.
      let place = random >> 16 & 0xff
      access(function &+ 0x1c, 2, 0x80)
      access(function &+ 0x18, 2, place << 21)
      access(function &+ 4, 1, random >> 24 & 2)
    case 3: access(function &+ 0x10, 2, registers &+ random >> 16 & 0x7 << 12)
    case 4: access(registers &+ random >> 16 & 0x7fff, random >> 32, value)
    case 5: access(registers &+ slot << 12 &+ random >> 16 & 0xc, 2, value)
    default: access(window &+ random >> 16 & 0x3fff_fff8, 2, value)
    }
  }

  private static func access(_ address: UInt64, _ kind: UInt64, _ value: UInt64) {
    let entry =
      switch kind & 7 {
      case 0: guest_address_of_guest_body_write8()
      case 1: guest_address_of_guest_body_write16()
      case 2: guest_address_of_guest_body_write32()
      case 3: guest_address_of_guest_body_write64()
      case 4: guest_address_of_guest_body_read8()
      case 5: guest_address_of_guest_body_read16()
      case 6: guest_address_of_guest_body_read64()
      default: guest_address_of_guest_body_read32()
      }
    let probe = Attack.probe(entry, address, value)
    if kind & 4 != 0, !probe.faulted { reads.add(1) }
  }
}
