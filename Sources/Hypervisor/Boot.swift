internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization

/// The boot core's way from its own MMU to running VMs.
struct Boot {
  /// Physical address of the board's device tree.
  let deviceTree: UInt64
  let bootTime: UInt64

  // Functions here return when they have refused, and do not say `Never`: what they hold is then destroyed in the
  // usual way, and `main` stops the core.

  /// True when the machine is assembled and the boot core can enter its run loop.
  @inline(never)
  func run() -> Bool {
    do throws(BoardDescriptionError) {
      let tree = try readTree(deviceTree)
      var board = try BoardDescription(tree)
      let early = EarlyConsole(uart: board.console.start)
      let image = physicalImage()
      let memory = PhysicalMemory(
        imageStart: image.start, imageSize: image.size,
        imageOffset: ImageLayout.linkAddress &- image.start)
      var tables = TableFrames(
        pool: FramePool(
          AddressRange(
            start: martlet_boot_next_frame(),
            size: memory.physicalEnd(martlet_boot_frames_end()) &- martlet_boot_next_frame())),
        memory: memory)
      let table = TranslationTable(
        root: PhysicalAddress(martlet_boot_root()), startLevel: 0, inputBits: 48)
      do throws(TranslationTableError) {
        try mapBoard(&board, image, table, &tables)
      } catch {
        return false
      }
      early.write("Martlet, a hypervisor for embedded systems")
      return boot(&board, tree, early, image, memory, table)
    } catch {
      // Without the board's description there is no UART to say so.
      return false
    }
  }

  /// Where the image lies in physical memory.
  private func physicalImage() -> AddressRange {
    let start = martlet_at_s1e2r(ImageLayout.linkAddress) & 0x0000_FFFF_FFFF_F000
    return AddressRange(start: start, size: ImageLayout.size)
  }

  /// All of the board's memory but the image, readable and writable, never executable; and the devices that the
  /// hypervisor drives.
  @inline(never)
  private func mapBoard(
    _ board: inout BoardDescription, _ image: AddressRange, _ table: TranslationTable,
    _ tables: inout TableFrames
  ) throws(TranslationTableError) {
    try table.unmap(deviceTree & ~0x1F_FFFF, size: 0x40_0000, in: &tables)
    martlet_tlbi_alle2is()
    martlet_dsb_ish()
    // The page that turns on MMUs is executable where it lies, and stays so.
    let imageEnd = image.start &+ image.size
    var index = 0
    while index < board.memory.count {
      let range = board.memory[index]
      let start = Granule.roundUp(range.start) ?? range.start
      let end = (range.end ?? 0) & ~(Granule.size &- 1)
      if image.overlaps(range) {
        try mapMemory(start, image.start, table, &tables)
        try mapMemory(imageEnd, end, table, &tables)
      } else {
        try mapMemory(start, end, table, &tables)
      }
      index &+= 1
    }
    try mapDevice(board.console, table, &tables)
    try mapDevice(board.distributor, table, &tables)
    if let clock = board.realTimeClock { try mapDevice(clock, table, &tables) }
    index = 0
    while index < board.redistributors.count {
      try mapDevice(board.redistributors[index], table, &tables)
      index &+= 1
    }
    martlet_dsb_ish()
    martlet_isb()
  }

  @inline(never)
  private func mapMemory(
    _ start: UInt64, _ end: UInt64, _ table: TranslationTable, _ tables: inout TableFrames
  ) throws(TranslationTableError) {
    guard end > start else { return }
    try table.map(
      start, to: PhysicalAddress(start), size: end &- start, attributes: .hypervisorData,
      in: &tables)
  }

  @inline(never)
  private func mapDevice(
    _ range: AddressRange, _ table: TranslationTable, _ tables: inout TableFrames
  ) throws(TranslationTableError) {
    let start = range.start & ~(Granule.size &- 1)
    let end = Granule.roundUp(range.end ?? 0) ?? 0
    try table.map(
      start, to: PhysicalAddress(start), size: end &- start, attributes: .hypervisorDevices,
      in: &tables)
  }

  /// Refuses to boot: the reason on the UART, then off.
  @inline(never)
  func refuse(_ board: borrowing BoardDescription, _ line: inout LogLine) -> Bool {
    EarlyConsole(uart: board.console.start).write(&line)
    Firmware.switchOff(usesHypervisorCall: board.conduit == .hypervisorCall)
    return false
  }

  /// The memory behind the image, in which the bundle must end.
  @inline(never)
  private func memoryBehind(_ image: AddressRange, _ board: inout BoardDescription) -> AddressRange
  {
    var index = 0
    while index < board.memory.count {
      let range = board.memory[index]
      if range.contains(image), let end = range.end {
        let start = image.start &+ image.size
        return AddressRange(start: start, size: end &- start)
      }
      index &+= 1
    }
    return AddressRange(start: 0, size: 0)
  }

