/// What is kept for VMs that are created while the machine runs.
public struct ReservePlan: Sendable, Equatable {
  /// Where the memory lies.
  public var physical: UInt64
  public var memorySize: UInt64
  public var machines: Int
  /// Of each.
  public var virtualCPUs: Int

  public init(physical: UInt64, memorySize: UInt64, machines: Int, virtualCPUs: Int) {
    self.physical = physical
    self.memorySize = memorySize
    self.machines = machines
    self.virtualCPUs = virtualCPUs
  }
}
