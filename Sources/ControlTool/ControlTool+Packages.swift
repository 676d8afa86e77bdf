internal import Core

extension ControlTool where Console: ~Copyable {
  /// Brings the package to the hypervisor, and has a VM made of it.
  mutating func create<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    let room = min(
      UInt64(link.board.read(.stagingSize)), UInt64(truncatingIfNeeded: ControlDevice.stagingSize))
    guard room >= ControlDevice.pieceAlignment else { return report(.notHere) }
    let whole = room & ~(ControlDevice.pieceAlignment &- 1)
    guard let size = arguments.path.withText({ link.board.openFile($0.raw) }) else {
      return failToRead()
    }
    guard size > 0, size <= ControlDevice.largestPackage else { return report(.isNoPackage) }
    var status = try change(.beginPackage(size: size), &link)
    var offset: UInt64 = 0
    while status == .done, offset < size {
      let count = min(whole, size &- offset)
      guard link.board.stage(from: offset, count: Int(truncatingIfNeeded: count)) else {
        _ = try change(.beginPackage(size: 0), &link)
        return failToRead()
      }
      status = try change(.putPackage(offset: offset, count: count), &link)
      offset &+= count
    }
    var made: MachineRecord?
    if status == .done {
      status = try link.ask(
        .create, as: MachineRecord.self, patience: ControlLink<Board>.longPatience
      ) { record, _ in made = record }
    }
    guard status == .done, let made else {
      // What has come in of it is of no use to anybody.
      _ = try change(.beginPackage(size: 0), &link)
      return report(status)
    }
    guard !arguments.wantsJSON else { return report(status) }
    var line = ToolLine()
    line.append("created ")
    line.append(name: made.name)
    print(&line)
    return Self.done
  }

  mutating func change<Board: ControlBoard & ~Copyable>(
    _ call: ControlCall, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> ManagementStatus {
    try link.ask(call, as: DescriptionRecord.self, patience: ControlLink<Board>.longPatience) {
      _, _ in
    }
  }

  private mutating func failToRead() -> Int32 {
    var line = ToolLine()
    line.append("the file of the package cannot be read")
    return fail(&line, Self.wrong)
  }

  /// One that was created may be starting or on its way to another pool, and is asked again; it has gone when its room is free
  /// again. For both there are some seconds.
  mutating func destroy<Board: ControlBoard & ~Copyable>(
    _ machine: Int, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    let isCreated = inventory.machine(machine)?.isCreated ?? false
    var status = try change(.management(.destroy(machine: machine)), &link)
    guard isCreated else { return report(status) }
    var rounds = 0
    while status == .isBusy || status == .isLeaving, rounds < Self.patience {
      link.board.pause(milliseconds: Self.step)
      rounds &+= 1
      status = try change(.management(.destroy(machine: machine)), &link)
    }
    guard status == .done else { return report(status) }
    rounds = 0
    while try isThere(machine, &link), rounds < Self.patience {
      link.board.pause(milliseconds: Self.step)
      rounds &+= 1
    }
    return report(.done)
  }

  private static var patience: Int { 1000 }
  private static var step: UInt32 { 20 }

  private func isThere<Board: ControlBoard & ~Copyable>(
    _ machine: Int, _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Bool {
    var isThere = false
    _ = try link.ask(.management(.listMachines), as: MachineRecord.self) { record, _ in
      if Int(record.index) == machine { isThere = true }
    }
    return isThere
  }

  mutating func showResources<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    var resources = ResourcesRecord()
    let status = try link.ask(.resources, as: ResourcesRecord.self) { record, _ in
      resources = record
    }
    guard status == .done else { return report(status) }
    var line = ToolLine()
    if arguments.wantsJSON {
      line.append("{")
      line.append(key: "vms", UInt64(resources.machines))
      line.append(key: "vms-used", UInt64(resources.usedMachines))
      line.append(key: "vcpus-each", UInt64(resources.mostVirtualCPUs))
      line.append(key: "memory", resources.memory)
      line.append(key: "memory-of-vms", resources.machineMemory)
      line.append(key: "memory-of-packages", resources.packageMemory)
      line.append(key: "memory-taken", resources.taken)
      line.append(key: "memory-largest-free", resources.largestHole)
      line.append(key: "memory-given", resources.given)
      line.append(key: "memory-givable", UInt64(resources.givableMegabytes) << 20)
      line.append(key: "frames", UInt64(resources.frames))
      line.append(key: "frames-used", UInt64(resources.usedFrames))
      line.append(key: "vmids-used", UInt64(resources.identifiers))
      line.append(key: "vcpus", UInt64(resources.virtualCPUs))
      line.append(key: "interrupts", UInt64(resources.interrupts))
      line.append(key: "bound-cores", UInt64(resources.boundCores))
      line.append("}")
      print(&line)
      return Self.done
    }
    line.append("VMs         ", decimal: UInt64(resources.usedMachines))
    line.append(" of ", decimal: UInt64(resources.machines))
    line.append(", of at most ", decimal: UInt64(resources.mostVirtualCPUs))
    line.append(" vCPUs each")
    print(&line)
    line.append("memory      ", decimal: resources.memory >> 10)
    line.append(" KiB, of VMs ", decimal: resources.machineMemory >> 10)
    line.append(", of packages ", decimal: resources.packageMemory >> 10)
    line.append(", free ", decimal: (resources.memory &- resources.taken) >> 10)
    line.append(", in one piece ", decimal: resources.largestHole >> 10)
    print(&line)
    if resources.givableMegabytes > 0 {
      line.append("given       ", decimal: resources.given >> 10)
      line.append(" KiB of ", decimal: UInt64(resources.givableMegabytes) << 10)
      print(&line)
    }
    line.append("frames      ", decimal: UInt64(resources.usedFrames))
    line.append(" of ", decimal: UInt64(resources.frames))
    print(&line)
    printNumbers("VMIDs       ", resources.identifiers)
    line.append("vCPUs       ", decimal: UInt64(resources.virtualCPUs))
    print(&line)
    line.append("interrupts  ", decimal: UInt64(resources.interrupts))
    print(&line)
    printNumbers("bound cores ", resources.boundCores)
    return Self.done
  }

  /// The numbers of the bits.
  private mutating func printNumbers(_ title: StaticString, _ bits: UInt32) {
    var line = ToolLine()
    line.append(title)
    var rest = bits
    var isFirst = true
    while rest != 0 {
      if !isFirst { line.append(" ") }
      isFirst = false
      line.append(decimal: UInt64(rest.trailingZeroBitCount))
      rest &= rest &- 1
    }
    if isFirst { line.append("none") }
    print(&line)
  }
}
