/// The walk over the board's tree.
extension BoardDescription {
  /// Visits every node once, with its ancestors at hand.
  @inline(never)
  mutating func read(
    _ tree: FlattenedDeviceTree, _ finder: inout BoardNodeFinder
  ) throws(BoardDescriptionError) {
    var path = DeviceTreePath()
    var depth = 0
    path.enter(tree.root, depth: 0)
    var candidate = tree.next(after: tree.root, depth: &depth)
    while let node = candidate {
      if depth == 1, tree.property("device_type", of: node, equals: "memory"),
        tree.isEnabled(node)
      {
        try readMemory(tree, node, &path, depth: depth)
      }
      if let compatible = tree.property("compatible", of: node), tree.isEnabled(node) {
        try readDevice(tree, node, compatible, &path, depth: depth, &finder)
      }
      path.enter(node, depth: depth)
      candidate = tree.next(after: node, depth: &depth)
    }
  }

  @inline(never)
  private mutating func readMemory(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ path: inout DeviceTreePath,
    depth: Int
  ) throws(BoardDescriptionError) {
    var index = 0
    while let range = path.register(tree, node, depth: depth, at: index) {
      index &+= 1
      if range.size == 0 { continue }
      guard range.end != nil else { throw .memoryOutOfRange }
      guard memory.append(range) else { throw .tooManyRanges }
    }
  }

  @inline(never)
  private mutating func readDevice(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node,
    _ compatible: FlattenedDeviceTree.Property, _ path: inout DeviceTreePath, depth: Int,
    _ finder: inout BoardNodeFinder
  ) throws(BoardDescriptionError) {
    if tree.list(compatible, contains: "arm,pl011") {
      readConsole(tree, node, &path, depth: depth, &finder)
    } else if tree.list(compatible, contains: "arm,gic-v3") {
      try readInterruptController(tree, node, &path, depth: depth, &finder)
    } else if tree.list(compatible, contains: "arm,gic-v3-its") {
      if interruptTranslation == nil {
        interruptTranslation = path.register(tree, node, depth: depth, at: 0)
      }
    } else if tree.list(compatible, contains: "arm,pl031") {
      if realTimeClock == nil {
        realTimeClock = path.register(tree, node, depth: depth, at: 0)
      }
    } else if tree.list(compatible, contains: "arm,psci-0.2")
      || tree.list(compatible, contains: "arm,psci-1.0")
    {
      try readPowerInterface(tree, node, &finder)
    } else if tree.list(compatible, contains: "arm,armv8-timer") {
      finder.timer = node
    }
  }

  /// Keeps the first usable PL011, or the one that /chosen names wherever it comes.
  @inline(never)
  private mutating func readConsole(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ path: inout DeviceTreePath,
    depth: Int, _ finder: inout BoardNodeFinder
  ) {
    let isChosen = node == finder.console
    guard isChosen || !finder.hasConsole,
      let range = path.register(tree, node, depth: depth, at: 0), range.size > 0,
      let interrupts = tree.property("interrupts", of: node),
      let interrupt = Self.interrupt(tree, interrupts, at: 0)
    else { return }
    console = range
    consoleInterrupt = interrupt
    finder.hasConsole = true
  }

  @inline(never)
  private mutating func readInterruptController(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ path: inout DeviceTreePath,
    depth: Int, _ finder: inout BoardNodeFinder
  ) throws(BoardDescriptionError) {
    guard redistributors.isEmpty, let range = path.register(tree, node, depth: depth, at: 0),
      range.size > 0
    else { return }
    distributor = range
    let regions = tree.cell("#redistributor-regions", of: node) ?? 1
    var index = 1
    while index <= regions, let region = path.register(tree, node, depth: depth, at: index) {
      guard redistributors.append(region) else { throw .tooManyRanges }
      index &+= 1
    }
    if let property = tree.property("redistributor-stride", of: node) {
      redistributorStride =
        tree.doubleCell(property) ?? tree.cell(property).map { UInt64($0) } ?? 0
    }
    if let count = tree.cell("#interrupt-cells", of: node), count >= 3, count <= 8 {
      finder.interruptCells = count
    }
  }

  @inline(never)
  private mutating func readPowerInterface(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ finder: inout BoardNodeFinder
  ) throws(BoardDescriptionError) {
    guard let method = tree.property("method", of: node) else { throw .powerInterfaceUnknown }
    if tree.string(method).equals("smc") {
      conduit = .secureMonitorCall
    } else if tree.string(method).equals("hvc") {
      conduit = .hypervisorCall
    } else {
      throw .powerInterfaceUnknown
    }
    finder.hasPowerInterface = true
  }

  /// The INTID that an interrupt specifier of a GICv3 stands for, from the cell at `start`: kind 0 is
  /// shared, kind 1 is private to a core.
  @inline(never)
  static func interrupt(
    _ tree: FlattenedDeviceTree, _ property: FlattenedDeviceTree.Property, at start: Int
  ) -> UInt32? {
    guard let kind = tree.cell(property, at: start),
      let number = tree.cell(property, at: start &+ 1)
    else { return nil }
    switch kind {
    case 0 where number < 988: return 32 &+ number
    case 1 where number < 16: return 16 &+ number
    default: return nil
    }
  }
}
