/// The parts of the tree at fixed places, and the final check.
extension BoardDescription {
  @inline(never)
  mutating func readReservations(
    _ tree: FlattenedDeviceTree
  ) throws(BoardDescriptionError) {
    var index = 0
    while let range = tree.reservation(at: index) {
      try reserve(range)
      index &+= 1
    }
    guard let parent = tree.node(atPath: "/reserved-memory") else { return }
    let cells = tree.cells(ofChildrenOf: parent)
    var child = tree.firstChild(of: parent)
    while let node = child {
      var entry = 0
      while tree.isEnabled(node), let range = tree.register(of: node, at: entry, cells: cells) {
        try reserve(range)
        entry &+= 1
      }
      child = tree.nextSibling(of: node)
    }
  }

  private mutating func reserve(_ range: AddressRange) throws(BoardDescriptionError) {
    if range.size > 0, !reserved.append(range) { throw .tooManyRanges }
  }

  @inline(never)
  mutating func readCores(_ tree: FlattenedDeviceTree) throws(BoardDescriptionError) {
    guard let parent = tree.node(atPath: "/cpus") else { throw .coresMissing }
    let cells = tree.cells(ofChildrenOf: parent)
    var child = tree.firstChild(of: parent)
    var isStartedOtherwise = false
    while let node = child {
      child = tree.nextSibling(of: node)
      guard tree.property("device_type", of: node, equals: "cpu"),
        let register = tree.property("reg", of: node),
        let affinity = tree.number(register, at: 0, cells: cells.address)
      else { continue }
      if cores.isFull {
        ignoredCoreCount &+= 1
        continue
      }
      guard !cores.contains(affinity) else { throw .coreRepeated }
      if !tree.property("enable-method", of: node, equals: "psci") { isStartedOtherwise = true }
      _ = cores.append(affinity)
    }
    guard !cores.isEmpty else { throw .coresMissing }
    // A board with one core has nothing to start, and its tree often says nothing about it.
    if isStartedOtherwise, cores.count &+ ignoredCoreCount > 1 { throw .coreNotStartedByPSCI }
  }

  func requireEverything(_ finder: borrowing BoardNodeFinder) throws(BoardDescriptionError) {
    guard !memory.isEmpty else { throw .memoryMissing }
    guard finder.hasPowerInterface else { throw .powerInterfaceMissing }
    guard !redistributors.isEmpty else { throw .interruptControllerMissing }
    guard finder.hasConsole else { throw .consoleMissing }
    guard finder.timer != nil else { throw .timerMissing }
  }

  /// The timer's interrupts: by name where the tree names them, else in the order secure physical,
  /// physical, virtual, hypervisor physical.
  @inline(never)
  mutating func readTimer(
    _ tree: FlattenedDeviceTree, _ finder: borrowing BoardNodeFinder
  ) throws(BoardDescriptionError) {
    guard let node = finder.timer, let interrupts = tree.property("interrupts", of: node) else {
      throw .timerMissing
    }
    var physical = 1
    var virtual = 2
    var hypervisor = 3
    if let names = tree.property("interrupt-names", of: node) {
      guard let namedPhysical = tree.index(of: "phys", in: names),
        let namedVirtual = tree.index(of: "virt", in: names),
        let namedHypervisor = tree.index(of: "hyp-phys", in: names)
      else { throw .timerMissing }
      physical = namedPhysical
      virtual = namedVirtual
      hypervisor = namedHypervisor
    }
    let cells = finder.interruptCells
    guard let physicalTimer = Self.interrupt(tree, interrupts, at: physical &* cells),
      let virtualTimer = Self.interrupt(tree, interrupts, at: virtual &* cells),
      let hypervisorTimer = Self.interrupt(tree, interrupts, at: hypervisor &* cells)
    else { throw .timerMissing }
    physicalTimerInterrupt = physicalTimer
    virtualTimerInterrupt = virtualTimer
    hypervisorTimerInterrupt = hypervisorTimer
  }
}
