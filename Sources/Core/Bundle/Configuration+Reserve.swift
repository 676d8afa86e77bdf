#if MARTLET_SERVICE
  /// What the configuration keeps for VMs to come, and which machine it is of.
  extension Configuration {
    /// Decodes what is kept; nothing, where nothing is said of it.
    public func decode(into reserve: inout ReserveConfiguration) throws(ConfigurationError) {
      reserve = ReserveConfiguration()
      guard has(.reserve, tree.root) else { return }
      let memory = AddressRange(
        start: try number(.reserve, tree.root, at: 0, of: 2),
        size: try number(.reserve, tree.root, at: 1, of: 2))
      guard (memory.start | memory.size) & (ReserveConfiguration.alignment &- 1) == 0 else {
        throw ConfigurationError(.misaligned, .reserve)
      }
      guard memory.size > 0, let end = memory.end, end <= 1 << 48 else {
        throw ConfigurationError(.outOfRange, .reserve)
      }
      let machines = try number(.reservedMachines, tree.root, at: 0, of: 2)
      let virtualCPUs = try number(.reservedMachines, tree.root, at: 1, of: 2)
      guard machines > 0,
        machines <= UInt64(MachineConfiguration.maximumVirtualMachines &- virtualMachineCount),
        virtualCPUs > 0, virtualCPUs <= UInt64(ReserveConfiguration.mostVirtualCPUs)
      else { throw ConfigurationError(.outOfRange, .reservedMachines) }
      if has(.givable, tree.root) {
        reserve.givable = try number(.givable, tree.root, at: 0, of: 1)
        guard reserve.givable & (ReserveConfiguration.alignment &- 1) == 0,
          reserve.givable <= 1 << 48
        else { throw ConfigurationError(.misaligned, .givable) }
      }
      reserve.memory = memory
      reserve.machines = Int(truncatingIfNeeded: machines)
      reserve.virtualCPUs = Int(truncatingIfNeeded: virtualCPUs)
    }

    /// How many VMs can be created at a time. Once verified.
    public var reservedMachines: Int {
      var reserve = ReserveConfiguration()
      do throws(ConfigurationError) {
        try decode(into: &reserve)
      } catch {
        return 0
      }
      return reserve.machines
    }

    /// What tells this machine from others to a package: a digest of what packages rely on. Nil where there is none.
    public var identity: SHA256Digest? {
      guard let property = tree.property(named: ConfigurationField.identity.name, of: tree.root),
        tree.byteCount(of: property) == 32
      else { return nil }
      return SHA256Digest(tree.bytes(of: property), at: 0)
    }

    /// Decodes what is kept, and checks it against the board. After all VMs' and channels' claims.
    @inline(never)
    func verifyReserve(
      on board: inout BoardDescription, image: AddressRange, hasService: Bool,
      claims: inout Claims
    ) throws(ConfigurationError) {
      var reserve = ReserveConfiguration()
      try decode(into: &reserve)
      guard reserve.machines > 0 else { return }
      // Who would create them, by which they are known, and where they would run.
      guard hasService, identity != nil, poolCount > 0 else {
        throw ConfigurationError(.missing, hasService ? .identity : .service)
      }
      guard board.hasMemory(reserve.memory), !reserve.memory.overlaps(image) else {
        throw ConfigurationError(.notOnBoard, .reserve)
      }
      try claims.add(&reserve)
    }
  }
#endif
