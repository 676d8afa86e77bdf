internal import CGuestSupport
internal import GuestSupport

/// What the interrupt handlers saw, in order, for each of two CPUs.
enum Recorder {
  static var redistributor: SharedWord { SharedWord(0) }
  /// Written by the second CPU when it is ready for interrupts.
  static var secondRedistributor: SharedWord { SharedWord(1) }
  /// An interrupt whose handler makes `nested` pending and lets itself be preempted; zero: none.
  static var nesting: SharedWord { SharedWord(2) }
  static var nested: SharedWord { SharedWord(3) }

  static func count(cpu: Int) -> SharedWord { SharedWord(1024 &+ cpu &* 1024) }
  static func entry(_ index: UInt64, cpu: Int) -> SharedWord {
    SharedWord(1025 &+ cpu &* 1024 &+ Int(truncatingIfNeeded: index & 0x1ff))
  }

  private static func note(_ value: UInt64, cpu: Int) {
    entry(count(cpu: cpu).value, cpu: cpu).value = value
    guest_memory_barrier()
    count(cpu: cpu).add(1)
  }

  /// The lists use bit 16 for an interrupt that came as FIQ, bit 17 for the end of a preempted handler.
  static func handle(isFast: Bool) {
    let cpu = guest_read_affinity() & 0xffffff == Platform.affinity(0) ? 0 : 1
    let interrupt =
      (isFast ? guest_read_gic_group0_acknowledge() : guest_read_gic_group1_acknowledge())
      & 0xff_ffff
    note(interrupt | (isFast ? 1 << 16 : 0), cpu: cpu)
    guard interrupt < 1020 else { return }
    if interrupt == nesting.value {
      Shared.pend(nested.value)
      guest_unmask_interrupts()
      GenericTimer.virtual.spin(microseconds: 100)
      guest_mask_interrupts()
      note(interrupt | 1 << 17, cpu: cpu)
    }
    if isFast {
      guest_write_gic_group0_end(interrupt)
    } else {
      guest_write_gic_group1_end(interrupt)
    }
    guest_instruction_barrier()
  }

  /// Waits until `cpu` has seen `expected` interrupts, or a tenth of a second, and some more for surplus ones.
  static func wait(cpu: Int, expected: UInt64) {
    let end = GenericTimer.virtual.counter &+ GenericTimer.frequency / 10
    while count(cpu: cpu).value < expected, GenericTimer.virtual.counter < end {}
    GenericTimer.virtual.spin(microseconds: 500)
  }

  /// Prints the list of `cpu` after the check's name, and empties it.
  static func report(_ name: StaticString, cpu: Int) {
    let line = say("gic: ").text(name)
    for index in 0..<count(cpu: cpu).value { line.text(" ").hex(entry(index, cpu: cpu).value) }
    line.end()
    count(cpu: cpu).value = 0
  }
}
