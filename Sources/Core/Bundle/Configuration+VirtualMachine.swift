/// Decoding one VM, with every check that concerns it alone.
extension Configuration {
  func node(ofVirtualMachine index: Int) -> FlattenedDeviceTree.Node? {
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
    guard index >= 0, let node = node(ofVirtualMachine: index) else {
      throw .missing(.virtualMachine, virtualMachine: index)
    }
    try readText(.name, node, virtualMachine: index, into: &machine.name)
    try readCores(node, index, &machine)
    try readBehaviour(node, index, &machine)
    try readDevices(node, index, &machine)
    try readChildren(node, index, &machine)
    try checkPlaces(index, &machine)
  }

  @inline(never)
  private func readCores(
    _ node: FlattenedDeviceTree.Node, _ index: Int, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    let cores = try property(.cores, node, virtualMachine: index)
    let affinities = try property(.affinities, node, virtualMachine: index)
    guard tree.byteCount(of: cores) > 0, tree.byteCount(of: cores) & 3 == 0 else {
      throw .missing(.cores, virtualMachine: index)
    }
    guard tree.byteCount(of: affinities) == tree.byteCount(of: cores) &* 2 else {
      throw .missing(.affinities, virtualMachine: index)
    }
    var position = 0
    while let core = tree.cell(cores, at: position),
      let affinity = tree.doubleCell(affinities, at: position &* 2)
    {
      guard core < UInt32(BoardDescription.maximumCores) else {
        throw .outOfRange(.cores, virtualMachine: index)
      }
      guard affinity & ~0xFF_00FF_FFFF == 0 else {
        throw .outOfRange(.affinities, virtualMachine: index)
      }
      guard !machine.cores.contains(UInt8(truncatingIfNeeded: core)) else {
        throw .givenTwice(.cores, virtualMachine: index)
      }
      guard !machine.affinities.contains(affinity) else {
        throw .givenTwice(.affinities, virtualMachine: index)
      }
      guard machine.cores.append(UInt8(truncatingIfNeeded: core)),
        machine.affinities.append(affinity)
      else { throw .tooMany(.cores, virtualMachine: index) }
      position &+= 1
    }
  }

  private func readBehaviour(
    _ node: FlattenedDeviceTree.Node, _ index: Int, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    guard
      let mode = VirtualMachineConfiguration.InterruptMode(
        rawValue: try cell(.interruptMode, node, virtualMachine: index))
    else { throw .outOfRange(.interruptMode, virtualMachine: index) }
    guard
      let reaction = VirtualMachineConfiguration.FailureReaction(
        rawValue: try cell(.onFailure, node, virtualMachine: index))
    else { throw .outOfRange(.onFailure, virtualMachine: index) }
    let startsByItself = try cell(.startsByItself, node, virtualMachine: index)
    guard startsByItself <= 1 else { throw .outOfRange(.startsByItself, virtualMachine: index) }
    machine.interruptMode = mode
    machine.onFailure = reaction
    machine.startsByItself = startsByItself == 1
    machine.restartLimit = try cell(.restartLimit, node, virtualMachine: index)
    machine.entry = try number(.entry, node, virtualMachine: index)
    machine.deviceTreeAddress = try number(.deviceTreeAddress, node, virtualMachine: index)
  }

  private func readDevices(
    _ node: FlattenedDeviceTree.Node, _ index: Int, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    machine.hasUART = tree.property(ConfigurationField.uart.name, of: node) != nil
    machine.hasRTC = tree.property(ConfigurationField.rtc.name, of: node) != nil
    machine.hasVirtio = tree.property(ConfigurationField.virtio.name, of: node) != nil
    machine.uartInterrupt = try interrupt(.uartInterrupt, node, index)
    machine.rtcInterrupt = try interrupt(.rtcInterrupt, node, index)
    guard machine.uartInterrupt != machine.rtcInterrupt else {
      throw .givenTwice(.rtcInterrupt, virtualMachine: index)
    }
    guard
      let interrupts = tree.property(
        ConfigurationField.passthroughInterrupts.name, of: node)
    else { return }
    guard tree.byteCount(of: interrupts) & 3 == 0 else {
      throw .missing(.passthroughInterrupts, virtualMachine: index)
    }
    var position = 0
    while let number = tree.cell(interrupts, at: position) {
      guard Self.isSharedInterrupt(number) else {
        throw .outOfRange(.passthroughInterrupts, virtualMachine: index)
      }
      guard !machine.passthroughInterrupts.contains(number),
        !machine.hasUART || number != machine.uartInterrupt,
        !machine.hasRTC || number != machine.rtcInterrupt
      else { throw .givenTwice(.passthroughInterrupts, virtualMachine: index) }
      guard machine.passthroughInterrupts.append(number) else {
        throw .tooMany(.passthroughInterrupts, virtualMachine: index)
      }
      position &+= 1
    }
  }

