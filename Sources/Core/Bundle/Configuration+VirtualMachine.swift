/// Decoding one VM, with every check that concerns it alone.
extension Configuration {
  package func node(ofVirtualMachine index: Int) -> FlattenedDeviceTree.Node? {
    var child = tree.firstChild(of: tree.root)
    var position = 0
    while let node = child, position < index {
      child = tree.nextSibling(of: node)
      position &+= 1
    }
    return child
  }

  /// Decodes the VM at `index`, replacing everything in `machine`.
  @inline(never)
  public func decode(
    virtualMachine index: Int, into machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    machine.reset()
    do throws(ConfigurationError) {
      guard index >= 0, let node = node(ofVirtualMachine: index) else {
        throw ConfigurationError(.missing, .virtualMachine)
      }
      try readText(.name, node, into: &machine.name)
      try readCores(node, &machine)
      try readBehaviour(node, &machine)
      try readDevices(node, &machine)
      try readChildren(node, &machine)
      try checkPlaces(&machine)
    } catch {
      throw error.of(virtualMachine: index)
    }
  }

  @inline(never)
  private func readCores(
    _ node: FlattenedDeviceTree.Node, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    let cores = try property(.cores, node)
    let affinities = try property(.affinities, node)
    guard tree.byteCount(of: cores) > 0, tree.byteCount(of: cores) & 3 == 0 else {
      throw ConfigurationError(.missing, .cores)
    }
    guard tree.byteCount(of: affinities) == tree.byteCount(of: cores) &* 2 else {
      throw ConfigurationError(.missing, .affinities)
    }
    #if MARTLET_SHARING
      machine.isShared = isShared(node)
    #endif
    var position = 0
    while let core = tree.cell(cores, at: position),
      let affinity = tree.doubleCell(affinities, at: position &* 2)
    {
      guard core < UInt32(BoardDescription.maximumCores) else {
        throw ConfigurationError(.outOfRange, .cores)
      }
      guard affinity & ~0xFF_00FF_FFFF == 0 else {
        throw ConfigurationError(.outOfRange, .affinities)
      }
      #if MARTLET_SHARING
        guard machine.isShared || !machine.cores.contains(UInt8(truncatingIfNeeded: core)) else {
          throw ConfigurationError(.givenTwice, .cores)
        }
      #else
        guard !machine.cores.contains(UInt8(truncatingIfNeeded: core)) else {
          throw ConfigurationError(.givenTwice, .cores)
        }
      #endif
      guard !machine.affinities.contains(affinity) else {
        throw ConfigurationError(.givenTwice, .affinities)
      }
      guard machine.cores.append(UInt8(truncatingIfNeeded: core)),
        machine.affinities.append(affinity)
      else { throw ConfigurationError(.tooMany, .cores) }
      position &+= 1
    }
  }

  private func readBehaviour(
    _ node: FlattenedDeviceTree.Node, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    guard
      let mode = VirtualMachineConfiguration.InterruptMode(
        rawValue: try cell(.interruptMode, node))
    else { throw ConfigurationError(.outOfRange, .interruptMode) }
    guard
      let reaction = FailurePolicy.Reaction(
        rawValue: try cell(.onFailure, node))
    else { throw ConfigurationError(.outOfRange, .onFailure) }
    let startsByItself = try cell(.startsByItself, node)
    guard startsByItself <= 1 else { throw ConfigurationError(.outOfRange, .startsByItself) }
    machine.interruptMode = mode
    machine.onFailure = reaction
    machine.startsByItself = startsByItself == 1
    machine.restartLimit = try cell(.restartLimit, node)
    machine.entry = try number(.entry, node)
    machine.deviceTreeAddress = try number(.deviceTreeAddress, node)
  }

  private func readDevices(
    _ node: FlattenedDeviceTree.Node, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    machine.hasUART = tree.property(named: ConfigurationField.uart.name, of: node) != nil
    machine.hasRTC = tree.property(named: ConfigurationField.rtc.name, of: node) != nil
    machine.hasVirtio = tree.property(named: ConfigurationField.virtio.name, of: node) != nil
    #if MARTLET_SERVICE
      machine.hasPCI = has(.pci, node)
      guard !machine.hasPCI || machine.interruptMode == .virtual else {
        throw ConfigurationError(.outOfRange, .pci)
      }
      try readService(node, &machine)
    #endif
    machine.uartInterrupt = try interrupt(.uartInterrupt, node)
    machine.rtcInterrupt = try interrupt(.rtcInterrupt, node)
    guard machine.uartInterrupt != machine.rtcInterrupt else {
      throw ConfigurationError(.givenTwice, .rtcInterrupt)
    }
    guard
      let interrupts = tree.property(
        named: ConfigurationField.passthroughInterrupts.name, of: node)
    else { return }
    guard tree.byteCount(of: interrupts) & 3 == 0 else {
      throw ConfigurationError(.missing, .passthroughInterrupts)
    }
    var position = 0
    while let number = tree.cell(interrupts, at: position) {
      guard Self.isSharedInterrupt(number) else {
        throw ConfigurationError(.outOfRange, .passthroughInterrupts)
      }
      guard !machine.passthroughInterrupts.contains(number),
        !machine.hasUART || number != machine.uartInterrupt,
        !machine.hasRTC || number != machine.rtcInterrupt
      else { throw ConfigurationError(.givenTwice, .passthroughInterrupts) }
      #if MARTLET_SERVICE
        guard !machine.hasPCI || number &- PCIPlatform.firstInterrupt >= PCIPlatform.lineCount
        else { throw ConfigurationError(.givenTwice, .passthroughInterrupts) }
      #endif
      guard machine.passthroughInterrupts.append(number) else {
        throw ConfigurationError(.tooMany, .passthroughInterrupts)
      }
      position &+= 1
    }
  }

