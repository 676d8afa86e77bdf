internal import GuestSupport

@c(GicGuest_main)
public func main() {}
