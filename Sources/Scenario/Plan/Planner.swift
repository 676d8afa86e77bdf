internal import Core

/// Turns a checked scenario into the plan that everything downstream works from: where each VM's
/// memory lies on the board, what is copied into it, which interrupts its devices have.
public enum Planner {
  /// What memory is mapped by at the least.
  static let page: UInt64 = 4096
  static let virtualUARTInterrupt: UInt32 = 33
  static let virtualClockInterrupt: UInt32 = 34
  /// What VM memory is aligned to, so that stage 2 can map it by 2 MiB blocks.
  static let granule: UInt64 = 2 << 20
  /// Bytes kept for a guest's device tree.
  static let deviceTreeReserve = VirtualPlatform.deviceTreeReserve
  /// Bytes kept behind the bundle for the hypervisor, for each VM, and for each VM's firmware variables.
  static let hypervisorReserve: UInt64 = 512 << 10
  static let machineReserve: UInt64 = 128 << 10
  static let flashVariableReserve: UInt64 = 1 << 20
  /// And for each channel: records, and translation tables in both VMs.
  static let channelReserve: UInt64 = 64 << 10
  /// And for the control device: its rings, its record, and tables in its VM and in EL2.
  static let controlReserve: UInt64 = 160 << 10
  /// And for the console of each VM that is created later.
  static let consoleReserve: UInt64 = 12 << 10
  /// The virtual platform's RAM, as on QEMU's `virt`.
  static let guestMemoryBase = VirtualPlatform.memoryBase
  /// Where the virtual platform's PCI Express windows begin.
  static let guestMemoryLimit: UInt64 = 0x40_0000_0000
  /// Physical addresses end here on every board.
  static let addressLimit: UInt64 = 1 << 48

  /// Lays out `scenario` for a hypervisor image of `imageSize` bytes. Throws ``PlanningError`` when
  /// that does not fit; it always does for an image that is no larger than the checker assumed.
  public static func plan(
    _ scenario: CheckedScenario, imageSize: UInt64
  ) throws(PlanningError) -> MachinePlan {
    let machines = scenario.virtualMachines
    var placement = PhysicalPlacement(
      memory: memory(of: scenario.model),
      image: imageRange(of: scenario, imageSize: imageSize))
    let physical = try place(machines, in: &placement)
    let channelMemory = try place(scenario.channels, in: &placement)
    let reserve = try place(scenario.reserve, in: &placement)

    var spares = scenario.model.spareInterrupts[...]
    var plans: [VirtualMachinePlan] = []
    for (machine, memory) in zip(machines, physical) {
      var plan = try plan(machine, memory: memory, on: scenario.model)
      if machine.interruptMode != .virtual {
        // List registers do not reach such a VM: what software signals must be a physical interrupt.
        let none = PlanningError.noSpareInterrupt(machine: machine.name)
        if plan.hasUART {
          guard let spare = spares.popFirst() else { throw none }
          plan.uartInterrupt = spare
        }
        if plan.hasRTC {
          guard let spare = spares.popFirst() else { throw none }
          plan.rtcInterrupt = spare
        }
      }
      plans.append(plan)
    }
    let channels = try self.channels(
      scenario.channels, memory: channelMemory, machines: &plans, spares: &spares)
    var plan = MachinePlan(
      name: scenario.name, board: scenario.model, console: scenario.console, pools: scenario.pools,
      virtualMachines: plans, channels: channels, reserve: reserve,
      imageAddress: scenario.board.imageAddress)
    if scenario.needsHealth {
      plan.health = scenario.health
      for (index, machine) in machines.enumerated() {
        plan.virtualMachines[index].health = machine.health
      }
    }
    return plan
  }

