/// The checks of all VMs, across them and against the board.
extension Configuration {
  /// Decodes every VM, and checks that no two of them share anything and that they fit the board: it
  /// is the board that the scenario was made for, every VM's memory is memory of the board that
  /// neither firmware nor `image` (the hypervisor and its bundle) occupies, no device window reaches
  /// memory or what the hypervisor drives itself, and every core exists. `claims` has at the end what
  /// all VMs have.
  public func verify(
    on board: inout BoardDescription, tree boardTree: FlattenedDeviceTree, image: AddressRange,
    claims: inout Claims
  ) throws(ConfigurationError) {
    guard let compatible = boardTree.property("compatible", of: boardTree.root),
      boardTree.list(compatible, contains: boardCompatible)
    else { throw ConfigurationError(.notOnBoard, .boardCompatible) }
    #if MARTLET_SHARING
      let shared = sharedCores
      guard shared &>> UInt32(board.cores.count) == 0 else {
        throw ConfigurationError(.notOnBoard, .cores)
      }
      claims.share(shared)
    #endif
    var machine = VirtualMachineConfiguration()
    #if MARTLET_SERVICE
      var hasService = false
      var health = HealthConfiguration()
    #endif
    var index = 0
    while index < virtualMachineCount {
      try decode(virtualMachine: index, into: &machine)
      do throws(ConfigurationError) {
        try claims.add(&machine)
        try verify(&machine, on: &board, image)
        #if MARTLET_SERVICE
          guard !machine.isService || !hasService else {
            throw ConfigurationError(.givenTwice, .service)
          }
          hasService = hasService || machine.isService
          try decodeHealth(virtualMachine: index, into: &health)
        #endif
      } catch {
        throw error.of(virtualMachine: index)
      }
      index &+= 1
    }
    #if MARTLET_SERVICE
      try verifyChannels(on: &board, image: image, claims: &claims)
      try verifyReserve(on: &board, image: image, hasService: hasService, claims: &claims)
      var machineHealth = MachineHealthConfiguration()
      try decode(into: &machineHealth)
    #endif
  }

  private func verify(
    _ machine: inout VirtualMachineConfiguration, on board: inout BoardDescription,
    _ image: AddressRange
  ) throws(ConfigurationError) {
    var position = 0
    while position < machine.memory.count {
      let range = machine.memory[position].physicalRange
      guard board.hasMemory(range), !range.overlaps(image) else {
        throw ConfigurationError(.notOnBoard, .memory)
      }
      position &+= 1
    }
    position = 0
    while position < machine.passthrough.count {
      guard !board.isOwnedByHypervisor(machine.passthrough[position].physicalRange) else {
        throw ConfigurationError(.notOnBoard, .passthrough)
      }
      position &+= 1
    }
    position = 0
    while position < machine.cores.count {
      guard Int(machine.cores[position]) < board.cores.count else {
        throw ConfigurationError(.notOnBoard, .cores)
      }
      position &+= 1
    }
    guard !machine.passthroughInterrupts.contains(board.consoleInterrupt) else {
      throw ConfigurationError(.notOnBoard, .passthroughInterrupts)
    }
  }
}

extension BoardDescription {
  /// Whether the range is inside one range of the board's memory and clear of reserved memory.
  public mutating func hasMemory(_ range: AddressRange) -> Bool {
    var index = 0
    while index < reserved.count {
      if reserved[index].overlaps(range) { return false }
      index &+= 1
    }
    index = 0
    while index < memory.count {
      if memory[index].contains(range) { return true }
      index &+= 1
    }
    return false
  }

  /// Whether the range touches memory, the interrupt controller or the console.
  public mutating func isOwnedByHypervisor(_ range: AddressRange) -> Bool {
    if distributor.overlaps(range) || console.overlaps(range) { return true }
    if let interruptTranslation, interruptTranslation.overlaps(range) { return true }
    var index = 0
    while index < redistributors.count {
      if redistributors[index].overlaps(range) { return true }
      index &+= 1
    }
    index = 0
    while index < memory.count {
      if memory[index].overlaps(range) { return true }
      index &+= 1
    }
    return false
  }
}
