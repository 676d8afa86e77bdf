internal import GuestSupport

@c(RegistersGuest_main)
public func main() {}
