/// What is kept for VMs that are created while the machine runs.
public struct ReservePlan: Sendable, Equatable {
  /// Where the memory lies.
  public var physical: UInt64
  public var memorySize: UInt64
  public var machines: Int
  /// Of each.
  public var virtualCPUs: Int
  /// What the service VM can give besides.
  public var givableSize: UInt64

  public init(
    physical: UInt64, memorySize: UInt64, machines: Int, virtualCPUs: Int, givableSize: UInt64 = 0
  ) {
    self.physical = physical
    self.memorySize = memorySize
    self.machines = machines
    self.virtualCPUs = virtualCPUs
    self.givableSize = givableSize
  }
}
