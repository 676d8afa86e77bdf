internal import CGuestSupport
internal import GuestSupport

/// Counts what was tried and what faulted.
enum Attack {
  static var tests: SharedWord { SharedWord(0) }
  static var faults: SharedWord { SharedWord(1) }
  static var random: SharedWord { SharedWord(2) }
  static var secondStarts: SharedWord { SharedWord(3) }
  /// How often an interrupt may still be taken before the handler switches both timers off.
  static var interruptsLeft: SharedWord { SharedWord(4) }
  /// Memory of the guest's own that an attack may zero or overwrite.
  static var scratch: UInt64 { SharedWord(8192).address }

  @discardableResult
  static func probe(
    _ entry: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0,
    _ fourth: UInt64 = 0
  ) -> Probe { count(Probe.call(entry, first, second, third, fourth)) }

  @discardableResult
  static func instruction(_ word: UInt32, _ first: UInt64 = 0, _ second: UInt64 = 0) -> Probe {
    count(Probe.instruction(word, first, second))
  }

  private static func count(_ probe: Probe) -> Probe {
    tests.add(1)
    if probe.faulted { faults.add(1) }
    return probe
  }

  /// The next pseudo-random number (xorshift); the boot argument `seed` chooses the sequence.
  static func next() -> UInt64 {
    var value = random.value
    value ^= value &<< 13
    value ^= value &>> 7
    value ^= value &<< 17
    random.value = value
    return value
  }

  /// The first gibibyte in which nothing of the VM's lies.
  static var outside: UInt64 {
    (Platform.memoryBase &+ Platform.memorySize &+ 0x3fff_ffff) & ~0x3fff_ffff
  }

  /// A descriptor's attributes for ordinary executable memory: nothing is fetched from device memory, not even
  /// far enough for stage 2 to fault.
  static var ordinary: UInt64 { 0x705 }

  /// Maps gibibyte `index` of the address space by any descriptor; the identity mapping comes back with `restore`.
  static func map(_ index: UInt64, _ descriptor: UInt64) {
    Memory.write64(guest_address_of___tables() &+ index &* 8, descriptor)
    guest_invalidate_translations()
  }

  static func restore(_ index: UInt64) { map(index, index << 30 | 0x401) }
}