  private func interrupt(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, _ index: Int
  ) throws(ConfigurationError) -> UInt32 {
    let number = try cell(field, node, virtualMachine: index)
    guard Self.isSharedInterrupt(number) else { throw .outOfRange(field, virtualMachine: index) }
    return number
  }

  /// Whether the INTID is one of a shared peripheral interrupt.
  static func isSharedInterrupt(_ number: UInt32) -> Bool { number >= 32 && number < 1020 }

  private func readChildren(
    _ node: FlattenedDeviceTree.Node, _ index: Int, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    var child = tree.firstChild(of: node)
    while let current = child {
      if Self.isNumbered(tree, current, .memory) {
        let window = try window(.memory, current, virtualMachine: index)
        guard machine.memory.append(window) else {
          throw .tooMany(.memory, virtualMachine: index)
        }
      } else if Self.isNumbered(tree, current, .load) {
        let load = VirtualMachineConfiguration.Load(
          part: Int(try cell(.part, current, virtualMachine: index)),
          address: try number(.address, current, virtualMachine: index))
        guard machine.loads.append(load) else { throw .tooMany(.load, virtualMachine: index) }
      } else if Self.isNumbered(tree, current, .passthrough) {
        let window = try window(.passthrough, current, virtualMachine: index)
        guard machine.passthrough.append(window) else {
          throw .tooMany(.passthrough, virtualMachine: index)
        }
      } else if tree.name(of: current).equals(ConfigurationField.flash.name) {
        guard machine.flashPart == nil else { throw .tooMany(.flash, virtualMachine: index) }
        let part = Int(try cell(.part, current, virtualMachine: index))
        guard let entry = bundle.part(at: part), entry.kind == .bootFlash,
          entry.count <= VirtualMachineConfiguration.flashSize
        else { throw .wrongPart(.flash, virtualMachine: index) }
        machine.flashPart = part
      } else {
        throw .outOfRange(.virtualMachine, virtualMachine: index)
      }
      child = tree.nextSibling(of: current)
    }
  }

  /// The checks that need memory and loads together.
  private func checkPlaces(
    _ index: Int, _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    guard !machine.memory.isEmpty else { throw .missing(.memory, virtualMachine: index) }
    var first = 0
    while first < machine.memory.count {
      var second = first &+ 1
      while second < machine.memory.count {
        guard !machine.memory[first].guest.overlaps(machine.memory[second].guest) else {
          throw .overlapping(.memory, virtualMachine: index)
        }
        second &+= 1
      }
      var window = 0
      while window < machine.passthrough.count {
        guard !machine.memory[first].guest.overlaps(machine.passthrough[window].guest) else {
          throw .overlapping(.passthrough, virtualMachine: index)
        }
        window &+= 1
      }
      first &+= 1
    }
    first = 0
    while first < machine.passthrough.count {
      var second = first &+ 1
      while second < machine.passthrough.count {
        guard !machine.passthrough[first].guest.overlaps(machine.passthrough[second].guest)
        else { throw .overlapping(.passthrough, virtualMachine: index) }
        second &+= 1
      }
      first &+= 1
    }
    var load = 0
    while load < machine.loads.count {
      let part = machine.loads[load].part
      guard let entry = bundle.part(at: part), entry.kind != .configuration,
        entry.kind != .bootFlash
      else { throw .wrongPart(.load, virtualMachine: index) }
      let range = AddressRange(
        start: machine.loads[load].address, size: UInt64(truncatingIfNeeded: entry.count))
      guard isInMemory(range, &machine) else {
        throw .outsideMemory(.load, virtualMachine: index)
      }
      load &+= 1
    }
    guard machine.entry & 3 == 0 else { throw .misaligned(.entry, virtualMachine: index) }
    let isFlashEntry =
      machine.flashPart != nil && machine.entry < UInt64(VirtualMachineConfiguration.flashSize)
    guard isFlashEntry || isInMemory(AddressRange(start: machine.entry, size: 4), &machine) else {
      throw .outsideMemory(.entry, virtualMachine: index)
    }
    guard machine.deviceTreeAddress & 7 == 0 else {
      throw .misaligned(.deviceTreeAddress, virtualMachine: index)
    }
    guard isInMemory(AddressRange(start: machine.deviceTreeAddress, size: 8), &machine) else {
      throw .outsideMemory(.deviceTreeAddress, virtualMachine: index)
    }
  }

  private func isInMemory(
    _ range: AddressRange, _ machine: inout VirtualMachineConfiguration
  ) -> Bool {
    var index = 0
    while index < machine.memory.count {
      if machine.memory[index].guest.contains(range) { return true }
      index &+= 1
    }
    return false
  }
}

extension VirtualMachineConfiguration {
  /// Size of the boot flash window in bytes, as on QEMU's `virt`.
  public static var flashSize: Int { 64 << 20 }
}
