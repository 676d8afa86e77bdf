internal import AArch64
internal import Core

@c(Hypervisor_main)
public func main() {}
