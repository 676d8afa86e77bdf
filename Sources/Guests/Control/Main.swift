internal import GuestSupport

@c(ControlGuest_main)
public func main() {}