  #if MARTLET_SERVICE
    private func readService(
      _ node: FlattenedDeviceTree.Node, _ machine: inout VirtualMachineConfiguration
    ) throws(ConfigurationError) {
      machine.isService = has(.service, node)
      guard !machine.isService || machine.hasPCI else { throw ConfigurationError(.missing, .pci) }
      machine.managed = ManagementRights()
      guard has(.managed, node) else { return }
      let rights = try cell(.managed, node)
      guard rights <= UInt32(ManagementRights.all.rawValue) else {
        throw ConfigurationError(.outOfRange, .managed)
      }
      machine.managed = ManagementRights(rawValue: UInt16(truncatingIfNeeded: rights))
    }
  #endif

  private func interrupt(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node
  ) throws(ConfigurationError) -> UInt32 {
    let number = try cell(field, node)
    guard Self.isSharedInterrupt(number) else { throw ConfigurationError(.outOfRange, field) }
    return number
  }

  /// Whether the INTID is one of a shared peripheral interrupt.
  static func isSharedInterrupt(_ number: UInt32) -> Bool { number >= 32 && number < 1020 }

  private func readChildren(
    _ node: FlattenedDeviceTree.Node, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    var child = tree.firstChild(of: node)
    while let current = child {
      if Self.isNumbered(tree, current, .memory) {
        let window = try window(.memory, current, &machine)
        guard machine.memory.append(window) else { throw ConfigurationError(.tooMany, .memory) }
      } else if Self.isNumbered(tree, current, .load) {
        let part = bundle.part(at: Int(try cell(.part, current)))
        guard let part, part.kind != .configuration, part.kind != .bootFlash else {
          throw ConfigurationError(.wrongPart, .load)
        }
        let load = VirtualMachineConfiguration.Load(
          part: part, address: try number(.address, current))
        guard machine.loads.append(load) else { throw ConfigurationError(.tooMany, .load) }
      } else if Self.isNumbered(tree, current, .passthrough) {
        let window = try window(.passthrough, current, &machine)
        guard machine.passthrough.append(window) else {
          throw ConfigurationError(.tooMany, .passthrough)
        }
      } else if tree.name(of: current).equals(ConfigurationField.flash.name) {
        guard machine.flashPart == nil else { throw ConfigurationError(.tooMany, .flash) }
        let part = bundle.part(at: Int(try cell(.part, current)))
        guard let part, part.kind == .bootFlash,
          part.count <= VirtualMachineConfiguration.flashSize
        else { throw ConfigurationError(.wrongPart, .flash) }
        machine.flashPart = part
      } else {
        throw ConfigurationError(.outOfRange, .virtualMachine)
      }
      child = tree.nextSibling(of: current)
    }
  }

  /// The checks that need all of the VM's memory.
  private func checkPlaces(
    _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    guard !machine.memory.isEmpty else { throw ConfigurationError(.missing, .memory) }
    var load = 0
    while load < machine.loads.count {
      let count = machine.loads[load].part.count
      let range = AddressRange(
        start: machine.loads[load].address, size: UInt64(truncatingIfNeeded: count))
      guard machine.hasMemory(range) else { throw ConfigurationError(.outsideMemory, .load) }
      load &+= 1
    }
    guard machine.entry & 3 == 0 else { throw ConfigurationError(.misaligned, .entry) }
    let isFlashEntry =
      machine.flashPart != nil && machine.entry < UInt64(VirtualMachineConfiguration.flashSize)
    guard isFlashEntry || machine.hasMemory(AddressRange(start: machine.entry, size: 4)) else {
      throw ConfigurationError(.outsideMemory, .entry)
    }
    guard machine.deviceTreeAddress & 7 == 0 else {
      throw ConfigurationError(.misaligned, .deviceTreeAddress)
    }
    guard machine.hasMemory(AddressRange(start: machine.deviceTreeAddress, size: 8)) else {
      throw ConfigurationError(.outsideMemory, .deviceTreeAddress)
    }
  }
}

extension VirtualMachineConfiguration {
  /// Size of the boot flash window in bytes, as on QEMU's `virt`.
  public static var flashSize: Int { 64 << 20 }

  /// Whether the guest-physical range lies in one of the VM's memories.
  mutating func hasMemory(_ range: AddressRange) -> Bool {
    var index = 0
    while index < memory.count {
      if memory[index].guest.contains(range) { return true }
      index &+= 1
    }
    return false
  }

  /// Whether the guest-physical range touches memory or a passed-through device.
  mutating func isTaken(_ range: AddressRange) -> Bool {
    var index = 0
    while index < memory.count {
      if memory[index].guest.overlaps(range) { return true }
      index &+= 1
    }
    index = 0
    while index < passthrough.count {
      if passthrough[index].guest.overlaps(range) { return true }
      index &+= 1
    }
    return false
  }
}