  /// Everything of a VM but the interrupts that it needs of the board.
  private static func plan(
    _ machine: CheckedScenario.VirtualMachine, memory: Range<UInt64>, on model: BoardModel
  ) throws(PlanningError) -> VirtualMachinePlan {
    let guest = machine.guestMemory(physical: memory)
    let layout: GuestLayout
    do {
      layout = try GuestLayout(
        payload: machine.payload, memory: guest, deviceTree: machine.deviceTreeRange(in: guest))
    } catch {
      throw .payload(machine: machine.name, error)
    }
    return VirtualMachinePlan(
      name: machine.name, virtualCPUs: virtualCPUs(of: machine, on: model),
      share: machine.share, interruptMode: machine.interruptMode,
      startsByItself: machine.autostart,
      onFailure: machine.onFailure, restartLimit: machine.restartLimit,
      memory: [
        .init(
          guest: guest.lowerBound, physical: memory.lowerBound, size: machine.memorySize)
      ],
      entry: layout.entry, deviceTreeAddress: machine.deviceTreeRange(in: guest).lowerBound,
      loads: layout.loads, flash: layout.flash, hasUART: machine.devices.contains(.uart),
      hasRTC: machine.devices.contains(.rtc), hasVirtio: machine.devices.contains(.virtio),
      passthrough: machine.passthrough, hasPCI: machine.isService,
      isService: machine.isService, managed: machine.managed,
      arguments: machine.payload.arguments,
      initialRamdisk: layout.initialRamdisk, expectations: machine.expectations)
  }

  /// The plan of a package: the machine's own pools, and the VM, which gets its memory when it is created.
  static func package(
    _ machine: CheckedScenario.VirtualMachine, for plan: MachinePlan
  ) throws(PlanningError) -> MachinePlan {
    var made = plan
    made.virtualMachines = [
      try self.plan(machine, memory: 0..<machine.memorySize, on: plan.board)
    ]
    made.channels = []
    made.reserve = nil
    return made
  }

  private static func place(
    _ reserve: CheckedScenario.Reserve?, in placement: inout PhysicalPlacement
  ) throws(PlanningError) -> ReservePlan? {
    guard let reserve else { return nil }
    do {
      let range = try placement.place(size: reserve.memorySize, owner: -1)
      return ReservePlan(
        physical: range.lowerBound, memorySize: reserve.memorySize, machines: reserve.machines,
        virtualCPUs: reserve.virtualCPUs, givableSize: reserve.givableSize)
    } catch {
      throw .reserve
    }
  }

  private static func place(
    _ machines: [CheckedScenario.VirtualMachine], in placement: inout PhysicalPlacement
  ) throws(PlanningError) -> [Range<UInt64>] {
    var ranges: [Range<UInt64>] = Array(repeating: 0..<0, count: machines.count)
    for (index, machine) in machines.enumerated() {
      guard let physical = machine.physical else { continue }
      do {
        ranges[index] = try placement.place(size: machine.memorySize, at: physical, owner: index)
      } catch {
        throw .memory(machine: machine.name)
      }
    }
    for (index, machine) in machines.enumerated() where machine.physical == nil {
      do {
        ranges[index] = try placement.place(size: machine.memorySize, owner: index)
      } catch {
        throw .memory(machine: machine.name)
      }
    }
    return ranges
  }

  private static func virtualCPUs(
    of machine: CheckedScenario.VirtualMachine, on model: BoardModel
  ) -> [VirtualMachinePlan.VirtualCPU] {
    machine.share.cores.enumerated().map { number, cores in
      // One that is shared begins anywhere: those of a VM on different cores.
      let core = cores[number % cores.count]
      // A VM that is taken back by the doorbell sends its software interrupts to real cores.
      let affinity =
        machine.interruptMode == .directByDoorbell
          || machine.interruptMode == .directByGuardedDoorbell
        ? model.cores[core].affinity : UInt64(number)
      return .init(core: core, affinity: affinity)
    }
  }

  static func memory(of model: BoardModel) -> Range<UInt64> {
    model.memoryBase..<(model.memoryBase + model.memorySize)
  }

