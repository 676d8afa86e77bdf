internal import CGuestSupport
internal import GuestSupport

/// PSCI with arguments that nobody should accept; one line each, so that the answers can be compared.
enum PowerAttack {
  private static func show(_ name: StaticString, _ result: UInt64) {
    Attack.tests.add(1)
    let line = say("attacker: psci ").text(name).text(" ")
    let value = Int64(bitPattern: result)
    // A 32-bit call may answer −1 in w0 alone.
    let error = value >= 0 && result >> 31 == 1 ? Int64(Int32(truncatingIfNeeded: value)) : value
    if error < 0 {
      line.text("-").decimal(UInt64(bitPattern: 0 &- error)).end()
    } else {
      line.decimal(result).end()
    }
  }

  private static func call(
    _ name: StaticString, _ function: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0,
    _ third: UInt64 = 0
  ) { show(name, PowerControl.call(function, first, second, third).x0) }

  static func run() {
    let entry = guest_address_of_guest_secondary_start()
    let outside = Platform.memoryBase &+ Platform.memorySize
    call("cpu-on-self", 0xc400_0003, Platform.affinity(0), entry)
    call("cpu-on-self-32", 0x8400_0003, Platform.affinity(0), entry)
    call("cpu-on-nobody", 0xc400_0003, 0xff_00ff_ffff, entry)
    call("cpu-on-beyond-last", 0xc400_0003, UInt64(Platform.cpuCount), entry)
    call("cpu-on-reserved-bit-31", 0xc400_0003, 1 << 31, entry)
    call("cpu-on-reserved-bits", 0xc400_0003, 0xffff_ff00_0000_0000, entry)
    call("cpu-on-all-ones", 0xc400_0003, .max, .max, .max)
    if Platform.cpuCount > 1 {
      call("affinity-info-off", 0xc400_0004, Platform.affinity(1), 0)
      storm(Platform.affinity(1), entry)
    }
    call("affinity-info-self", 0xc400_0004, Platform.affinity(0), 0)
    call("affinity-info-nobody", 0xc400_0004, 0xff_00ff_ffff, 0)
    for level: UInt64 in 1..<5 {
      call("affinity-info-level", 0xc400_0004, Platform.affinity(0), level)
    }
    call("affinity-info-level-huge", 0xc400_0004, Platform.affinity(0), .max)
    call("affinity-info-32", 0x8400_0004, 0xdead_beef_0000_0000, 0)

    // Each of these may also sleep until an interrupt: the timer is one.
    suspend("cpu-suspend-reserved-bits", 0xc400_0001, 0xfeff_ffff, 0)
    suspend("cpu-suspend-all-ones", 0xc400_0001, .max, 0)
    suspend("cpu-suspend-standby", 0xc400_0001, 0, 0)
    suspend("cpu-suspend-standby-32", 0x8400_0001, 0, .max)
    // Where a suspend with power-down is granted, it comes back at its entry point, which is none.
    suspend("cpu-suspend-level-3", 0xc400_0001, 0x0300_0000, 0)

    call("version", 0x8400_0000)
    call("version-64", 0xc400_0000)
    call("migrate", 0xc400_0005, 0)
    call("migrate-info-type", 0x8400_0006)
    call("migrate-info-cpu", 0xc400_0007)
    call("features-all-ones", 0x8400_000a, .max)
    call("features-self", 0x8400_000a, 0x8400_000a)
    call("features-unknown", 0x8400_000a, 0x8400_00ff)
    call("reset2-reserved-type", 0xc400_0012, 1)
    call("reset2-reserved-type-32", 0x8400_0012, 0x7fff_ffff, .max)
    call("mem-protect", 0x8400_0013, 1)
    call("mem-protect-range", 0xc400_0014, .max, .max)
    call("node-hw-state", 0xc400_000d, .max, .max)
    call("set-suspend-mode", 0x8400_000f, .max)
    call("stat-residency", 0xc400_0010, .max, .max)
    call("stat-count", 0xc400_0011, .max, .max)
    call("clean-invalidate-region", 0xc400_0016, .max, .max)
    if Platform.cpuCount > 1 {
      let second = Platform.affinity(1)
      call("cpu-on-entry-outside", 0xc400_0003, second, outside)
      call("cpu-on-entry-device", 0xc400_0003, second, Platform.uart)
      call("cpu-on-entry-hole", 0xc400_0003, second, 0x70_0000_0000)
      call("cpu-on-entry-huge", 0xc400_0003, second, 0xffff_ffff_ffff_f000)
    }
  }

  /// A second CPU where zeros are undefined instructions and no vectors are: it faults until somebody ends it.
  static func startWild() {
    guard Platform.cpuCount > 1 else { return }
    call("cpu-on-wild", 0xc400_0003, Platform.affinity(1), Attack.scratch)
    GenericTimer.virtual.spin(microseconds: 100_000)
  }

  private static func suspend(
    _ name: StaticString, _ function: UInt64, _ state: UInt64, _ entry: UInt64
  ) {
    let timer = GenericTimer.virtual
    InterruptController.enablePrivate(27, at: InterruptController.findRedistributor())
    timer.compare = timer.counter &+ GenericTimer.frequency / 1000
    timer.control = 1
    call(name, function, state, entry, 0)
    timer.control = 0
  }

  /// Switched on again and again while it switches itself off.
  private static func storm(_ second: UInt64, _ entry: UInt64) {
    Attack.secondStarts.value = 0
    var accepted: UInt64 = 0
    var end = GenericTimer.virtual.counter &+ GenericTimer.frequency &* 2
    while accepted < 100, GenericTimer.virtual.counter < end {
      if PowerControl.call(0xc400_0003, second, entry, 1).x0 == 0 { accepted &+= 1 }
    }
    // The last of them gets its time, too, where others have the cores meanwhile.
    end = GenericTimer.virtual.counter &+ GenericTimer.frequency &* 5
    while Attack.secondStarts.value < accepted, GenericTimer.virtual.counter < end {}
    show("cpu-on-storm-accepted", accepted)
    show("cpu-on-storm-started", Attack.secondStarts.value)
  }
}
