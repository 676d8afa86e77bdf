internal import Core

extension CheckingPass {
  /// No interrupt and no register window is given twice, across all VMs.
  mutating func checkPassthroughOwners() {
    var interrupts: [UInt32: Int] = [:]
    var windows: [(range: Range<UInt64>, owner: Int)] = []
    var named: [String: Int] = [:]

    for index in clauses.indices {
      checkPassthroughCount(index)
      for clause in clauses[index].passthrough {
        switch clause.value {
        case .named(let name):
          guard let device = device(named: name, at: clause.position) else { continue }
          if let owner = named[name] {
            let who = owner == index ? "this VM" : title(owner)
            diagnostics.error(
              "the device \"\(name)\" is given to \(who) already", at: clause.position,
              remedy: "give a device to one VM, once")
            continue
          }
          named[name] = index
          for window in device.plan.windows {
            claim(
              window.physical..<(window.physical + window.size), for: index, at: clause.position,
              in: &windows)
          }
          for interrupt in device.plan.interrupts {
            claim(interrupt.number, for: index, at: clause.position, in: &interrupts)
          }
        case .described(_, _, let address, let size, let numbers):
          if let window = registers(address: address, size: size) {
            claim(window.value, for: index, at: window.position, in: &windows)
          }
          for number in numbers {
            checkInterrupt(number)
            claim(UInt32(number.value), for: index, at: number.position, in: &interrupts)
          }
        }
      }
    }
  }

  private mutating func checkPassthroughCount(_ index: Int) {
    let list = clauses[index].passthrough
    let interrupts = list.reduce(0) { sum, clause in
      if case .described(_, _, _, _, let numbers) = clause.value { return sum + numbers.count }
      return sum + 1
    }
    if list.count > CheckedScenario.largestWindowCount {
      diagnostics.error(
        "\(title(index)) has \(list.count) devices of the board",
        at: list[CheckedScenario.largestWindowCount].position,
        remedy: "give it at most \(CheckedScenario.largestWindowCount)")
    } else if interrupts > CheckedScenario.largestInterruptCount {
      diagnostics.error(
        "\(title(index)) has \(interrupts) interrupts of the board", at: list[0].position,
        remedy: "give it at most \(CheckedScenario.largestInterruptCount)")
    }
  }

  /// The guest would not know which of the two raised it.
  private mutating func checkVirtualInterrupts(
    _ numbers: [Located<Int>], devices: Set<VirtualDevice>, of index: Int
  ) {
    guard !isDirect(index) else { return }
    for number in numbers where hasBus(index) {
      let line = UInt32(number.value) &- PCIPlatform.firstInterrupt
      guard line < PCIPlatform.lineCount else { continue }
      diagnostics.error(
        "interrupt \(number.value) is one of the guest's PCI bus, on which "
          + (hasChannels(index) ? "its channels are" : "the control device is"),
        at: number.position,
        remedy: hasChannels(index) ? "use another device, or no channel" : "use another device")
    }
    guard devices.contains(.rtc) else { return }
    for number in numbers where UInt32(number.value) == Planner.virtualClockInterrupt {
      diagnostics.error(
        "interrupt \(number.value) is that of the guest's virtual rtc", at: number.position,
        remedy: "leave \"rtc\" out of `devices`")
    }
  }

  /// Nil, with a complaint, when the board has no such device.
  private mutating func device(named name: String, at position: SourcePosition) -> Board.Device? {
    if let device = board.devices.first(where: { $0.name == name }) { return device }
    diagnostics.error(
      "the board \(board.name) has no device \"\(name)\" that a VM could own", at: position,
      remedy: suggestion(for: name, among: board.devices.map(\.name)))
    return nil
  }

  private mutating func claim(
    _ range: Range<UInt64>, for index: Int, at position: SourcePosition,
    in windows: inout [(range: Range<UInt64>, owner: Int)]
  ) {
    if let other = windows.first(where: { $0.range.overlaps(range) }) {
      let who = other.owner == index ? "this VM" : title(other.owner)
      diagnostics.error(
        "the registers at \(hexadecimal(range.lowerBound)) are given to \(who) already",
        at: position, remedy: "give a device to one VM, once")
    }
    windows.append((range, index))
  }

  private mutating func claim(
    _ interrupt: UInt32, for index: Int, at position: SourcePosition,
    in owners: inout [UInt32: Int]
  ) {
    if let owner = owners[interrupt] {
      let who = owner == index ? "this VM" : title(owner)
      diagnostics.error(
        "interrupt \(interrupt) is given to \(who) already", at: position,
        remedy: "give an interrupt to one VM, once")
    }
    owners[interrupt] = index
  }

