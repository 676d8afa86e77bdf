internal import Core
internal import Scheduling

/// Turns a plan into a bundle: the parts and the configuration that names them.
public struct PlanBundle {
  var parts: [BundleWriter.Part] = []

  init() {}

  /// The bundle of a plan. Equal payloads become one part.
  public static func write(_ plan: MachinePlan) -> [UInt8] {
    writer(plan).write()
  }

  /// Length in bytes of the bundle of a plan; the addresses in the plan do not change it. The planner
  /// places VM memory behind it.
  public static func length(_ plan: MachinePlan) -> Int {
    BundleWriter.length(ofParts: writer(plan).parts.map(\.bytes.count))
  }

  static func writer(_ plan: MachinePlan) -> BundleWriter {
    var bundle = PlanBundle()
    // The configuration comes first in the table but needs the other parts' indices.
    bundle.parts = [BundleWriter.Part(kind: .configuration, bytes: [])]
    bundle.parts[0].bytes = FlattenedDeviceTreeWriter.flatten(bundle.root(plan))
    return BundleWriter(parts: bundle.parts)
  }

  /// The configuration's tree.
  static func configuration(_ plan: MachinePlan) -> DeviceTreeNode {
    var bundle = PlanBundle()
    bundle.parts = [BundleWriter.Part(kind: .configuration, bytes: [])]
    return bundle.root(plan)
  }

  /// `identity`: of the machine that a package is for.
  mutating func root(
    _ plan: MachinePlan, for identity: SHA256Digest? = nil
  ) -> DeviceTreeNode {
    var root = DeviceTreeNode()
    root.set(.compatible, string: "\(ConfigurationField.compatibleValue)")
    root.set(.name, string: plan.name)
    root.set(.board, string: plan.board.name)
    root.set(.boardCompatible, string: plan.board.compatible)
    root.set(.consoleMode, cell: plan.console.mode.rawValue)
    root.set(.consoleFocus, cell: UInt32(plan.console.focus))
    root.set(.consoleEscape, cell: UInt32(plan.console.escape))
    if let reserve = plan.reserve {
      root.set(.reserve, numbers: [reserve.physical, reserve.memorySize])
      root.set(
        .reservedMachines, numbers: [UInt64(reserve.machines), UInt64(reserve.virtualCPUs)])
      if reserve.givableSize > 0 { root.set(.givable, numbers: [reserve.givableSize]) }
      root.set(ConfigurationField.identity.text, bytes: Self.identity(of: plan).bytes)
    }
    if let identity { root.set(ConfigurationField.identity.text, bytes: identity.bytes) }
    let hasService = plan.virtualMachines.contains(where: \.isService)
    for (index, machine) in plan.virtualMachines.enumerated() {
      var node = node(machine, index: index)
      if plan.namesPools || identity != nil { node.set(machine.share) }
      if hasService || identity != nil, !machine.managed.isEmpty {
        node.set(.managed, cell: machine.managed.reduce(0) { $0 | $1.bit })
      }
      if let health = machine.health { node.set(health) }
      root.children.append(node)
    }
    if let health = plan.health { root.set(health) }
    // An image that shares no cores refuses a configuration that has pools.
    if plan.namesPools || identity != nil {
      if let state = plan.board.idleState { root.set(SharingField.idleState.text, cell: state) }
      for (index, pool) in plan.pools.enumerated() {
        root.children.append(.pool(pool, index: index))
      }
    }
    for (index, channel) in plan.channels.enumerated() {
      root.children.append(.channel(channel, index: index))
    }
    return root
  }

  /// The index of a part with these bytes, added if there is none yet.
  private mutating func part(_ kind: BundleWriter.Kind, _ bytes: [UInt8]) -> UInt32 {
    let part = BundleWriter.Part(kind: kind, bytes: bytes)
    if let index = parts.firstIndex(of: part) { return UInt32(index) }
    parts.append(part)
    return UInt32(parts.count - 1)
  }

  private mutating func node(_ machine: VirtualMachinePlan, index: Int) -> DeviceTreeNode {
    var node = DeviceTreeNode(.virtualMachine, unit: UInt64(index))
    node.set(.name, string: machine.name)
    node.set(.cores, cells: machine.virtualCPUs.map { UInt32($0.core) })
    node.set(.affinities, numbers: machine.virtualCPUs.map(\.affinity))
    node.set(.interruptMode, cell: machine.interruptMode.rawValue)
    node.set(.startsByItself, cell: machine.startsByItself ? 1 : 0)
    node.set(.onFailure, cell: machine.onFailure.rawValue)
    node.set(.restartLimit, cell: machine.restartLimit)
    node.set(.entry, number: machine.entry)
    node.set(.deviceTreeAddress, number: machine.deviceTreeAddress)
    if machine.hasUART { node.set(.uart) }
    node.set(.uartInterrupt, cell: machine.uartInterrupt)
    if machine.hasRTC { node.set(.rtc) }
    node.set(.rtcInterrupt, cell: machine.rtcInterrupt)
    if machine.hasVirtio { node.set(.virtio) }
    if machine.hasPCI { node.set(.pci) }
    if machine.isService { node.set(.service) }
    let interrupts = machine.passthrough.flatMap(\.interrupts).map(\.number)
    if !interrupts.isEmpty { node.set(.passthroughInterrupts, cells: interrupts) }
    for (number, window) in machine.memory.enumerated() {
      node.children.append(.window(.memory, unit: number, window))
    }
    var loads = [
      (address: machine.deviceTreeAddress, part: part(.guestDeviceTree, machine.deviceTree()))
    ]
    for load in machine.loads {
      let kind: BundleWriter.Kind =
        switch load.kind {
        case .payload: .payload
        case .initialRamdisk: .initialRamdisk
        }
      loads.append((address: load.address, part: part(kind, load.bytes)))
    }
    for (number, load) in loads.enumerated() {
      var child = DeviceTreeNode(.load, unit: UInt64(number))
      child.set(.part, cell: load.part)
      child.set(.address, number: load.address)
      node.children.append(child)
    }
    if let flash = machine.flash {
      var child = DeviceTreeNode(ConfigurationField.flash.text)
      child.set(.part, cell: part(.bootFlash, flash))
      child.set(.size, number: UInt64(flash.count))
      node.children.append(child)
    }
    for (number, window) in machine.passthrough.flatMap(\.windows).enumerated() {
      node.children.append(.window(.passthrough, unit: number, window))
    }
    return node
  }
}

