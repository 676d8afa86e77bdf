internal import CGuestSupport
internal import GuestSupport

/// Shared peripheral interrupts by number, in the distributor (Arm IHI 0069, chapter 12.9).
enum Shared {
  /// Nothing is wired to the interrupts from here on, on `virt` and on Martlet's platform.
  static let first: UInt64 = 224

  private static var base: UInt64 { InterruptController.distributor }
  private static func word(_ register: UInt64, _ interrupt: UInt64) -> UInt64 {
    base &+ register &+ interrupt / 32 &* 4
  }
  private static func bit(_ interrupt: UInt64) -> UInt32 { 1 << UInt32(interrupt & 31) }
  private static func isSet(_ register: UInt64, _ interrupt: UInt64) -> Bool {
    Memory.read32(word(register, interrupt)) & bit(interrupt) != 0
  }
  private static func poke(_ register: UInt64, _ interrupt: UInt64) {
    Memory.write32(word(register, interrupt), bit(interrupt))
    guest_memory_barrier()
  }

  static func enable(_ interrupt: UInt64) { poke(0x100, interrupt) }
  static func disable(_ interrupt: UInt64) {
    poke(0x180, interrupt)
    InterruptController.waitForDistributor()
  }
  static func pend(_ interrupt: UInt64) { poke(0x200, interrupt) }
  static func unpend(_ interrupt: UInt64) { poke(0x280, interrupt) }
  static func activate(_ interrupt: UInt64) { poke(0x300, interrupt) }
  static func deactivate(_ interrupt: UInt64) { poke(0x380, interrupt) }
  static func isPending(_ interrupt: UInt64) -> Bool { isSet(0x200, interrupt) }
  static func isActive(_ interrupt: UInt64) -> Bool { isSet(0x300, interrupt) }

  static func setPriority(_ interrupt: UInt64, _ priority: UInt8) {
    Memory.write8(base &+ 0x400 &+ interrupt, priority)
  }
  static func route(_ interrupt: UInt64, _ route: UInt64) {
    Memory.write64(base &+ 0x6000 &+ interrupt &* 8, route)
    guest_memory_barrier()
  }
  static func setGroup(_ interrupt: UInt64, _ group: UInt32) {
    let old = Memory.read32(word(0x80, interrupt)) & ~bit(interrupt)
    Memory.write32(word(0x80, interrupt), group == 1 ? old | bit(interrupt) : old)
  }
  static func setEdge(_ interrupt: UInt64, _ isEdge: Bool) {
    let address = base &+ 0xc00 &+ interrupt / 16 &* 4
    let flag: UInt32 = 2 << UInt32(interrupt % 16 &* 2)
    let old = Memory.read32(address) & ~flag
    Memory.write32(address, isEdge ? old | flag : old)
  }

  /// Enabled, idle, edge, Group 1, to this CPU, at `priority`.
  static func prepare(_ interrupt: UInt64, priority: UInt8 = 0xa0) {
    disable(interrupt)
    unpend(interrupt)
    deactivate(interrupt)
    setEdge(interrupt, true)
    setGroup(interrupt, 1)
    setPriority(interrupt, priority)
    route(interrupt, Platform.affinity(0))
    enable(interrupt)
  }
}