  /// What an image of `imageSize` bytes and the scenario's files occupy at most; VM memory lies behind.
  public static func imageRange(
    of scenario: CheckedScenario, imageSize: UInt64
  ) -> Range<UInt64> {
    imageRange(
      board: scenario.board, imageSize: imageSize,
      payloads: scenario.virtualMachines.map(\.payload),
      machineCount: scenario.virtualMachines.count, channelCount: scenario.channels.count,
      hasControl: scenario.hasServiceMachine, reserve: scenario.reserve)
  }

  /// What the hypervisor's file occupies at most: the image, and the bundle with each file at a page's
  /// start, a device tree for each VM and the configuration.
  static func imageRange(
    board: Board, imageSize: UInt64, payloads: [CheckedScenario.Payload], machineCount: Int,
    channelCount: Int = 0, hasControl: Bool = false, reserve: CheckedScenario.Reserve? = nil
  ) -> Range<UInt64> {
    let trees = UInt64(machineCount + 2) * deviceTreeReserve
    // Equal files become one part of the bundle.
    let parts = payloads.reduce(into: [String: UInt64]()) { parts, payload in
      parts.merge(payload.parts) { one, _ in one }
    }
    let files = parts.values.reduce(0) { $0 + roundUp($1, to: page) }
    // The hypervisor's records and translation tables, and the variables of firmware in boot flash.
    let records =
      hypervisorReserve + UInt64(machineCount) * machineReserve
      + UInt64(channelCount) * channelReserve + (hasControl ? controlReserve : 0)
      + (reserve?.records ?? 0)
    let variables = UInt64(payloads.count { $0.kind == .flash }) * flashVariableReserve
    let size = roundUp(imageSize, to: page) + trees + files + records + variables
    return board.imageAddress..<(board.imageAddress + size)
  }
}

extension CheckedScenario.Reserve {
  /// At most how many bytes of the hypervisor's own memory it takes: where packages come in, rings of the consoles, and for each
  /// VM its records and tables.
  var records: UInt64 {
    let frames = ReserveConfiguration.frames(
      virtualCPUs: virtualCPUs, memory: max(memorySize, givableSize))
    // What is large is aligned.
    return 2 * UInt64(ControlDevice.stagingOffset + ControlDevice.stagingSize)
      + UInt64(machines) * (UInt64(frames) * Planner.page + Planner.consoleReserve)
  }
}

extension CheckedScenario.Payload {
  /// At most how many bytes each file puts into the bundle, by its kind and name.
  var parts: [String: UInt64] {
    // Each segment of an ELF is a part of its own and starts a page.
    let slack = kind == .elf ? UInt64(CheckedScenario.largestLoadCount) * Planner.page : 0
    var parts = ["\(kind.rawValue):\(file)": UInt64(contents.count) + slack]
    if let initialRamdisk {
      parts["initrd:\(initialRamdiskFile ?? "")"] = UInt64(initialRamdisk.count)
    }
    return parts
  }
}

extension CheckedScenario.VirtualMachine {
  /// The VM's memory as its guest sees it.
  func guestMemory(physical: Range<UInt64>) -> Range<UInt64> {
    switch address {
    case .identity: physical
    case .fixed(let base): base..<(base + memorySize)
    }
  }

  /// Where the guest's device tree may lie; possibly outside `memory` when the scenario says so.
  func deviceTreeRange(in memory: Range<UInt64>) -> Range<UInt64> {
    let reserve = Planner.deviceTreeReserve
    switch deviceTree {
    case .start: return memory.lowerBound..<(memory.lowerBound + reserve)
    case .end: return (memory.upperBound - reserve)..<memory.upperBound
    case .fixed(let address):
      let end = address.addingReportingOverflow(reserve)
      return end.overflow ? address..<UInt64.max : address..<end.partialValue
    }
  }
}
