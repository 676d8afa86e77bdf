/// The parts of the tree at fixed places, and the final check.
extension BoardDescription {
  @inline(never)
  mutating func readReservations(
    _ tree: FlattenedDeviceTree, _ parent: FlattenedDeviceTree.Node
  ) throws(BoardDescriptionError) {
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

  mutating func reserve(_ range: AddressRange) throws(BoardDescriptionError) {
    if range.size > 0, !reserved.append(range) { throw .tooManyRanges }
  }

  @inline(never)
  mutating func readCores(
    _ tree: FlattenedDeviceTree, _ parent: FlattenedDeviceTree.Node
  ) throws(BoardDescriptionError) {
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
    // A board with one core has nothing to start, and its tree often says nothing about it.
    if isStartedOtherwise, cores.count &+ ignoredCoreCount > 1 { throw .coreNotStartedByPSCI }
  }

  func requireEverything(_ finder: borrowing BoardNodeFinder) throws(BoardDescriptionError) {
    guard !cores.isEmpty else { throw .coresMissing }
    guard !memory.isEmpty else { throw .memoryMissing }
    guard finder.hasPowerInterface else { throw .powerInterfaceMissing }
    guard !redistributors.isEmpty else { throw .interruptControllerMissing }
    guard finder.hasConsole else { throw .consoleMissing }
    guard finder.timer != nil else { throw .timerMissing }
  }

  /// The hypervisor's timer: by name where the tree names the interrupts, else the fourth of them. A guest's are those
  /// of the architecture.
  @inline(never)
  mutating func readTimer(
    _ tree: FlattenedDeviceTree, _ finder: borrowing BoardNodeFinder
  ) throws(BoardDescriptionError) {
    guard let node = finder.timer, let interrupts = tree.property("interrupts", of: node) else {
      throw .timerMissing
    }
    var place: Int? = 3
    if let names = tree.property("interrupt-names", of: node) {
      place = tree.index(of: "hyp-phys", in: names)
    }
    guard let place,
      let timer = Self.interrupt(tree, interrupts, at: place &* finder.interruptCells)
    else { throw .timerMissing }
    hypervisorTimerInterrupt = timer
  }
}
