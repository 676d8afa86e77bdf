#if MARTLET_SERVICE
  /// The package of a VM that is created while the machine runs: a bundle with one VM. Where its memory lies is not said in it.
  extension Configuration {
    /// One part for the configuration, and one for each load.
    public static var mostPackageParts: Int { 17 }

    /// Decodes the VM of a package, replacing everything in `machine`, with every check that does not depend on which VMs
    /// there are. `identity` is that of the running machine.
    @inline(never)
    public func decodePackage(
      for identity: SHA256Digest?, in reserve: ReserveConfiguration,
      into machine: inout VirtualMachineConfiguration
    ) throws(ManagementStatus) {
      guard let own = self.identity else { throw .isNoPackage }
      guard own == identity else { throw .otherMachine }
      guard virtualMachineCount == 1, channelCount == 0 else { throw .isNoPackage }
      do throws(ConfigurationError) {
        try decode(virtualMachine: 0, into: &machine)
      } catch {
        throw .isNoPackage
      }
      // No device of the board, no place on a bus, and no frames beyond those that are kept.
      guard machine.interruptMode == .virtual, !machine.hasPCI, !machine.isService,
        machine.passthrough.isEmpty, machine.passthroughInterrupts.isEmpty,
        machine.flashPart == nil, machine.memory.count == 1,
        machine.cores.count <= reserve.virtualCPUs
      else { throw .notForCreated }
      // The rest of the machine goes on, whatever happens to it.
      guard machine.onFailure != .haltMachine, let node = node(ofVirtualMachine: 0),
        !has(.health, node), !has(.watchdog, node), !has(.interruptRate, node),
        !has(.heartbeat, node)
      else { throw .notForCreated }
      let memory = machine.memory[0]
      guard memory.guest.start & (ReserveConfiguration.alignment &- 1) == 0,
        memory.physical == 0
      else { throw .notForCreated }
      guard memory.guest.size <= reserve.largestMemory else { throw .noMemory }
    }
  }
#endif
