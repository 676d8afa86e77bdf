// `standby`: one half of a pair (docs/hot-standby.md). It says what it is, is ready after a while, and as the primary ends in the
// way that its arguments say; see docs/bare-metal-guests.md.

internal import CGuestSupport
internal import GuestSupport

/// The register Role of the first channel, and what came of it.
enum Pair {
  /// Physical counter when the guest became the primary; 0: it did not in this life.
  static var since: SharedWord { SharedWord(1) }
  private static var status: SharedWord { SharedWord(2) }

  /// On the bus the first channel is in slot 2, its registers are where that slot's are at the start, and its interrupt is the
  /// third of the bus's four.
  private static var registers: UInt64 {
    Platform.channelRegisters != 0 ? Platform.channelRegisters : 0x1000_2000
  }
  private static var interrupt: UInt64 {
    Platform.channelRegisters != 0 ? Platform.channelInterrupt : 37
  }

  static var role: UInt32 { Memory.read32(registers &+ 0x1C) }
  static var isPrimary: Bool { role & 3 == 1 }

  /// A change of the role interrupts, a doorbell does not.
  static func start() {
    InterruptController.enableShared(interrupt)
    Memory.write32(registers, 2)
    guest_unmask_interrupts()
  }

  static func sayReady() { Memory.write32(registers &+ 0x1C, 4) }

  static func handle(_ number: UInt64) {
    guard number == interrupt else { return }
    status.value |= UInt64(Memory.read32(registers &+ 4))
    if isPrimary, since.value == 0 { since.value = GenericTimer.physical.counter }
  }

  static func describe(_ line: Console, _ role: UInt32) {
    line.text(role & 3 == 1 ? "primary" : role & 3 == 2 ? "standby" : "alone")
      .text(" changes=").decimal(UInt64(role >> 8)).text(" ready=")
      .decimal(UInt64(role >> 2 & 1)).text(" status=").decimal(status.value)
      .text(" other=").decimal(UInt64(role >> 3 & 1)).end()
  }
}

/// The firmware's watchdog, called until `hang`.
enum Watchdog {
  private static let function: UInt64 = 0x8200_3D06

  static func start() {
    let seconds = BootArguments.number("watchdog", otherwise: 0)
    guard seconds > 0 else { return }
    _ = guest_hvc(function, 1, seconds, 0)
    _ = guest_hvc(function, 2, 1, 0)
  }

  static func pet() {
    if BootArguments.has("watchdog") { _ = guest_hvc(function, 3, 0, 0) }
  }
}

@c(StandbyGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  InterruptController.enableDistributor()
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  let first = Pair.role
  Pair.describe(say("standby: boot "), first)
  Pair.start()
  Watchdog.start()
  if first & 3 == 2 {
    live(milliseconds: BootArguments.number("ready-ms", otherwise: 0), untilPrimary: true)
    if BootArguments.has("ready-ms") {
      Pair.sayReady()
      Pair.describe(say("standby: ready "), Pair.role)
    }
    while !Pair.isPrimary { live(milliseconds: 10, untilPrimary: true) }
    Pair.describe(say("standby: now "), Pair.role)
    say("standby: since ").decimal(Pair.since.value).end()
  }
  // Its work begins when somebody could take it over, unless it does without.
  while !BootArguments.has("alone"), Pair.role >> 3 & 1 == 0 { live(milliseconds: 10) }
  live(milliseconds: BootArguments.number("work-ms", otherwise: .max / 1_000_000_000))
  // The line is out before the end, which has its time from it.
  let end = GenericTimer.physical.counter &+ GenericTimer.frequency / 50
  say("standby: ends ").decimal(end).end()
  while GenericTimer.physical.counter < end {}
  if BootArguments.says("end", "reset") { PowerControl.reset() }
  if BootArguments.says("end", "off") { PowerControl.off() }
  if BootArguments.says("end", "trap") { _ = guest_hvc(0xc600_0f01, .max, 0, 0) }
  // `hang`, and what did not end.
  while true { guest_yield() }
}

/// Lives on for so long, or until the role changes.
private func live(milliseconds: UInt64, untilPrimary: Bool = false) {
  let start = GenericTimer.physical.counter
  let ticks = GenericTimer.frequency / 1000 &* milliseconds
  while GenericTimer.physical.counter &- start < ticks {
    if untilPrimary, Pair.since.value != 0 { return }
    GenericTimer.virtual.spin(microseconds: 1000)
    Watchdog.pet()
  }
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {
  let interrupt = guest_read_gic_group1_acknowledge() & 0xff_ffff
  guard interrupt < 1020 else { return }
  Pair.handle(interrupt)
  guest_write_gic_group1_end(interrupt)
}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {}
