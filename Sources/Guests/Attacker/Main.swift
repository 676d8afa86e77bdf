internal import GuestSupport

@c(AttackerGuest_main)
public func main() {}
