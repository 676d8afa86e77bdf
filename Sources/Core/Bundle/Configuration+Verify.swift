/// The checks across VMs and against the board.
extension Configuration {
  /// Decodes every VM and checks that no two of them share memory, a device window, a core or an
  /// interrupt. `scratch` is overwritten.
  public func verify(
    scratch machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    // 16 VMs with 4 + 8 windows each.
    var taken = BoundedList<192, AddressRange>(filler: AddressRange(start: 0, size: 0))
    var cores: UInt64 = 0
    var interrupts = InlineArray<16, UInt64>(repeating: 0)
    var index = 0
    while index < virtualMachineCount {
      try decode(virtualMachine: index, into: &machine)
      do throws(ConfigurationError) {
        try takeEverything(&machine, &taken, &cores, &interrupts)
      } catch {
        throw error.of(virtualMachine: index)
      }
      index &+= 1
    }
  }

  private func takeEverything(
    _ machine: inout VirtualMachineConfiguration, _ taken: inout BoundedList<192, AddressRange>,
    _ cores: inout UInt64, _ interrupts: inout InlineArray<16, UInt64>
  ) throws(ConfigurationError) {
    var position = 0
    while position < machine.memory.count {
      try take(machine.memory[position].physicalRange, .memory, &taken)
      position &+= 1
    }
    position = 0
    while position < machine.passthrough.count {
      try take(machine.passthrough[position].physicalRange, .passthrough, &taken)
      position &+= 1
    }
    position = 0
    while position < machine.cores.count {
      let bit: UInt64 = 1 &<< UInt64(machine.cores[position] & 63)
      guard cores & bit == 0 else { throw ConfigurationError(.givenTwice, .cores) }
      cores |= bit
      position &+= 1
    }
    try takeInterrupts(&machine, &interrupts)
  }

  private func take(
    _ range: AddressRange, _ field: ConfigurationField,
    _ taken: inout BoundedList<192, AddressRange>
  ) throws(ConfigurationError) {
    var index = 0
    while index < taken.count {
      guard !taken[index].overlaps(range) else {
        throw ConfigurationError(.overlapping, field)
      }
      index &+= 1
    }
    _ = taken.append(range)
  }

  /// Physical interrupts of the VM: those passed through and, for a direct VM, those of its UART and
  /// clock.
  private func takeInterrupts(
    _ machine: inout VirtualMachineConfiguration,
    _ interrupts: inout InlineArray<16, UInt64>
  ) throws(ConfigurationError) {
    var position = 0
    while position < machine.passthroughInterrupts.count {
      guard take(machine.passthroughInterrupts[position], &interrupts) else {
        throw ConfigurationError(.givenTwice, .passthroughInterrupts)
      }
      position &+= 1
    }
    guard machine.interruptMode != .virtual else { return }
    if machine.hasUART, !take(machine.uartInterrupt, &interrupts) {
      throw ConfigurationError(.givenTwice, .uartInterrupt)
    }
    if machine.hasRTC, !take(machine.rtcInterrupt, &interrupts) {
      throw ConfigurationError(.givenTwice, .rtcInterrupt)
    }
  }

  private func take(_ number: UInt32, _ interrupts: inout InlineArray<16, UInt64>) -> Bool {
    let word = Int(number &>> 6) & 15
    let bit: UInt64 = 1 &<< UInt64(number & 63)
    guard interrupts[word] & bit == 0 else { return false }
    interrupts[word] |= bit
    return true
  }

  /// Checks the VMs against the board: it is the board that the scenario was made for, every VM's
  /// memory is memory of the board that neither firmware nor `image` (the hypervisor and its bundle)
  /// occupies, no device window reaches memory or what the hypervisor drives itself, and every core
  /// exists. Call `verify(scratch:)` first; `scratch` is overwritten.
  public func verify(
    on board: inout BoardDescription, tree boardTree: FlattenedDeviceTree, image: AddressRange,
    scratch machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    guard let compatible = boardTree.property("compatible", of: boardTree.root),
      boardTree.list(compatible, contains: boardCompatible)
    else { throw ConfigurationError(.notOnBoard, .boardCompatible) }
    var index = 0
    while index < virtualMachineCount {
      try decode(virtualMachine: index, into: &machine)
      do throws(ConfigurationError) {
        try verify(&machine, on: &board, image)
      } catch {
        throw error.of(virtualMachine: index)
      }
      index &+= 1
    }
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
