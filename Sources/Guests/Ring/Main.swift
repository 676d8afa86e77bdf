// `ring`: what a message costs through a ring (docs/channel-ring.md), in counter ticks; both ends are here. See
// docs/bare-metal-guests.md for its lines.

internal import CGuestSupport
internal import GuestSupport

@c(RingGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  say("ring: boot").end()
  // Both are in the words that belong to the guest: one is done when the other begins.
  if var ends = SwiftEnds(RingMemory.start, RingMemory.size) {
    Measurement.report("swift", &ends)
  }
  if var ends = CEnds(RingMemory.start, RingMemory.size) { Measurement.report("c", &ends) }
  say("ring: done").end()
  PowerControl.off()
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {}
