#if MARTLET_SHARING
  /// How many VMs, pools and cores there are: what the indices of a call are checked against.
  public struct ManagementLimits: Sendable {
    public let machines: Int
    public let pools: Int
    public let cores: Int

    public init(machines: Int, pools: Int, cores: Int) {
      self.machines = machines
      self.pools = pools
      self.cores = cores
    }

    func machine(_ number: UInt64) throws(ManagementStatus) -> Int {
      guard number < UInt64(machines) else { throw .unknownMachine }
      return Int(truncatingIfNeeded: number)
    }

    func pool(_ number: UInt64) throws(ManagementStatus) -> Int {
      guard number < UInt64(pools) else { throw .unknownPool }
      return Int(truncatingIfNeeded: number)
    }

    func core(_ number: UInt64) throws(ManagementStatus) -> Int {
      guard number < UInt64(cores) else { throw .unknownCore }
      return Int(truncatingIfNeeded: number)
    }
  }
#endif
