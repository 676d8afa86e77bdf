internal import GuestSupport

@c(AttackerGuest_main)
public func main(deviceTree: UInt64) {}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {}
