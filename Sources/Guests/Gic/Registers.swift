internal import CGuestSupport
internal import GuestSupport

/// What the memory-mapped registers read back.
enum Registers {
  private static var base: UInt64 { InterruptController.distributor }

  /// Prints a register's value after writing `value` to it, and puts the old value back.
  private static func readBack(_ name: StaticString, _ address: UInt64, _ value: UInt32) {
    let old = Memory.read32(address)
    Memory.write32(address, value)
    say("gic: ").text(name).text(" ").hex(Memory.read32(address)).end()
    Memory.write32(address, old)
  }

  /// Prints the OR of all words of `range` after writing all ones to each: zero for an area that is RES0.
  private static func ignored(_ name: StaticString, _ first: UInt64, _ end: UInt64) {
    var seen: UInt32 = 0
    var offset = first
    while offset < end {
      Memory.write32(offset, 0xffff_ffff)
      seen |= Memory.read32(offset)
      offset &+= 4
    }
    say("gic: ").text(name).text(" ").hex(seen).end()
  }

  static func checkDistributor() {
    let line = say("gic: ctlr")
    for step: UInt32 in 0..<5 {
      Memory.write32(base, step == 0 ? 0 : 0x0f &+ step)  // off, routing, then each group and both
      InterruptController.waitForDistributor()
      line.text(" ").hex(Memory.read32(base) & 0x53)
    }
    line.end()
    say("gic: typer-lines ").hex(Memory.read32(base &+ 4) & 0x1f)
      .text(" security ").hex(Memory.read32(base &+ 4) >> 10 & 1).end()
    say("gic: pidr2-architecture ").hex(Memory.read32(base &+ 0xffe8) >> 4 & 15).end()

    // With affinity routing on, what belongs to one CPU is in its redistributor, and GICv2's ways are gone.
    ignored("isenabler0-ignored", base &+ 0x100, base &+ 0x104)
    ignored("ispendr0-ignored", base &+ 0x200, base &+ 0x204)
    ignored("isactiver0-ignored", base &+ 0x300, base &+ 0x304)
    ignored("igroupr0-ignored", base &+ 0x80, base &+ 0x84)
    ignored("ipriorityr0-7-ignored", base &+ 0x400, base &+ 0x420)
    ignored("itargetsr-ignored", base &+ 0x800, base &+ 0x920)
    ignored("icfgr0-1-ignored", base &+ 0xc00, base &+ 0xc08)
    ignored("sgir-ignored", base &+ 0xf00, base &+ 0xf04)
    ignored("cpendsgir-ignored", base &+ 0xf10, base &+ 0xf20)
    // Beyond the last interrupt that GICD_TYPER promises.
    ignored("isenabler9-31-ignored", base &+ 0x124, base &+ 0x180)
    ignored("ispendr9-31-ignored", base &+ 0x224, base &+ 0x280)
    ignored("isactiver9-31-ignored", base &+ 0x324, base &+ 0x380)
    ignored("ipriorityr72-ignored", base &+ 0x520, base &+ 0x7fc)
    ignored("icfgr18-ignored", base &+ 0xc48, base &+ 0xd00)
    // One security state: no group modifier, no non-secure access control.
    ignored("igrpmodr-ignored", base &+ 0xd00, base &+ 0xd24)
    ignored("nsacr-ignored", base &+ 0xe00, base &+ 0xe48)
    ignored("reserved-ignored", base &+ 0x1000, base &+ 0x1040)
    ignored("irouter-private-ignored", base &+ 0x6000, base &+ 0x6100)
  }

  static func checkSharedInterrupts() {
    // Interrupts 224 to 255: word 7 of the one-bit registers.
    let word: UInt64 = 7 &* 4
    Memory.write32(base &+ 0x180 &+ word, 0xffff_ffff)
    InterruptController.waitForDistributor()
    readBack("igroupr", base &+ 0x80 &+ word, 0xa5a5_5a5a)
    setAndClear("enabler", set: base &+ 0x100 &+ word, clear: base &+ 0x180 &+ word)
    setAndClear("pendr", set: base &+ 0x200 &+ word, clear: base &+ 0x280 &+ word)
    setAndClear("activer", set: base &+ 0x300 &+ word, clear: base &+ 0x380 &+ word)
    readBack("icfgr-ones", base &+ 0xc00 &+ 14 &* 4, 0xffff_ffff)
    readBack("icfgr-zeros", base &+ 0xc00 &+ 14 &* 4, 0)
    readBack("icfgr-mixed", base &+ 0xc00 &+ 14 &* 4, 0x8208_2802)

    // Priorities are bytes, and words of four. At least the top five bits are there.
    let priority = base &+ 0x400 &+ 224
    Memory.write32(priority, 0xf8a0_5008)
    let bytes = say("gic: ipriorityr-bytes")
    for index: UInt64 in 0..<4 {
      bytes.text(" ").hex(UInt64(Memory.read8(priority &+ index)) & 0xf8)
    }
    bytes.end()
    Memory.write8(priority &+ 2, 0x10)
    say("gic: ipriorityr-word ").hex(Memory.read32(priority) & 0xf8f8_f8f8).end()

    // Routes are 64 bits, and two words of 32.
    let router = base &+ 0x6000 &+ 224 &* 8
    Memory.write64(router, 0x0102_0304 & 0x00ff_ffff)
    say("gic: irouter64 ").hex(Memory.read64(router) & 0xff80ff_ffff)
      .text(" low32 ").hex(Memory.read32(router) & 0x80ff_ffff).end()
    Memory.write32(router, 0x8000_0001)
    say("gic: irouter32 ").hex(Memory.read64(router) & 0x80ff_ffff).end()
    Memory.write64(router, 0)
    say("gic: irouter0 ").hex(Memory.read64(router)).end()
    Memory.write32(base &+ 0x80 &+ word, 0xffff_ffff)
  }

