extension CheckingPass {
  /// Places every VM's memory on the board and its payload in that memory. Nil when something is
  /// wrong, here or earlier.
  mutating func checkMemory() -> (scenario: CheckedScenario, plan: MachinePlan)? {
    let image = Planner.imageRange(
      board: board, imageSize: assumedImageSize,
      payloads: machines[fixed].compactMap { $0?.payload }, machineCount: fixed.count,
      channelCount: channels.count,
      hasControl: clauses[fixed].contains { $0.role?.value == .service }, reserve: reserve)
    var placement = PhysicalPlacement(memory: boardMemory, image: image)
    let places = placeMachines(in: &placement, image: image)
    placeChannels(in: &placement, image: image)
    placeReserve(in: &placement)

    var isRight = true
    for (machine, (clause, place)) in zip(machines, zip(clauses, places)) {
      guard let machine, let place else {
        isRight = false
        continue
      }
      let fits = checkGuestMemory(
        machine, clause: clause, memory: machine.guestMemory(physical: place))
      isRight = isRight && fits
    }
    guard isRight, !diagnostics.hasErrors, let name = document.name else { return nil }
    let scenario = CheckedScenario(
      name: name.value, board: board, model: model, console: console, pools: pools,
      virtualMachines: machines[fixed].compactMap { $0 }, channels: channels.compactMap { $0 },
      reserve: reserve, health: health, needsHealth: document.needsHealth)
    if warnsOfMisses { warnOfMisses(scenario) }
    do {
      return (scenario, try Planner.plan(scenario, imageSize: assumedImageSize))
    } catch {
      diagnostics.error(
        "\(error)", at: document.position, remedy: "use fewer VMs or a larger board")
      return nil
    }
  }

  private mutating func placeMachines(
    in placement: inout PhysicalPlacement, image: Range<UInt64>
  ) -> [Range<UInt64>?] {
    var places: [Range<UInt64>?] = Array(repeating: nil, count: clauses.count)
    let sizes = clauses.map { clause in
      clause.memory.flatMap { memory in
        memory.value >= Self.smallestMemory && memory.value % Planner.page == 0
          && memory.value <= memorySize ? memory.value : nil
      }
    }
    for (index, clause) in clauses.enumerated() where index != created {
      guard let size = sizes[index], let base = clause.physical,
        base.value % Planner.granule == 0
      else { continue }
      do {
        places[index] = try placement.place(size: size, at: base.value, owner: index)
      } catch {
        report(error, machine: index, range: (base, size), image: image)
      }
    }
    // One that is created gets its memory from the reserve.
    if let created { places[created] = sizes[created].map { 0..<$0 } }
    for (index, clause) in clauses.enumerated()
    where clause.physical == nil && index != created {
      guard let size = sizes[index], let memory = clause.memory else { continue }
      do {
        places[index] = try placement.place(size: size, owner: index)
      } catch .noRoom(let largest) {
        diagnostics.error(
          "the board has no room for \(title(index))'s \(ByteSize.describe(size)): its"
            + " \(ByteSize.describe(memorySize)) hold the hypervisor with all files"
            + " (\(ByteSize.describeRoundedUp(image.upperBound - image.lowerBound))) and the other"
            + " VMs", at: memory.position,
          remedy: "use at most \(ByteSize.describe(largest)), or give the board more with `memory`")
      } catch {
        report(error, machine: index, range: (memory, size), image: image)
      }
    }
    return places
  }

  private mutating func placeChannels(
    in placement: inout PhysicalPlacement, image: Range<UInt64>
  ) {
    for (index, channel) in channels.enumerated() {
      guard let channel else { continue }
      do {
        _ = try placement.place(size: channel.size, owner: clauses.count + index)
      } catch {
        diagnostics.error(
          "the board has no room for the \(ByteSize.describe(channel.size)) of channel"
            + " \"\(channel.name)\" beside the VMs", at: channel.position,
          remedy: "make it or a VM smaller, or give the board more with `memory`")
      }
    }
  }

  private mutating func placeReserve(in placement: inout PhysicalPlacement) {
    guard let reserve, let place = document.reserve?.memory?.position else { return }
    do {
      _ = try placement.place(size: reserve.memorySize, owner: -1)
    } catch {
      diagnostics.error(
        "the board has no room for the \(ByteSize.describe(reserve.memorySize)) of the reserve"
          + " beside the VMs", at: place,
        remedy: "make it or a VM smaller, or give the board more with `memory`")
    }
  }

  private mutating func report(
    _ refusal: PhysicalPlacement.Refusal, machine: Int, range: (Located<UInt64>, UInt64),
    image: Range<UInt64>
  ) {
    let (base, size) = range
    let free = hexadecimal(roundUp(image.upperBound, to: Planner.granule))
    let end = hexadecimal(boardMemory.upperBound)
    switch refusal {
    case .outsideMemory:
      diagnostics.error(
        "\(ByteSize.describe(size)) at \(hexadecimal(base.value)) are not inside the board's memory",
        at: base.position, remedy: "use a range between \(free) and \(end)")
    case .overImage:
      diagnostics.error(
        "the memory of \(title(machine)) at \(hexadecimal(base.value)) would overlap the"
          + " hypervisor and its files", at: base.position, remedy: "use \(free) or above")
    case .overMachine(let other):
      diagnostics.error(
        "the memory of \(title(machine)) at \(hexadecimal(base.value)) overlaps that of"
          + " \(title(other))", at: base.position,
        remedy: "move one of them, or leave `physical` out")
    case .noRoom: break
    }
  }

  /// The device tree and the payload, each inside the guest's memory and beside the other.
  private mutating func checkGuestMemory(
    _ machine: CheckedScenario.VirtualMachine,
    clause: ScenarioDocument.VirtualMachineClause, memory: Range<UInt64>
  ) -> Bool {
    guard let payload = clause.payload else { return false }
    let tree = machine.deviceTreeRange(in: memory)
    let treePlace = clause.deviceTree?.position ?? payload.position
    var isRight = true
    if tree.lowerBound % 8 != 0 {
      diagnostics.error(
        "the device tree's address \(hexadecimal(tree.lowerBound)) is not a multiple of 8",
        at: treePlace, remedy: "use \(hexadecimal(tree.lowerBound & ~7))")
      isRight = false
    }
    if tree.lowerBound < memory.lowerBound || tree.upperBound > memory.upperBound {
      diagnostics.error(
        "the device tree at \(hexadecimal(tree.lowerBound)), with 64KiB kept for it, is not inside"
          + " the VM's memory", at: treePlace,
        remedy:
          "use an address from \(hexadecimal(memory.lowerBound)) to"
          + " \(hexadecimal(memory.upperBound - Planner.deviceTreeReserve)), `start` or `end`")
      isRight = false
    }
    guard isRight else { return false }
    do {
      _ = try GuestLayout(payload: machine.payload, memory: memory, deviceTree: tree)
    } catch {
      // What would be right depends on where the user can turn: each reason has its own place.
      let place =
        switch error.subject {
        case .payload: payload.file.position
        case .initialRamdisk: payload.initialRamdisk?.position ?? payload.file.position
        case .address: payload.address?.position ?? payload.file.position
        case .entry: payload.entry?.position ?? payload.file.position
        case .memory: clause.memory?.position ?? payload.file.position
        case .deviceTree: clause.deviceTree?.position ?? payload.file.position
        }
      diagnostics.error(error.problem, at: place, remedy: error.remedy)
      isRight = false
    }
    return isRight
  }
}
