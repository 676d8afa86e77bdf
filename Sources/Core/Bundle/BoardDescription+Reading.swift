/// The walk over the board's tree.
extension BoardDescription {
  /// Visits every node once, with its ancestors at hand.
  @inline(never)
  mutating func read(
    _ tree: FlattenedDeviceTree, _ finder: inout BoardNodeFinder
  ) throws(BoardDescriptionError) {
    var path = DeviceTreePath(tree.root)
    var depth = 0
    var candidate = tree.next(after: tree.root, depth: &depth)
    while let node = candidate {
      if depth == 1 {
        if tree.matches(node, "cpus") {
          try readCores(tree, node)
          #if MARTLET_SHARING
            readIdleStates(tree, node)
          #endif
        } else if tree.matches(node, "reserved-memory") {
          try readReservations(tree, node)
        } else if tree.property("device_type", of: node, equals: "memory"), tree.isEnabled(node) {
          try readMemory(tree, node, &path, depth: depth)
        }
      }
      if let compatible = tree.property("compatible", of: node),
        let device = Self.device(tree.bytes(of: compatible)), tree.isEnabled(node)
      {
        try readDevice(tree, node, device, &path, depth: depth, &finder)
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

  private enum Device: UInt8 {
    case console, clock, interruptController, interruptTranslation, timer
    case powerInterface02, powerInterface10

    /// What follows `arm,` in the device's `compatible`.
    var name: RawSpan {
      @_lifetime(immortal)
      get { Self.names.row(rawValue, of: 12) }
    }

    private static var names: StaticString {
      """
      pl011\0      \
      pl031\0      \
      gic-v3\0     \
      gic-v3-its\0 \
      armv8-timer\0\
      psci-0.2\0   \
      psci-1.0\0
      """
    }
  }

  /// What the first name in a `compatible` that is of use here stands for.
  private static func device(_ compatible: RawSpan) -> Device? {
    let prefix: StaticString = "arm,"
    var start = 0
    repeat {
      guard compatible.byte(behind: prefix.bytes, at: start) != nil else { continue }
      var number: UInt8 = 0
      while let device = Device(rawValue: number) {
        if compatible.byte(behind: device.name, at: start &+ 4) == 0 { return device }
        number &+= 1
      }
    } while compatible.moveBehindZero(&start)
    return nil
  }

  @inline(never)
  private mutating func readDevice(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ device: Device,
    _ path: inout DeviceTreePath, depth: Int, _ finder: inout BoardNodeFinder
  ) throws(BoardDescriptionError) {
    switch device {
    case .console:
      readConsole(tree, node, &path, depth: depth, &finder)
    case .clock:
      realTimeClock = realTimeClock ?? path.register(tree, node, depth: depth, at: 0)
    case .interruptController:
      try readInterruptController(tree, node, &path, depth: depth, &finder)
    case .interruptTranslation:
      interruptTranslation = interruptTranslation ?? path.register(tree, node, depth: depth, at: 0)
    case .powerInterface02, .powerInterface10:
      try readPowerInterface(tree, node, &finder)
    case .timer:
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