  @inline(never)
  private func boot(
    _ board: inout BoardDescription, _ tree: FlattenedDeviceTree, _ early: EarlyConsole,
    _ image: AddressRange, _ memory: PhysicalMemory, _ table: TranslationTable
  ) -> Bool {
    let behind = memoryBehind(image, &board)
    do throws(BundleError) {
      let bundle = try Bundle(
        MemorySpan.bytes(at: behind.start, size: Int(truncatingIfNeeded: behind.size)),
        mixing: HashInstructions.mix)
      let start = Counter.read()
      try bundle.verify(mixing: HashInstructions.mix)
      var line = LogLine()
      line.append("bundle verified, parts=", decimal: bundle.partCount)
      line.append(" bytes=", decimal: bundle.byteCount)
      line.append(" ticks=", decimal: Counter.read() &- start)
      early.write(&line)
      return configure(bundle, &board, tree, image, memory, table)
    } catch {
      var line = LogLine()
      line.append("refused: the bundle is not usable: ")
      line.append(error.reason)
      return refuse(board, &line)
    }
  }

  @inline(never)
  private func configure(
    _ bundle: Bundle, _ board: inout BoardDescription, _ tree: FlattenedDeviceTree,
    _ image: AddressRange, _ memory: PhysicalMemory, _ table: TranslationTable
  ) -> Bool {
    let start = image.start &+ image.size
    let size = Granule.roundUp(UInt64(truncatingIfNeeded: bundle.byteCount)) ?? 0
    let occupied = AddressRange(start: image.start, size: image.size &+ size)
    do throws(ConfigurationError) {
      let configuration = try Configuration(bundle)
      var machine = MachineConfiguration()
      try configuration.decode(into: &machine)
      #if MARTLET_SHARING
        guard verifyPools(configuration, &board) else { return false }
      #endif
      #if MARTLET_SHARING
        var assembly = try plan(configuration, &board, tree, occupied, bundle: start)
        assembly.cores |= pooledCores(configuration)
      #else
        let assembly = try plan(configuration, &board, tree, occupied, bundle: start)
      #endif
      var pages = TableFrames(pool: FramePool(assembly.frames), memory: memory)
      do throws(TranslationTableError) {
        try table.unmap(start, size: size, in: &pages)
        martlet_tlbi_alle2is()
        martlet_dsb_ish()
        try table.map(
          start, to: PhysicalAddress(start), size: size, attributes: .hypervisorReadOnly,
          in: &pages)
        martlet_dsb_ish()
        martlet_isb()
      } catch {
        var line = LogLine()
        line.append("refused: not enough memory behind the bundle for the hypervisor's tables")
        return refuse(board, &line)
      }
      return assembly.run(configuration, &machine, &board, pages, table)
    } catch {
      var line = LogLine()
      if error.kind == .notOnBoard {
        line.append("refused: the configuration does not fit the board: ")
      } else {
        line.append("refused: the configuration is not usable: ")
      }
      line.append(error)
      return refuse(board, &line)
    }
  }

  /// Checks every VM, and finds what is the hypervisor's own: the memory behind `occupied` up to the first VM's.
  @inline(never)
  private func plan(
    _ configuration: Configuration, _ board: inout BoardDescription, _ tree: FlattenedDeviceTree,
    _ occupied: AddressRange, bundle: UInt64
  ) throws(ConfigurationError) -> Assembly {
    var claims = Claims()
    try configuration.verify(on: &board, tree: tree, image: occupied, claims: &claims)
    let start = occupied.start &+ occupied.size
    let memory = memoryBehind(occupied, &board)
    var end = claims.firstStart(from: start, before: memory.end ?? start)
    var index = 0
    while index < board.reserved.count {
      let reserved = board.reserved[index]
      // The board's own device tree was reserved for us to read; it has been.
      if reserved.start >= start, !reserved.contains(AddressRange(start: deviceTree, size: 0)) {
        end = min(end, reserved.start)
      }
      index &+= 1
    }
    return Assembly(
      bundle: bundle, frames: AddressRange(start: start, size: end &- start),
      cores: claims.cores, fastInterruptCores: claims.fastInterruptCores, bootTime: bootTime)
  }
}

extension TextBuffer {
  mutating func append(_ error: ConfigurationError) {
    if let virtualMachine = error.virtualMachine {
      append("vm ")
      append(decimal: UInt64(virtualMachine))
      append(": ")
    }
    append(error.field.name)
    append(" ")
    append(error.reason)
  }
}
