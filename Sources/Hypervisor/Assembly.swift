internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization

/// Makes the machine's records from a verified configuration, wakes the other cores and starts the VMs.
struct Assembly {
  /// Where the bundle lies, physical.
  let bundle: UInt64
  /// The memory that is the hypervisor's own.
  let frames: AddressRange
  /// A bit for each core of a VM, and for those of them that are kicked by a fast interrupt.
  var cores: UInt32
  let fastInterruptCores: UInt32
  let bootTime: UInt64

  /// Where the stacks of the cores but the boot core are mapped, each under a page that is not.
  private static let stacks: UInt64 = 0x8000_4000_0000
  private static let stackDistance: UInt64 = 0x1_0000
  private static let stackFrames = 4

  @inline(never)
  func run(
    _ configuration: Configuration, _ facts: inout MachineConfiguration,
    _ board: inout BoardDescription, _ frames: consuming TableFrames, _ table: TranslationTable
  ) -> Bool {
    let frequency = Counter.frequency
    let early = EarlyConsole(uart: board.console.start)
    #if MARTLET_SERVICE
      let consoles = configuration.virtualMachineCount &+ configuration.reservedMachines
    #else
      let consoles = configuration.virtualMachineCount
    #endif
    guard let machineAddress = Self.take(&frames, Reference<Machine>.size),
      let ringsAddress = Self.take(
        &frames, UInt64(truncatingIfNeeded: Rings.byteCount(machines: consoles)))
    else { return Self.outOfMemory(early) }
    let memory = frames.memory
    let machine = Reference<Machine>.create(
      at: machineAddress,
      Machine(
        board: BoardFacts(board), memory: memory, frames: frames, table: table,
        frequency: frequency, bootTime: bootTime,
        startSeconds: board.realTimeClock.map { martlet_load32($0.start) } ?? 0,
        // All-zero frames are empty rings: a `Rings` on the stack would not fit there.
        rings: Reference<Rings>(address: ringsAddress),
        console: ConsoleMultiplexer(
          policy: ConsolePolicy(frequency: frequency, escape: facts.consoleEscape),
          focus: facts.consoleFocus, isRaw: facts.consoleMode == .raw),
        uart: BoardUART(registers: DeviceRegisters(base: board.console.start)),
        bundle: bundle))

    guard makeCores(machine, &board) else { return Self.outOfMemory(early) }
    #if MARTLET_SHARING
      guard makeMonitor(machine), makePools(machine, configuration) else {
        return Self.outOfMemory(early)
      }
    #endif
    #if MARTLET_SERVICE
      guard makeReserve(machine, configuration) else { return Self.outOfMemory(early) }
    #endif
    guard makeMachines(machine, configuration), machine.prepareTrace()
    else { return Self.outOfMemory(early) }
    #if MARTLET_SERVICE
      guard makeChannels(machine, configuration), makeHealth(machine, configuration) else {
        return Self.outOfMemory(early)
      }
      machine.record.machineCount = consoles
    #endif
    guard startInterrupts(machine, early) else { return false }
    startCores(machine)
    let cpu = CPU.current
    machine.chooseConsoleCore()
    machine.startConsole()
    #if MARTLET_SERVICE
      machine.wantHealth()
    #endif
    for index in 0..<machine.record.machineCount {
      guard let virtualMachine = machine.record.virtualMachine(index) else { continue }
      if virtualMachine.record.configuration.startsByItself {
        virtualMachine.record.lifecycle.requestStart()
        virtualMachine.wakeHome()
      }
    }
    cpu.log("ready")
    return true
  }

  @inline(never)
  private static func outOfMemory(_ early: EarlyConsole) -> Bool {
    early.write("refused: not enough memory behind the bundle for the hypervisor's own records")
    Firmware.switchOff(usesHypervisorCall: false)
    return false
  }

