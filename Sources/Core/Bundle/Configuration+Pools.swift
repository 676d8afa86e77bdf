#if MARTLET_SHARING
  /// As much of the pools as has to be known to keep VMs apart. What is wrong with a pool is not said here: `Scheduling`
  /// decodes pools, and checks everything in them.
  extension Configuration {
    /// The node of the pool at `index`. The pools stand behind the VMs.
    package func node(ofPool index: Int) -> FlattenedDeviceTree.Node? {
      guard index >= 0, index < poolCount else { return nil }
      return node(ofVirtualMachine: virtualMachineCount &+ index)
    }

    /// A bit for each core of a pool that is shared.
    public var sharedCores: UInt32 {
      var shared: UInt32 = 0
      var index = 0
      while let pool = node(ofPool: index) {
        if let cores = tree.property(named: ConfigurationField.cores.name, of: pool),
          sharesCores(pool)
        {
          var position = 0
          while let core = tree.cell(cores, at: position) {
            if core < UInt32(BoardDescription.maximumCores) { shared |= 1 &<< core }
            position &+= 1
          }
        }
        index &+= 1
      }
      return shared
    }

    /// Whether the VM is in a pool that is shared.
    func isShared(_ machine: FlattenedDeviceTree.Node) -> Bool {
      guard let number = tree.cell("pool", of: machine), let pool = node(ofPool: number) else {
        return false
      }
      return sharesCores(pool)
    }

    /// The scheduler 0 binds.
    private func sharesCores(_ pool: FlattenedDeviceTree.Node) -> Bool {
      tree.cell("scheduler", of: pool) ?? 0 != 0
    }
  }
#endif
