extension CheckingPass {
  static let smallestMemory: UInt64 = 64 << 10
  static let longestArguments = 2047
  static let defaultRestartLimit = 5

  /// Everything about each VM that concerns it alone.
  mutating func checkMachines() {
    machines = []
    for index in clauses.indices { machines.append(checkMachine(index)) }
  }

  private mutating func checkMachine(_ index: Int) -> CheckedScenario.VirtualMachine? {
    let clause = clauses[index]
    let memory = checkMemorySize(clause)
    let address = checkAddress(clause)
    let physical = checkPhysical(clause)
    let mode = checkInterruptMode(index)
    let files = index == created ? createdLocator ?? locator : locator
    let payload = clause.payload.flatMap { readPayload($0, files) }
    var devices = Set(clause.devices?.map(\.value) ?? VirtualDevice.allCases)
    if let list = clause.devices {
      devices = []
      for device in list where !devices.insert(device.value).inserted {
        diagnostics.error(
          "\"\(device.value.rawValue)\" stands here twice", at: device.position,
          remedy: "keep one of them")
      }
    }
    var guestMemory: Range<UInt64>?
    if let memory, case .fixed(let base)? = address { guestMemory = base..<(base + memory) }
    let passthrough = passthrough(
      of: index, devices: devices, memory: guestMemory, hasFlash: clause.payload?.kind == .flash)
    let (reaction, limit) = failure(clause.onFailure?.value)
    let tasks = checkTasks(index)

    guard let name = clause.name, let memory, let address, let mode, let payload,
      let share = shares[index], clause.physical == nil || physical != nil
    else { return nil }
    return .init(
      name: name.value, position: clause.position, share: share, tasks: tasks, interruptMode: mode,
      memorySize: memory, address: address, physical: physical, payload: payload,
      deviceTree: deviceTree(clause), devices: devices, passthrough: passthrough,
      onFailure: reaction, restartLimit: limit, autostart: clause.autostart,
      isService: clause.role?.value == .service,
      managed: clause.managed?.value.map(\.value)
        ?? (index == created ? ManagedWord.allCases : []),
      expectations: clause.expectations)
  }

  private mutating func checkMemorySize(
    _ clause: ScenarioDocument.VirtualMachineClause
  ) -> UInt64? {
    guard let memory = clause.memory else { return nil }
    if memory.value % Planner.page != 0 {
      let right = max(Self.smallestMemory, roundUp(memory.value, to: Planner.page))
      diagnostics.error(
        "the memory, \(ByteSize.describe(memory.value)), is not a multiple of 4KiB",
        at: memory.position, remedy: "use \(ByteSize.describe(right))")
      return nil
    }
    if memory.value < Self.smallestMemory {
      diagnostics.error(
        "the memory, \(ByteSize.describe(memory.value)), is too small for any VM",
        at: memory.position, remedy: "use 64KiB or more")
      return nil
    }
    if memory.value > memorySize {
      diagnostics.error(
        "the memory, \(ByteSize.describe(memory.value)), is more than the board has,"
          + " \(ByteSize.describe(memorySize))", at: memory.position,
        remedy: "use less, or give the board more with `memory`")
      return nil
    }
    return memory.value
  }

  private mutating func checkAddress(
    _ clause: ScenarioDocument.VirtualMachineClause
  ) -> CheckedScenario.VirtualMachine.Address? {
    guard let address = clause.address else { return .fixed(Planner.guestMemoryBase) }
    guard case .fixed(let base) = address.value else { return .identity }
    if base % Planner.granule != 0 {
      diagnostics.error(
        "the address \(hexadecimal(base)) is not a multiple of 2MiB", at: address.position,
        remedy: "use \(hexadecimal(max(Planner.guestMemoryBase, base & ~(Planner.granule - 1))))")
      return nil
    }
    let size = clause.memory?.value ?? 0
    let end = base.addingReportingOverflow(size)
    if base < Planner.guestMemoryBase {
      diagnostics.error(
        "the address \(hexadecimal(base)) lies among the guest's devices", at: address.position,
        remedy: "use \(hexadecimal(Planner.guestMemoryBase)) or above")
      return nil
    }
    if end.overflow || end.partialValue > Planner.guestMemoryLimit {
      diagnostics.error(
        "the memory would reach beyond what a guest can address", at: address.position,
        remedy: "stay below \(hexadecimal(Planner.guestMemoryLimit)), where PCI Express begins")
      return nil
    }
    return .fixed(base)
  }

  private mutating func checkPhysical(
    _ clause: ScenarioDocument.VirtualMachineClause
  ) -> UInt64? {
    guard let physical = clause.physical else { return nil }
    if physical.value % Planner.granule != 0 {
      diagnostics.error(
        "the physical address \(hexadecimal(physical.value)) is not a multiple of 2MiB",
        at: physical.position,
        remedy: "use \(hexadecimal(physical.value & ~(Planner.granule - 1)))")
      return nil
    }
    return physical.value
  }

  private mutating func checkInterruptMode(_ index: Int) -> VirtualMachinePlan.InterruptMode? {
    guard let interrupts = clauses[index].interrupts else { return .virtual }
    switch interrupts.value {
    case .virtual: return .virtual
    case .direct(.doorbell): return .directByDoorbell
    case .direct(.guardedDoorbell): return .directByGuardedDoorbell
    case .direct(.fiq):
      guard board.largest.ownsGroupZero else {
        diagnostics.error(
          "\(title(index)) wants `direct: fiq`, and on the board \(board.name) Group 0 belongs to"
            + " the firmware", at: interrupts.position,
          remedy: "use `interrupts: { direct: doorbell }`, or plain `direct`")
        return nil
      }
      return .directByFastInterrupt
    case .direct(nil):
      return board.largest.ownsGroupZero ? .directByFastInterrupt : .directByDoorbell
    }
  }

  private func deviceTree(
    _ clause: ScenarioDocument.VirtualMachineClause
  ) -> CheckedScenario.DeviceTree {
    switch clause.deviceTree?.value {
    case .start?, nil: .start
    case .end?: .end
    case .fixed(let address)?: .fixed(address)
    }
  }

  private func failure(
    _ clause: ScenarioDocument.FailureClause?
  ) -> (VirtualMachinePlan.FailureReaction, UInt32) {
    switch clause {
    case nil, .word(.stop)?: (.stop, 0)
    case .word(.haltMachine)?: (.haltMachine, 0)
    case .word(.restart)?: (.restart, UInt32(Self.defaultRestartLimit))
    case .restart(let limit, _)?: (.restart, UInt32(limit))
    }
  }
}