  /// Zeroed frames for `size` bytes.
  @inline(never)
  static func take(_ frames: inout TableFrames, _ size: UInt64) -> UInt64? {
    let count = Int(truncatingIfNeeded: (size &+ Granule.size &- 1) / Granule.size)
    guard let owned = frames.pool.take(count) else { return nil }
    frames.memory.zero(owned.base.rawValue, owned.size)
    return owned.base.rawValue
  }

  /// Records and stacks for the boot core and for each core of a VM.
  private func makeCores(
    _ machine: Reference<Machine>, _ board: inout BoardDescription
  ) -> Bool {
    let bootAffinity = Processor.affinity
    var index = 0
    while index < board.cores.count {
      let affinity = board.cores[index]
      let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: index)
      if affinity == bootAffinity || cores & bit != 0 {
        guard let page = Self.take(&machine.record.frames, Granule.size),
          let stack = affinity == bootAffinity ? martlet_boot_stack() : makeStack(machine, index),
          let redistributor = Self.findRedistributor(&board, affinity)
        else { return false }
        let cpu = Reference<CPU>.create(
          at: page,
          CPU(
            index: UInt32(truncatingIfNeeded: index), affinity: affinity, machine: machine,
            stack: stack, emergency: page &+ Granule.size))
        cpu.record.redistributor = redistributor
        if fastInterruptCores & bit != 0 { cpu.record.kickRequest |= CPU.byGroup0 }
        machine.record.cores[index] = page
        if affinity == bootAffinity { martlet_write_tpidr_el2(page) }
      }
      index &+= 1
    }
    return true
  }

  private static func findRedistributor(
    _ board: inout BoardDescription, _ affinity: UInt64
  ) -> UInt64? {
    var index = 0
    while index < board.redistributors.count {
      let region = board.redistributors[index]
      if let frame = BoardInterrupts.findRedistributor(
        affinity: packedAffinity(affinity), region: region.start, length: region.size)
      {
        return frame
      }
      index &+= 1
    }
    return nil
  }

  /// Top of a new stack for core `index`, or nil.
  @inline(never)
  private func makeStack(_ machine: Reference<Machine>, _ index: Int) -> UInt64? {
    guard let frames = machine.record.frames.pool.take(Self.stackFrames) else { return nil }
    let size = frames.size
    let bottom =
      Self.stacks &+ UInt64(truncatingIfNeeded: index) &* Self.stackDistance &+ Granule.size
    do throws(TranslationTableError) {
      try machine.record.table.map(
        bottom, to: frames.base, size: size, attributes: .hypervisorData,
        in: &machine.record.frames)
    } catch {
      return nil
    }
    martlet_dsb_ish()
    martlet_isb()
    return bottom &+ size
  }

  @inline(never)
  private func makeMachines(
    _ machine: Reference<Machine>, _ configuration: Configuration
  ) -> Bool {
    for number in 0..<configuration.virtualMachineCount {
      var decoded = VirtualMachineConfiguration()
      do throws(ConfigurationError) {
        try configuration.decode(virtualMachine: number, into: &decoded)
      } catch {
        continue  // decoded before, when it was verified
      }
      guard let address = Self.take(&machine.record.frames, Reference<VirtualMachine>.size),
        let translation = makeTranslation(machine, number, &decoded)
      else { return false }
      let made = makeMachine(machine, at: address, number, decoded, translation)
      machine.record.machines[number] = address
      machine.record.machineCount = number &+ 1
      guard makeVirtualCPUs(machine, made) else { return false }
      #if MARTLET_SHARING
        guard join(machine, made, configuration) else { return false }
      #endif
      #if MARTLET_SERVICE
        guard makeService(machine, made) else { return false }
      #endif
      nameOnConsole(machine, made)
    }
    return true
  }

  @inline(never)
  func makeMachine(
    _ machine: Reference<Machine>, at address: UInt64, _ number: Int,
    _ decoded: consuming VirtualMachineConfiguration, _ translation: Translation
  ) -> Reference<VirtualMachine> {
    let mode = decoded.interruptMode
    let reaction = decoded.onFailure
    let limit = decoded.restartLimit
    let count = decoded.cores.count
    let distributor = VirtualDistributor<InterruptRegisters>(
      affinities: Self.shownAffinities(&decoded),
      coreAffinities: Self.coreAffinities(machine, &decoded))
    let direct = DirectDistributor<BoardInterruptRegisters>(
      affinities: Self.shownAffinities(&decoded),
      coreAffinities: Self.coreAffinities(machine, &decoded))
    var equipment = DeviceBus.Equipment(virtualCPUs: count)
    equipment.hasSerialPort = decoded.hasUART
    equipment.hasRealTimeClock = decoded.hasRTC
    equipment.hasVirtio = decoded.hasVirtio
    equipment.hasFlash = decoded.flashPart != nil
    #if MARTLET_SERVICE
      equipment.hasPCI = decoded.hasPCI
      equipment.hasChannels = mode != .virtual
    #endif
    let made = Reference<VirtualMachine>.create(
      at: address,
      VirtualMachine(
        index: number, hypervisor: machine, distributor: distributor, direct: direct,
        clock: PL031(
          seconds: machine.record.startSeconds, now: machine.record.bootTime,
          frequency: machine.record.frequency),
        variables: FlashBank(storage: translation.variables), bus: DeviceBus(equipment),
        policy: FailurePolicy(reaction: reaction, restartLimit: limit), mode: mode,
        virtualCPUCount: count, translation: translation.table, translationBase: translation.base,
        translationControl: translation.control, rootSize: translation.rootSize,
        originalRoot: translation.originalRoot,
        identification: IdentificationRegisters(physicalRange: translation.physicalRange),
        configuration: decoded))
    var index = 0
    while index < made.record.configuration.passthroughInterrupts.count {
      let intid = made.record.configuration.passthroughInterrupts[index]
      _ = mode == .virtual ? made.record.distributor.adopt(intid) : made.record.direct.adopt(intid)
      index &+= 1
    }
    if mode != .virtual {
      _ = made.record.direct.adopt(made.record.configuration.uartInterrupt)
      _ = made.record.direct.adopt(made.record.configuration.rtcInterrupt)
    }
    return made
  }

  /// What the VM's virtual cores show in `MPIDR_EL1`.
  private static func shownAffinities(
    _ decoded: inout VirtualMachineConfiguration
  ) -> AffinityTable {
    var table = AffinityTable()
    var index = 0
    while index < decoded.affinities.count {
      _ = table.append(packedAffinity(decoded.affinities[index]))
      index &+= 1
    }
    return table
  }

  /// The same of the physical cores they are bound to.
  private static func coreAffinities(
    _ machine: Reference<Machine>, _ decoded: inout VirtualMachineConfiguration
  ) -> AffinityTable {
    var table = AffinityTable()
    var index = 0
    while index < decoded.cores.count {
      if let core = machine.record.core(Int(decoded.cores[index])) {
        _ = table.append(packedAffinity(core.record.affinity))
      }
      index &+= 1
    }
    return table
  }

  /// What a VM's stage 2 comes to.
  struct Translation {
    let table: TranslationTable
    let variables: FlashCells
    let base: UInt64
    let control: UInt64
    let physicalRange: UInt64
    let rootSize: UInt64
    let originalRoot: UInt64
  }

  @inline(never)
  func makeTranslation(
    _ machine: Reference<Machine>, _ number: Int, _ decoded: inout VirtualMachineConfiguration
  ) -> Translation? {
    var end: UInt64 = 0
    var index = 0
    while index < decoded.memory.count {
      end = max(end, decoded.memory[index].guest.end ?? .max)
      index &+= 1
    }
    index = 0
    while index < decoded.passthrough.count {
      end = max(end, decoded.passthrough[index].guest.end ?? .max)
      index &+= 1
    }
    #if MARTLET_SERVICE
      if decoded.hasPCI { end = max(end, PCIPlatform.memoryBase &+ PCIPlatform.memorySize) }
    #endif
    let range = Processor.physicalRange
    guard
      let geometry = Stage2Geometry(
        end: end, physicalBits: Stage2Geometry.physicalBits(range: range)),
      let root = machine.record.frames.pool.take(
        geometry.rootTables, alignment: geometry.rootTables)
    else { return nil }
    machine.record.memory.zero(root.base.rawValue, root.size)
    let table = TranslationTable(
      root: root.base, startLevel: geometry.startLevel, inputBits: geometry.inputBits)
    var variables = FlashCells(base: 0, size: 0, isWritable: false)
    do throws(TranslationTableError) {
      index = 0
      while index < decoded.memory.count {
        try map(decoded.memory[index], .guestMemory, table, machine)
        index &+= 1
      }
      index = 0
      while index < decoded.passthrough.count {
        try map(decoded.passthrough[index], .guestDevice, table, machine)
        index &+= 1
      }
      if let part = decoded.flashPart {
        try table.map(
          0, to: PhysicalAddress(bundle &+ UInt64(truncatingIfNeeded: part.start)),
          size: Granule.roundUp(UInt64(truncatingIfNeeded: part.count)) ?? 0,
          attributes: .guestFlash, in: &machine.record.frames)
        guard
          let cells = machine.record.frames.pool.take(
            Int(truncatingIfNeeded: FlashCells.variableSize / Granule.size))
        else { return nil }
        variables = FlashCells(base: cells.base.rawValue, size: cells.size, isWritable: true)
        variables.erase(0, length: cells.size)
        // By pages, so that switching between array and status needs no new table.
        var offset: UInt64 = 0
        while offset < cells.size {
          try table.map(
            FlashCells.guestAddress &+ offset, to: cells.base.advanced(by: offset),
            size: Granule.size, attributes: .guestFlash, in: &machine.record.frames)
          offset &+= Granule.size
        }
      }
    } catch {
      return nil
    }
    var original: UInt64 = 0
    if decoded.interruptMode != .virtual {
      guard let kept = machine.record.frames.pool.take(geometry.rootTables) else { return nil }
      original = kept.base.rawValue
      machine.record.memory.copy(from: root.base.rawValue, to: original, size: root.size)
    }
    return Translation(
      table: table, variables: variables,
      base: root.base.rawValue | UInt64(truncatingIfNeeded: number &+ 1) &<< 48,
      control: geometry.control(physicalRange: range),
      physicalRange: geometry.presentedPhysicalRange, rootSize: root.size,
      originalRoot: original)
  }

  @inline(never)
  private func map(
    _ window: VirtualMachineConfiguration.Window, _ attributes: TranslationTable.Attributes,
    _ table: TranslationTable, _ machine: Reference<Machine>
  ) throws(TranslationTableError) {
    try table.map(
      window.guest.start, to: PhysicalAddress(window.physical), size: window.guest.size,
      attributes: attributes, in: &machine.record.frames)
  }

  /// The virtual cores' records, packed into as few frames as they fit.
  @inline(never)
  private func makeVirtualCPUs(
    _ machine: Reference<Machine>, _ made: Reference<VirtualMachine>
  ) -> Bool {
    let count = made.record.virtualCPUCount
    // A record does not share a cache line with another core's.
    let size = (Reference<VirtualCPU>.size &+ 63) & ~63
    guard
      let start = Self.take(
        &machine.record.frames, size &* UInt64(truncatingIfNeeded: count))
    else { return false }
    for index in 0..<count {
      let number = Int(made.record.configuration.cores[index])
      guard let core = machine.record.core(number) else { return false }
      let address = start &+ size &* UInt64(truncatingIfNeeded: index)
      let virtualCPU = Reference<VirtualCPU>.create(
        at: address,
        VirtualCPU(
          index: index, affinity: made.record.configuration.affinities[index], machine: made,
          core: core, listRegisters: PhysicalInterrupts.listRegisterCount,
          timers: GuestTimers.mask))
      made.record.virtualCPUs[index] = address
      made.record.direct.setRedistributor(core.record.redistributor, of: index)
      core.record.virtualCPU = virtualCPU
    }
    return true
  }

  @inline(never)
  private func nameOnConsole(_ machine: Reference<Machine>, _ made: Reference<VirtualMachine>) {
    var name = TextBuffer<32>()
    var index = 0
    while index < made.record.configuration.name.count {
      name.append(byte: made.record.configuration.name[index])
      index &+= 1
    }
    let number = made.record.index
    name.withText { machine.record.console.addMachine(number, name: $0, now: Counter.read()) }
  }

  @inline(never)
  private func startInterrupts(_ machine: Reference<Machine>, _ early: EarlyConsole) -> Bool {
    do throws(PhysicalGICError) {
      let usesGroup0 = machine.usesGroup0
      _ = try BoardInterrupts.initializeDistributor(
        bootAffinity: packedAffinity(CPU.current.record.affinity), usesGroupZero: usesGroup0)
    } catch {
      early.write("refused: the board's interrupt controller cannot be used")
      Firmware.switchOff(usesHypervisorCall: Machine.usesHypervisorCall)
      return false
    }
    CPU.current.startUp()
    return true
  }

  /// Wakes every other core that has a record, and waits until it is there.
  @inline(never)
  private func startCores(_ machine: Reference<Machine>) {
    let own = CPU.current
    let entry = machine.record.memory.physicalEnd(martlet_secondary_entry())
    for index in 0..<8 {
      guard let cpu = machine.record.core(index), cpu.address != own.address else { continue }
      let status = Firmware.startCore(
        cpu.record.affinity, entry: entry, context: cpu.address,
        usesHypervisorCall: Machine.usesHypervisorCall)
      let deadline = Counter.read() &+ machine.record.frequency
      while status == 0, cpu.record.isOnline.load(ordering: .acquiring) == 0,
        Counter.read() < deadline
      {
        Processor.pause()
      }
      if cpu.record.isOnline.load(ordering: .acquiring) == 0 {
        var line = LogLine()
        line.append("core ", decimal: index)
        line.append(" does not start, status ", hexadecimal: status)
        own.log(&line)
      }
    }
  }
}