  /// A described device's register window, when it is one; complaints otherwise.
  private mutating func registers(
    address: Located<UInt64>?, size: Located<UInt64>?
  ) -> Located<Range<UInt64>>? {
    guard let address, let size else { return nil }
    var isRight = true
    if address.value % Planner.page != 0 {
      diagnostics.error(
        "the address \(hexadecimal(address.value)) is not a multiple of 4KiB",
        at: address.position,
        remedy: "use \(hexadecimal(address.value & ~(Planner.page - 1)))")
      isRight = false
    }
    if size.value == 0 || size.value % Planner.page != 0 {
      diagnostics.error(
        "the size \(ByteSize.describe(size.value)) is not a multiple of 4KiB", at: size.position,
        remedy:
          "use \(ByteSize.describe(max(Planner.page, roundUp(size.value, to: Planner.page))))")
      isRight = false
    }
    let end = address.value.addingReportingOverflow(size.value)
    if end.overflow || end.partialValue > Planner.addressLimit {
      diagnostics.error(
        "the registers at \(hexadecimal(address.value)) reach beyond the board's addresses",
        at: address.position, remedy: "stay below \(hexadecimal(Planner.addressLimit))")
      isRight = false
    }
    guard isRight else { return nil }
    let range = address.value..<end.partialValue
    if let taken = board.reservations.first(where: { $0.addresses.overlaps(range) }) {
      diagnostics.error(
        "the registers at \(hexadecimal(address.value)) are \(taken.name), which no VM can own"
          + " because \(taken.reason)", at: address.position, remedy: "use another device")
      return nil
    }
    if range.overlaps(boardMemory) {
      diagnostics.error(
        "at \(hexadecimal(address.value)) the board has memory, not a device",
        at: address.position, remedy: "use the device's register address")
      return nil
    }
    return Located(range, at: address.position)
  }

  private func isRefused(_ range: Range<UInt64>) -> Bool {
    range.overlaps(boardMemory)
      || board.reservations.contains { $0.addresses.overlaps(range) }
  }

  private mutating func checkInterrupt(_ number: Located<Int>) {
    let value = UInt32(number.value)
    if !board.interrupts.contains(value) {
      diagnostics.error(
        "the board \(board.name) has no interrupt \(value)", at: number.position,
        remedy:
          "use \(board.interrupts.lowerBound) to \(board.interrupts.upperBound); shared peripheral"
          + " interrupt n is 32 + n")
    } else if let taken = board.reservations.first(where: { $0.interrupts.contains(value) }) {
      diagnostics.error(
        "interrupt \(value) belongs to \(taken.name), which no VM can own because"
          + " \(taken.reason)",
        at: number.position, remedy: "use the interrupt of the device itself")
    } else if board.largest.spareInterrupts.contains(value) {
      diagnostics.error(
        "interrupt \(value) has no device behind it; Martlet uses it for signals of its own",
        at: number.position, remedy: "use the interrupt of the device itself")
    }
  }

  /// A VM's devices for the plan, held against what the hypervisor plays for the same VM.
  mutating func passthrough(
    of index: Int, devices: Set<VirtualDevice>, memory: Range<UInt64>?, hasFlash: Bool
  ) -> [VirtualMachinePlan.PassthroughDevice] {
    var platform: [(name: String, range: Range<UInt64>, remedy: String)] = [
      ("the guest's interrupt controller", 0x0800_0000..<0x0900_0000, "use another device")
    ]
    for device in VirtualDevice.allCases where devices.contains(device) {
      platform.append(
        (
          "the guest's virtual \(device.rawValue)", device.window,
          "leave \"\(device.rawValue)\" out of `devices`"
        ))
    }
    if hasFlash {
      platform.append(("the guest's boot flash", 0..<0x0800_0000, "use another device"))
    }
    if hasBus(index) {
      for range in Self.channelPlaces {
        platform.append(
          (hasChannels(index) ? "a channel" : "the control device", range, "use another device"))
      }
    }
    if let memory {
      platform.append(("the guest's memory", memory, "move the memory with `address`"))
    }

    var plans: [VirtualMachinePlan.PassthroughDevice] = []
    for clause in clauses[index].passthrough {
      let plan: VirtualMachinePlan.PassthroughDevice
      switch clause.value {
      case .named(let name):
        guard let device = board.devices.first(where: { $0.name == name }) else { continue }
        plan = device.plan
      case .described(let name, let compatible, let address?, let size?, let interrupts):
        if let name { checkName(name, of: "a device") }
        checkVirtualInterrupts(interrupts, devices: devices, of: index)
        plan = .init(
          node: name?.value ?? "device",
          compatible: compatible.isEmpty ? ["martlet,passthrough"] : compatible,
          windows: [
            .init(guest: address.value, physical: address.value, size: size.value)
          ],
          interrupts: interrupts.map { .init(number: UInt32($0.value), isEdge: false) })
      case .described:
        continue
      }
      for window in plan.windows {
        let end = window.guest.addingReportingOverflow(window.size)
        guard !end.overflow, end.partialValue > window.guest else { continue }
        let range = window.guest..<end.partialValue
        // What no VM can own has been complained about.
        guard !isRefused(range) else { continue }
        for other in platform where other.range.overlaps(range) {
          diagnostics.error(
            "the device at \(hexadecimal(window.guest)) lies where \(other.name) is",
            at: clause.position, remedy: other.remedy)
        }
      }
      plans.append(plan)
    }
    return plans
  }
}

extension VirtualDevice {
  /// Where the virtual platform has it.
  var window: Range<UInt64> {
    switch self {
    case .uart: 0x0900_0000..<0x0900_1000
    case .rtc: 0x0901_0000..<0x0901_1000
    case .virtio: 0x0A00_0000..<0x0A00_4000
    }
  }
}
