#if MARTLET_SHARING
  public import Core

  /// Decoding a VM's place in its pool.
  extension Configuration {
    /// Decodes what the VM at `index` has to do with its pool, replacing everything in `share`. Only where there are pools;
    /// the VM itself and the pools are decoded, and so checked, by their own functions.
    public func decodeShare(
      virtualMachine index: Int, into share: inout ShareConfiguration
    ) throws(SharingError) {
      share.reset()
      let node = try sharingNode(ofVirtualMachine: index)
      let number = Int(try node.cell(.pool))
      guard number < poolCount else { throw node.error(.outOfRange, .pool) }
      share.pool = number
      let pool = try sharingNode(ofPool: number)
      let scheduler = try pool.scheduler()
      try readPlaces(node, in: try pool.cores(.cores), isBound: scheduler == .bind, &share)
      switch scheduler {
      case .bind, .timePartition: break
      case .fixedPriority:
        let priority = try node.cell(.priority)
        guard priority <= 255 else { throw node.error(.outOfRange, .priority) }
        share.priority = UInt8(truncatingIfNeeded: priority)
        try readServer(node, isRequired: false, &share)
      case .deadline: try readServer(node, isRequired: true, &share)
      case .fair:
        share.weight = UInt64(try node.cell(.weight))
        guard share.weight >= Fair.lightest, share.weight <= Fair.heaviest else {
          throw node.error(.outOfRange, .weight)
        }
        try readServer(node, isRequired: false, &share)
      }
      // What takes its interrupts itself cannot be taken from its core.
      if scheduler != .bind, try node.cell(.interruptMode) != 0 {
        throw node.error(.notBound, .interruptMode)
      }
      if scheduler == .bind {
        if node.has(.guarding) { throw node.error(.notShared, .guarding) }
        if node.has(.exits) { throw node.error(.notShared, .exits) }
      }
      try readGuard(node, &share)
      if node.has(.exits) {
        let most = try node.number(
          .exits, at: 0, of: 2, from: UInt64(ExitBudget.fewest), to: UInt64(ExitBudget.largest))
        share.exits.most = UInt32(truncatingIfNeeded: most)
        share.exits.period = try node.time(.exits, at: 1, of: 2)
      }
    }

    /// Numbers in the order of `GuardConfiguration`.
    private func readGuard(
      _ node: SharingNode, _ share: inout ShareConfiguration
    ) throws(SharingError) {
      guard node.has(.guarding) else { return }
      func number(_ index: Int, from least: UInt64, to most: UInt64) throws(SharingError) -> UInt64
      {
        try node.number(.guarding, at: index, of: 8, from: least, to: most)
      }
      let (shortest, longest) = (PoolConfiguration.shortestTime, PoolConfiguration.longestTime)
      let pool = try number(0, from: 0, to: UInt64(max(poolCount, 1) &- 1))
      let period = try number(2, from: shortest, to: longest)
      let deadline = try number(3, from: shortest, to: period)
      let budget = try number(1, from: shortest, to: deadline)
      let dwell = try number(4, from: period, to: longest)
      let of = try number(6, from: 1, to: UInt64(GuardConfiguration.mostPeriods))
      let misses = try number(5, from: 1, to: of)
      let calm = try number(7, from: 1, to: UInt64(GuardConfiguration.mostCalm))
      share.guarding = GuardConfiguration(
        pool: Int(truncatingIfNeeded: pool), budget: budget, period: period, deadline: deadline,
        dwell: dwell, misses: UInt8(truncatingIfNeeded: misses), of: UInt8(truncatingIfNeeded: of),
        calm: UInt32(truncatingIfNeeded: calm))
      let target = try sharingNode(ofPool: share.guarding.pool)
      guard try target.scheduler() == .bind else { throw node.error(.notBound, .guarding) }
      guard try target.cores(.cores).nonzeroBitCount >= share.affinities.count else {
        throw node.error(.tooFewCores, .guarding)
      }
    }

    /// The cores that each virtual core may run on; of a bound one that is its own.
    private func readPlaces(
      _ node: SharingNode, in pool: UInt32, isBound: Bool, _ share: inout ShareConfiguration
    ) throws(SharingError) {
      let cores = try node.list(.cores)
      let masks = try node.list(.coreMasks)
      guard tree.cellCount(of: masks) == tree.cellCount(of: cores) else {
        throw node.error(.missing, .coreMasks)
      }
      var position = 0
      while let core = tree.cell(cores, at: position), let mask = tree.cell(masks, at: position) {
        guard core < UInt32(BoardDescription.maximumCores), pool &>> core & 1 != 0 else {
          throw node.error(.outsidePool, .cores)
        }
        guard mask != 0, mask & ~pool == 0, !isBound || mask == 1 &<< core else {
          throw node.error(.outsidePool, .coreMasks)
        }
        guard share.affinities.append(mask) else { throw node.error(.tooMany, .coreMasks) }
        position &+= 1
      }
    }

    private func readServer(
      _ node: SharingNode, isRequired: Bool, _ share: inout ShareConfiguration
    ) throws(SharingError) {
      // A period of 0: no limit.
      if !isRequired, try node.number(.period) == 0 { return }
      share.period = try node.time(.period)
      share.budget = try node.time(.budget, to: share.period)
    }
  }
#endif
