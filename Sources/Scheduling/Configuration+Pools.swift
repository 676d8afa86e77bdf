#if MARTLET_SHARING
  public import Core

  /// Decoding one pool, with every check that concerns it and its VMs' places in it.
  extension Configuration {
    /// Decodes the pool at `index`, below `poolCount`, replacing everything in `pool`.
    public func decode(
      pool index: Int, into pool: inout PoolConfiguration
    ) throws(SharingError) {
      pool.reset()
      let node = try sharingNode(ofPool: index)
      try node.text(.name, into: &pool.name)
      pool.scheduler = try node.scheduler()
      try readCores(of: index, node, &pool)
      switch pool.scheduler {
      case .bind, .deadline: break
      case .fixedPriority, .timePartition, .fair:
        pool.quantum = try node.time(
          .quantum, from: PoolConfiguration.shortestQuantum, to: PoolConfiguration.longestQuantum)
      }
      try checkMembers(of: index, pool.scheduler)
      if pool.scheduler == .timePartition { try readWindows(of: index, node, &pool) }
    }

    /// The state of PSCI in which idle cores sleep, if the scenario names one.
    public func idleState() throws(SharingError) -> UInt32? {
      let root = SharingNode(tree, tree.root, .board)
      guard root.has(.idleState) else { return nil }
      let state = try root.cell(.idleState)
      guard PSCICall.isStandby(state) else { throw root.error(.losesState, .idleState) }
      return state
    }

    @_lifetime(copy self)
    func sharingNode(ofPool index: Int) throws(SharingError) -> SharingNode {
      guard let node = node(ofPool: index) else {
        throw SharingError(.missing, .pool, .pool(index))
      }
      return SharingNode(tree, node, .pool(index))
    }

    @_lifetime(copy self)
    func sharingNode(ofVirtualMachine index: Int) throws(SharingError) -> SharingNode {
      guard index >= 0, index < virtualMachineCount, let node = node(ofVirtualMachine: index) else {
        throw SharingError(.missing, .virtualMachine, .virtualMachine(index))
      }
      return SharingNode(tree, node, .virtualMachine(index))
    }

    private func readCores(
      of index: Int, _ node: SharingNode, _ pool: inout PoolConfiguration
    ) throws(SharingError) {
      let own = try node.cores(.cores)
      var other = 0
      while other < index {
        guard try sharingNode(ofPool: other).cores(.cores) & own == 0 else {
          throw node.error(.givenTwice, .cores)
        }
        other &+= 1
      }
      // In the order in which they are written.
      let cores = try node.list(.cores)
      var position = 0
      while let core = tree.cell(cores, at: position) {
        guard pool.cores.append(UInt8(truncatingIfNeeded: core)) else {
          throw node.error(.tooMany, .cores)
        }
        position &+= 1
      }
    }

    /// As many virtual cores as a policy has room for. A pool that binds has a core for each.
    private func checkMembers(
      of index: Int, _ scheduler: PoolConfiguration.Scheduler
    ) throws(SharingError) {
      var count = 0
      var number = 0
      while number < virtualMachineCount {
        let machine = try sharingNode(ofVirtualMachine: number)
        if Int(try machine.cell(.pool)) == index {
          count &+= tree.cellCount(of: try machine.list(.cores))
          guard scheduler == .bind || count <= PoolConfiguration.mostVirtualCPUs else {
            throw machine.error(.tooMany, .coreMasks)
          }
        }
        number &+= 1
      }
    }

    private func readWindows(
      of index: Int, _ node: SharingNode, _ pool: inout PoolConfiguration
    ) throws(SharingError) {
      pool.frame = try node.time(.frame, from: PoolConfiguration.shortestQuantum)
      pool.donatesSlack = node.has(.donatesSlack)
      let windows = try node.list(.windows, cells: 6)
      var haveOne: UInt32 = 0
      var earliest: UInt64 = 0
      var position = 0
      while let machine = tree.doubleCell(windows, at: position),
        let start = tree.doubleCell(windows, at: position &+ 2),
        let length = tree.doubleCell(windows, at: position &+ 4)
      {
        guard machine < UInt64(virtualMachineCount) else { throw node.error(.outOfRange, .windows) }
        let number = Int(truncatingIfNeeded: machine)
        guard Int(try sharingNode(ofVirtualMachine: number).cell(.pool)) == index else {
          throw node.error(.otherPool, .windows)
        }
        guard length >= PoolConfiguration.shortestTime else {
          throw node.error(.outOfRange, .windows)
        }
        guard start >= earliest, start <= pool.frame, length <= pool.frame &- start else {
          throw node.error(.doesNotFit, .windows)
        }
        guard
          pool.windows.append(
            TimePartition.Window(start: start, length: length, machine: number))
        else { throw node.error(.tooMany, .windows) }
        haveOne |= 1 &<< UInt32(number)
        earliest = start &+ length
        position &+= 6
      }
      // A VM without a window would never run.
      var number = 0
      while number < virtualMachineCount {
        let machine = try sharingNode(ofVirtualMachine: number)
        if haveOne &>> UInt32(number) & 1 == 0, Int(try machine.cell(.pool)) == index {
          throw machine.error(.otherPool, .windows)
        }
        number &+= 1
      }
    }
  }
#endif
