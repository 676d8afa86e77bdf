internal import CGuestSupport
internal import GuestSupport

/// The first channel to another VM, if there is one: each tick is written to its memory and each ring of the other's counted,
/// neither of which a hypervisor has a reason to trap; this end rings after each window.
enum Channel {
  private static var rings: SharedWord { SharedWord(7) }
  private static var ticks: SharedWord { SharedWord(8) }
  /// The same as what the device tree says, at hand for handlers.
  private static var memory: SharedWord { SharedWord(9) }
  private static var interrupt: SharedWord { SharedWord(10) }

  private static var least: SharedWord { SharedWord(12) }

  static var isThere: Bool { memory.value != 0 }
  static var ringCount: UInt64 { rings.value }

  static func start() {
    guard Platform.channelRegisters != 0 else { return }
    memory.value = Platform.channelMemory
    interrupt.value = Platform.channelInterrupt
    InterruptController.enableShared(Platform.channelInterrupt)
    Memory.write32(Platform.channelRegisters, 1)
  }

  /// Word 0 of the memory: ticks since the start.
  static func tick() {
    guard isThere else { return }
    ticks.add(1)
    Memory.write32(memory.value, UInt32(truncatingIfNeeded: ticks.value))
  }

  /// Word 1: rings of the other end. Other interrupts are nothing to it.
  static func handle(_ number: UInt64) {
    guard isThere, number == interrupt.value else { return }
    rings.add(1)
    Memory.write32(memory.value &+ 4, UInt32(truncatingIfNeeded: rings.value))
  }

  /// The doorbell of the other end, and what the store of it took at the least until now.
  static func ring() {
    guard isThere else { return }
    let other = UInt64(Memory.read32(Platform.channelRegisters &+ 8) ^ 1)
    let took = guest_measure_write32(Platform.channelRegisters &+ 12, other << 16)
    let cost = took &- guest_measure_nothing(0, 0)
    if least.value == 0 || cost < least.value { least.value = cost }
    say("control: ring counter=").decimal(least.value).end()
  }
}