extension ConfigurationField {
  /// The name in the tree.
  fileprivate var text: String { name.text }
}

extension SharingField {
  var text: String { name.text }
}

extension RawSpan {
  fileprivate var text: String {
    String(decoding: (0..<byteCount).compactMap { byte(at: $0) }, as: UTF8.self)
  }
}

extension DeviceTreeNode {
  init(_ field: ConfigurationField, unit: UInt64) {
    self.init("\(field.text)@\(String(unit, radix: 16))")
  }

  static func window(
    _ field: ConfigurationField, unit: Int, _ window: VirtualMachinePlan.Window
  ) -> DeviceTreeNode {
    var node = DeviceTreeNode(field, unit: UInt64(unit))
    node.set(.guest, number: window.guest)
    node.set(.physical, number: window.physical)
    node.set(.size, number: window.size)
    return node
  }

  static func pool(_ pool: PoolPlan, index: Int) -> DeviceTreeNode {
    var node = DeviceTreeNode("\(SharingField.pool.text)@\(index)")
    node.set(SharingField.name.text, string: pool.name)
    node.set(SharingField.scheduler.text, cell: pool.scheduler.rawValue)
    node.set(SharingField.cores.text, cells: pool.cores.map(UInt32.init))
    node.set(SharingField.quantum.text, number: pool.quantum)
    node.set(SharingField.frame.text, number: pool.frame)
    if pool.donatesSlack { node.set(SharingField.donatesSlack.text) }
    node.set(
      SharingField.windows.text,
      numbers: pool.windows.flatMap { [UInt64($0.machine), $0.start, $0.length] })
    return node
  }

  static func channel(_ channel: ChannelPlan, index: Int) -> DeviceTreeNode {
    var node = DeviceTreeNode(.channel, unit: UInt64(index))
    node.set(.name, string: channel.name)
    node.set(.parts, numbers: channel.parts.flatMap { [$0.size, UInt64($0.writers)] })
    node.set(.physical, number: channel.physical)
    node.set(.machines, cells: channel.ends.map { UInt32($0.machine) })
    node.set(.slots, cells: channel.ends.map { UInt32($0.slot) })
    node.set(.interrupts, cells: channel.ends.map(\.interrupt))
    node.set(.registers, numbers: channel.ends.map(\.registers))
    node.set(.guest, numbers: channel.ends.map(\.memory))
    if let standby = channel.standby { node.set(.standby, cell: UInt32(standby)) }
    return node
  }

  mutating func set(_ share: SharePlan) {
    set(SharingField.pool.text, cell: UInt32(share.pool))
    set(SharingField.weight.text, cell: share.weight)
    set(SharingField.priority.text, cell: UInt32(share.priority))
    set(SharingField.budget.text, number: share.budget)
    set(SharingField.period.text, number: share.period)
    if share.guarding.period > 0 {
      let guarding = share.guarding
      set(
        SharingField.guarding.text,
        numbers: [
          UInt64(guarding.pool), guarding.budget, guarding.period, guarding.deadline,
          guarding.dwell, UInt64(guarding.misses), UInt64(guarding.of), UInt64(guarding.calm),
        ])
    }
    if share.exits.period > 0 {
      set(SharingField.exits.text, numbers: [UInt64(share.exits.most), share.exits.period])
    }
    set(
      SharingField.coreMasks.text,
      cells: share.cores.map { cores in cores.reduce(0) { $0 | 1 << UInt32($1) } })
  }

  mutating func set(_ health: HealthPlan) {
    if health.watchdog > 0 { set(.watchdog, cell: health.watchdog) }
    if health.interrupts > 0 { set(.interruptRate, number: health.interrupts) }
    if let heartbeat = health.heartbeat {
      set(.heartbeat, numbers: [UInt64(heartbeat.channel), heartbeat.period])
    }
    set(
      .health,
      numbers: health.rules.flatMap { rule in
        [rule.reaction.number | UInt64(rule.limit) << 32, rule.backOff]
      })
  }

  mutating func set(_ health: MachineHealthPlan) {
    set(.safeState, cell: health.safe.reduce(0) { $0 | 1 << UInt32($1) })
    if health.bundleCheck > 0 { set(.bundleCheck, numbers: [health.bundleCheck]) }
    if health.coreCheck > 0 { set(.coreCheck, numbers: [health.coreCheck]) }
    set(.health, numbers: health.reactions.flatMap { [$0.number, 0] })
  }

  mutating func set(_ field: ConfigurationField) { set(field.text) }

  mutating func set(_ field: ConfigurationField, cell: UInt32) { set(field.text, cell: cell) }

  mutating func set(_ field: ConfigurationField, cells: [UInt32]) {
    set(field.text, cells: cells)
  }

  mutating func set(_ field: ConfigurationField, number: UInt64) {
    set(field.text, number: number)
  }

  mutating func set(_ field: ConfigurationField, numbers: [UInt64]) {
    set(field.text, numbers: numbers)
  }

  mutating func set(_ field: ConfigurationField, string: String) {
    set(field.text, string: string)
  }
}
