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
