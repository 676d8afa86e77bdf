internal import CGuestSupport
internal import GuestSupport

/// Reads and writes everywhere but in what the platform gives a VM, and translation tables that lie elsewhere.
enum MemoryAttack {
  private static var answered: SharedWord { SharedWord(16) }
  private static var firstAnswer: SharedWord { SharedWord(17) }

  static func run() {
    answered.value = 0
    let before = Attack.tests.value
    sweep(from: 0, to: 1 << 30, step: 0x1_0000)
    sweep(from: 1 << 30, to: 4 << 30, step: 0x20_0000)
    sweep(from: 4 << 30, to: 512 << 30, step: 64 << 20)
    edges()
    beyondTables()
    let line = say("attacker: outside tried=").decimal(Attack.tests.value &- before)
      .text(" answered=").decimal(answered.value)
    if answered.value != 0 { line.text(" first=").hex(firstAnswer.value) }
    line.end()
    walks()
  }

  /// True for what a VM on this platform may well reach.
  private static func isOwn(_ address: UInt64) -> Bool {
    let controllers = Platform.redistributors &+ UInt64(Platform.cpuCount) &* 0x2_0000
    return address < 0x0800_0000
      || address &- Platform.distributor < 0x1_0000
      || address >= Platform.redistributors && address < controllers
      || address &- 0x0900_0000 < 0x2_0000
      || address &- 0x0a00_0000 < 0x1_0000
      || address &- Platform.memoryBase < Platform.memorySize
  }

  private static func touch(_ address: UInt64) {
    guard !isOwn(address) else { return }
    if !Attack.probe(guest_address_of_guest_body_read32(), address).faulted {
      if answered.value == 0 { firstAnswer.value = address }
      answered.add(1)
    }
    if !Attack.probe(guest_address_of_guest_body_write32(), address, 0x6d61_7274).faulted {
      if answered.value == 0 { firstAnswer.value = address }
      answered.add(1)
    }
  }

  private static func sweep(from first: UInt64, to end: UInt64, step: UInt64) {
    var address = first
    while address < end {
      touch(address)
      address &+= step
    }
  }

  /// The last and first words around each window, in every width and across the edge.
  private static func edges() {
    let controllers = Platform.redistributors &+ UInt64(Platform.cpuCount) &* 0x2_0000
    var place = 0
    while place < 6 {
      let edge: UInt64 =
        switch place {
        case 0: Platform.distributor &+ 0x1_0000
        case 1: controllers
        case 2: Platform.memoryBase &+ Platform.memorySize
        case 3: 0x0902_0000
        case 4: 0x0a01_0000
        default: Platform.memoryBase &- 8
        }
      touch(edge)
      touch(edge &+ 4)
      Attack.probe(guest_address_of_guest_body_read64(), edge &- 4)
      Attack.probe(guest_address_of_guest_body_read32(), edge &- 1)
      Attack.probe(guest_address_of_guest_body_write64(), edge &- 4, 1)
      Attack.probe(guest_address_of_guest_body_pair_read(), edge &- 8)
      place &+= 1
    }
  }

  /// Output addresses from 39 up to 48 bits, by descriptors that say so.
  private static func beyondTables() {
    var bit: UInt64 = 39
    while bit < 48 {
      for high: UInt64 in 1..<4 {
        let target = high << bit & 0xffff_ffff_ffff
        Attack.map(300, target & ~0x3fff_ffff | 0x401)
        touchAlias(300 << 30, target)
        Attack.map(300, target & ~0x3fff_ffff | Attack.ordinary)
        touchAlias(300 << 30 &+ 0x1000, target)
      }
      bit &+= 1
    }
    Attack.restore(300)
  }

  private static func touchAlias(_ address: UInt64, _ target: UInt64) {
    if !Attack.probe(guest_address_of_guest_body_read32(), address).faulted {
      if answered.value == 0 { firstAnswer.value = target }
      answered.add(1)
    }
    Attack.probe(guest_address_of_guest_body_write32(), address, 0)
  }

  /// Translation tables in places that are not the guest's memory, in devices, and reserved descriptors.
  private static func walks() {
    let tried = Attack.tests.value
    var faults: UInt64 = 0
    var place = 0
    while place < 8 {
      let table: UInt64 =
        switch place {
        case 0: 0x70_0000_0000
        case 1: Platform.distributor
        case 2: Platform.uart
        case 3: Platform.redistributors
        case 4: Platform.memoryBase &+ Platform.memorySize
        case 5: 0x0a00_0000
        case 6: 0xffff_ffff_f000
        default: 0x0808_0000
        }
      Attack.map(301, table | 3)
      let address: UInt64 = 301 << 30 &+ 0x1234_5000
      if Attack.probe(guest_address_of_guest_body_read32(), address).faulted { faults &+= 1 }
      if Attack.probe(guest_address_of_guest_body_write32(), address, 1).faulted { faults &+= 1 }
      if Attack.probe(address).faulted { faults &+= 1 }
      Attack.probe(guest_address_of_guest_body_translate(), address)
      // The upper half of the address space starts its walk there.
      let control = Probe.instruction(0xd538_2040).value  // TCR_EL1
      _ = Probe.instruction(0xd518_2020, table)  // TTBR1_EL1
      _ = Probe.instruction(0xd518_2040, control & ~(1 << 23) | 25 << 16 | 2 << 30 | 0x3500_0000)
      guest_instruction_barrier()
      if Attack.probe(guest_address_of_guest_body_read32(), 0xffff_ff80_0000_1000).faulted {
        faults &+= 1
      }
      if Attack.probe(0xffff_ff80_0000_1000).faulted { faults &+= 1 }
      _ = Probe.instruction(0xd518_2040, control)
      guest_invalidate_translations()
      place &+= 1
    }
    Attack.restore(301)
    say("attacker: walks tried=").decimal(Attack.tests.value &- tried).text(" faults=")
      .decimal(faults).end()
  }
}