extension Reference<Machine> {
  /// Whether a core is kicked by Group 0.
  var usesGroup0: Bool {
    for index in 0..<8 {
      if let cpu = record.core(index), cpu.record.kicksByGroup0 { return true }
    }
    return false
  }

  /// A core without a VM, else one of a VM that does not take its interrupts itself, else the first.
  func chooseConsoleCore() {
    var chosen: UInt32?
    var second: UInt32?
    for index in 0..<8 {
      guard let cpu = record.core(index) else { continue }
      #if MARTLET_SHARING
        if cpu.isShared {
          second = cpu.record.index
          continue
        }
      #endif
      if let virtualCPU = cpu.record.virtualCPU {
        if virtualCPU.record.machine.record.mode == .virtual, second == nil {
          second = cpu.record.index
        }
      } else if chosen == nil {
        chosen = cpu.record.index
      }
    }
    record.consoleCore = chosen ?? second ?? CPU.current.record.index
  }

  /// From here on the UART belongs to the console.
  func startConsole() {
    record.uart.start()
    guard let core = record.core(Int(record.consoleCore)) else { return }
    let intid = record.board.consoleInterrupt
    BoardInterrupts.setRoute(intid, affinity: packedAffinity(core.record.affinity))
    BoardInterrupts.setEnabled(intid, true)
  }
}
