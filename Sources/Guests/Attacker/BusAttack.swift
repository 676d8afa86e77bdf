internal import CGuestSupport
internal import GuestSupport

/// Random accesses to a PCI bus with channels (docs/channels.md): its configuration space, the registers wherever they have
/// been moved to, doorbells, and the window of memory.
enum BusAttack {
  private static let configuration: UInt64 = 0x40_1000_0000
  private static let registers: UInt64 = 0x1000_0000
  /// Where stage 1 has the window, which is beyond its own addresses.
  private static let window: UInt64 = 300 << 30
  /// Memory that nothing of the attacker is in: 14 MiB and no more, of the VM that has the rings.
  private static let spare: UInt64 = 0x4100_0000
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
    attackRings()
    Attack.restore(window >> 30)
    say("attacker: bus tried=").decimal(Attack.tests.value &- before).text(" answered=")
      .decimal(reads.value).text(" faults=").decimal(Attack.faults.value &- faults).end()
  }

  /// The rings of the control device (docs/control-device.md), if slot 1 has it: links as they have to be, then words and
  /// messages that may belong there or not, and doorbells.
  private static func attackRings() {
    let function = configuration &+ 1 << 15
    guard Memory.read32(function) == 0x10F0_1AF4 else { return }
    let device = registers &+ 1 << 12
    Memory.write32(function &+ 0x10, UInt32(truncatingIfNeeded: device))
    Memory.write32(function &+ 0x1c, 0x80)
    Memory.write32(function &+ 0x18, 0)
    Memory.write32(function &+ 4, 2)
    var links: UInt64 = 0
    var answers: UInt64 = 0
    var given: UInt64 = 0
    var tail: UInt64 = 0
    for round in 0..<20_000 as Range<UInt64> {
      let random = Attack.next()
      // Requests, or what is sent by who listens to events; the hypervisor's half is behind it.
      let half = window &+ random >> 12 & 1 << 15
      let peer = half &+ 0x1000
      let generation = UInt32(truncatingIfNeeded: round >> 6 &+ 1)
      let answered = Memory.read32(peer &+ 64)
      if round & 63 == 0 { tail = 0 }
      switch round & 63 == 0 ? 8 : random >> 4 & 7 {
      case 0: Memory.write32(half &+ random >> 16 & 0xfc, UInt32(truncatingIfNeeded: random >> 32))
      case 1: Memory.write32(half &+ 64, UInt32(truncatingIfNeeded: random >> 32 & 0x1ff8))
      case 2: Memory.write64(half &+ 0x100 &+ random >> 16 & 0xef8, Attack.next())
      case 3, 4, 5:
        // A request, at the start of the records so often as there is room.
        let record = half &+ 0x100 &+ tail % 0xf00
        Memory.write64(record, random >> 32 & 63 == 0 ? Attack.next() : 32)
        // The monitor's operations and some that are none, those of the device alone, and consoles with up to 31 keys.
        let group = random >> 56 & 3
        let operation =
          group == 0
          ? 0x100 | random >> 40 & 7 : group == 1 ? 0x120 | random >> 40 & 3 : random >> 40 & 0x1f
        Memory.write64(record &+ 8, operation | round << 32)
        if operation & ~1 == 0x106 {
          // Blocks of its own memory that are given and taken back, and some that are none.
          let start = spare &+ (random >> 48 & 7) << 21
          Memory.write64(record &+ 16, start | (random >> 58 & 7 == 0 ? random >> 16 : 0))
          Memory.write64(record &+ 24, (random >> 52 & 3) << 21)
        } else {
          Memory.write64(record &+ 16, random >> 48 & 3 | (group == 1 ? random >> 50 & 0x1f00 : 0))
          Memory.write64(record &+ 24, random >> 52 & 1)
        }
        Memory.write64(record &+ 32, 0)
        tail = (tail &+ 40) % 0x1e00
        Memory.write32(half &+ 64, UInt32(truncatingIfNeeded: tail))
      case 8:
        begin(window, generation)
        begin(window &+ 1 << 15, generation)
        let block = spare &+ (random >> 8 & 3) << 21
        if Attack.probe(guest_address_of_guest_body_read32(), block, 0).faulted { given &+= 1 }
      default:
        // The answer to the hypervisor's own beginning.
        Memory.write32(half &+ 12, Memory.read32(peer &+ 8))
      }
      Memory.write32(device &+ 0x10, 3)
      if Memory.read32(peer &+ 12) == generation { links &+= 1 }
      if Memory.read32(peer &+ 64) != answered { answers &+= 1 }
      // What was answered was read.
      Memory.write32(half &+ 128, Memory.read32(peer &+ 64))
    }
    say("attacker: rings linked=").decimal(links).text(" answers=").decimal(answers)
      .text(" given=").decimal(given).end()
  }

  /// A life of an end begins.
  private static func begin(_ half: UInt64, _ generation: UInt32) {
    Memory.write32(half &+ 8, 0)
    Memory.write32(half, 0x0143_524D)
    Memory.write32(half &+ 4, 0xf00)
    Memory.write32(half &+ 12, 0)
    Memory.write32(half &+ 16, 0)
    Memory.write32(half &+ 64, 0)
    Memory.write32(half &+ 68, .max)
    Memory.write32(half &+ 128, 0)
    Memory.write32(half &+ 132, .max)
    Memory.write32(half &+ 8, generation)
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
