// `neighbour`: shares a core with others. It measures what it gets of the core, or takes as much of it as it can;
// see docs/bare-metal-guests.md for its modes.

internal import CGuestSupport
internal import GuestSupport

@c(NeighbourGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  say("neighbour: boot").end()
  // Not by YIELD, with which an emulator may do as it likes.
  if BootArguments.says("mode", "spin") { while true { _ = guest_read_interrupt_masks() } }
  if BootArguments.says("mode", "move") {
    Moves.run(
      rounds: BootArguments.number("moves", otherwise: 10),
      pools: BootArguments.number("pools", otherwise: 2))
    PowerControl.off()
  }
  InterruptController.enableDistributor()
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  if BootArguments.says("mode", "interrupts") { Storm.interrupts(redistributor: redistributor) }
  if BootArguments.says("mode", "exits") { Storm.exits(redistributor: redistributor) }

  let millisecond = GenericTimer.frequency / 1000
  var measurement = Measurement(
    start: BootArguments.number("from-ms", otherwise: 100) &* millisecond,
    length: BootArguments.number("for-ms", otherwise: 1000) &* millisecond,
    frame: max(1, BootArguments.number("frame-ms", otherwise: 10)) &* millisecond,
    shortestGap: BootArguments.number("gap-us", otherwise: 100) &* millisecond / 1000,
    work: BootArguments.number("work", otherwise: 0))
  measurement.run()
  measurement.report()
  PowerControl.off()
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {
  let interrupt = guest_read_gic_group1_acknowledge() & 0xff_ffff
  guard interrupt < 1020 else { return }
  // The next one is there before this one has ended.
  guest_write_gic_group1_software_interrupt((interrupt & 15) << 24 | 1)
  guest_write_gic_group1_end(interrupt)
}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) { Moves.accompany(Int(cpu & 7)) }