  /// A pair of one-bit registers: ones set or clear, zeros do nothing, both read the same.
  private static func setAndClear(_ name: StaticString, set: UInt64, clear: UInt64) {
    Memory.write32(clear, 0xffff_ffff)
    let line = say("gic: ").text(name).text(" ").hex(Memory.read32(set))
    Memory.write32(set, 0x0f0f_0001)
    line.text(" ").hex(Memory.read32(set)).text(" ").hex(Memory.read32(clear))
    Memory.write32(set, 0)
    Memory.write32(set, 0x8000_0000)
    line.text(" ").hex(Memory.read32(set))
    Memory.write32(clear, 0x0f00_0001)
    line.text(" ").hex(Memory.read32(set))
    Memory.write32(clear, 0)
    line.text(" ").hex(Memory.read32(clear))
    Memory.write32(clear, 0xffff_ffff)
    line.text(" ").hex(Memory.read32(set)).end()
  }

  static func checkRedistributor(_ frame: UInt64) {
    say("gic: gicr-typer affinity ").hex(Memory.read64(frame &+ 8) >> 32)
      .text(" number ").hex(Memory.read64(frame &+ 8) >> 8 & 0xffff)
      .text(" last ").hex(Memory.read64(frame &+ 8) >> 4 & 1)
      .text(" low32 ").hex(Memory.read32(frame &+ 8) & 0xffff10)
      .text(" high32 ").hex(Memory.read32(frame &+ 12)).end()
    say("gic: gicr-pidr2-architecture ").hex(Memory.read32(frame &+ 0xffe8) >> 4 & 15).end()
    var count: UInt64 = 0
    var cursor = Platform.redistributors
    while count < 64 {
      count &+= 1
      if Memory.read64(cursor &+ 8) & 0x10 != 0 { break }
      cursor &+= 0x2_0000
    }
    say("gic: gicr-frames-match-cpus ").decimal(count == UInt64(Platform.cpuCount) ? 1 : 0).end()

    let line = say("gic: gicr-waker ").hex(Memory.read32(frame &+ 0x14))
    Memory.write32(frame &+ 0x14, 2)
    line.text(" ").hex(Memory.read32(frame &+ 0x14))
    Memory.write32(frame &+ 0x14, 0)
    line.text(" ").hex(Memory.read32(frame &+ 0x14)).end()

    let own = frame &+ 0x1_0000
    readBack("gicr-igroupr0", own &+ 0x80, 0x5a5a_a5a5)
    // Only software interrupts and PPIs that no timer drives.
    setAndClearPrivate("gicr-enabler", set: own &+ 0x100, clear: own &+ 0x180)
    setAndClearPrivate("gicr-pendr", set: own &+ 0x200, clear: own &+ 0x280)
    setAndClearPrivate("gicr-activer", set: own &+ 0x300, clear: own &+ 0x380)
    Memory.write32(own &+ 0x400, 0xf8a0_5008)
    Memory.write8(own &+ 0x401, 0x20)
    say("gic: gicr-ipriorityr ").hex(Memory.read32(own &+ 0x400) & 0xf8f8_f8f8)
      .text(" ").hex(UInt64(Memory.read8(own &+ 0x403)) & 0xf8).end()
    Memory.write32(own &+ 0x400, 0xa0a0_a0a0)
    readBack("gicr-icfgr0", own &+ 0xc00, 0)
    ignored("gicr-igrpmodr0-ignored", own &+ 0xd00, own &+ 0xd04)
    ignored("gicr-nsacr-ignored", own &+ 0xe00, own &+ 0xe04)
  }

  private static func setAndClearPrivate(_ name: StaticString, set: UInt64, clear: UInt64) {
    let usable: UInt32 = 0x0007_ffff
    Memory.write32(clear, usable)
    let line = say("gic: ").text(name).text(" ").hex(Memory.read32(set) & usable)
    Memory.write32(set, 0x0005_8001)
    line.text(" ").hex(Memory.read32(set) & usable).text(" ").hex(Memory.read32(clear) & usable)
    Memory.write32(clear, 0x0001_0001)
    line.text(" ").hex(Memory.read32(set) & usable)
    Memory.write32(clear, usable)
    line.text(" ").hex(Memory.read32(set) & usable).end()
  }
}
