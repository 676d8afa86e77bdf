internal import Core
internal import Scheduling

/// Who gets what: the facts of a plan, in the order in which people ask for them. Text, JSON and the
/// page are three ways to write these down.
public struct Explanation: Sendable {
  struct Core: Sendable {
    var number: Int
    var pool: String?
    /// Index of the VM that owns the core; nil for a core without a VM, or one that is shared.
    var machine: Int?
    var virtualCPU: Int?
    /// Indices of the VMs that share the core.
    var sharers: [Int] = []
  }

  /// A VM's place in a pool that is shared. What its scheduler does not have is nil.
  struct Share: Sendable {
    /// The cores that each vCPU may use.
    var cores: [[Int]]
    var priority: UInt64?
    /// Nanoseconds.
    var budget: UInt64?
    var period: UInt64?
    /// As scenarios count.
    var weight: UInt64?
    /// Percent of a core.
    var cap: UInt64?
    var guarding: GuardConfiguration?
    /// The name of the pool that the guard moves the VM to.
    var guardPool: String?
    var exits: ExitBudget?
  }

  struct Memory: Sendable {
    var range: Range<UInt64>
    /// Index of the VM; nil for the hypervisor and for free memory.
    var machine: Int?
    var use: String
    var isFree: Bool
  }

  struct Interrupt: Sendable {
    var number: UInt32
    var machine: Int?
    var use: String
    /// A physical interrupt, as opposed to one that exists only for the guest.
    var isPhysical: Bool
  }

  /// A channel, and for each of its two VMs where it is and what it may do.
  struct Channel: Sendable {
    struct End: Sendable {
      var machine: Int
      /// The place in the guest: `PCI 00:02.0`, or the address of the registers.
      var place: String
      var isOnBus: Bool
      var interrupt: UInt32
      var registers: UInt64
      var memory: UInt64
    }

    var name: String
    var physical: UInt64
    var size: UInt64
    /// Sizes, and the VMs that may write.
    var parts: [(size: UInt64, writers: [Int])]
    var ends: [End]
    /// The VM that stands by for the other at first, if the two are a pair.
    var standby: Int?
  }

  struct Machine: Sendable {
    var name: String
    var pool: String
    /// The cores that are the VM's own; in a pool that is shared, those that it may use.
    var cores: [Int]
    var share: Share?
    var affinities: [UInt64]
    var interrupts: String
    var memory: VirtualMachinePlan.Window
    var entry: UInt64
    var deviceTree: UInt64
    var payload: String
    var payloadFile: String
    var loads: [(what: String, range: Range<UInt64>)]
    var arguments: String?
    var devices: [String]
    var onFailure: String
    var autostart: Bool
    var isService: Bool
    var managed: [String]
    /// What is watched, and what follows: a line for each; none where nobody watches.
    var health: [(what: String, rule: String)]
    var expectations: [String]
  }

  var name: String
  var board: String
  var processor: String
  var console: String
  var memorySize: UInt64
  var cores: [Core]
  var pools: [PoolPlan]
  var memory: [Memory]
  var interrupts: [Interrupt]
  var machines: [Machine]
  var channels: [Channel]

  /// For `plan`, made from `scenario`, and an image of `imageSize` bytes.
  public init(scenario: CheckedScenario, plan: MachinePlan, imageSize: UInt64) {
    name = plan.name
    board = plan.board.name
    processor = Self.processor(of: plan)
    memorySize = plan.board.memorySize
    let focus =
      plan.virtualMachines.indices.contains(plan.console.focus)
      ? plan.virtualMachines[plan.console.focus].name : "-"
    let key = Character(Unicode.Scalar(plan.console.escape | 0x40))
    console =
      "\(plan.console.mode == .raw ? "raw" : "lines"), focus \(focus), escape Ctrl-\(key)"
    cores = Self.cores(plan)
    pools = plan.pools
    memory = Self.memory(scenario, plan, imageSize: imageSize)
    interrupts = Self.interrupts(plan)
    machines = zip(scenario.virtualMachines, plan.virtualMachines).map {
      Self.machine($0, $1, plan.pools)
    }
    channels = plan.channels.map { Self.channel($0, plan) }
  }

  private static func processor(of plan: MachinePlan) -> String {
    guard let arguments = plan.board.emulatorArguments,
      let place = arguments.firstIndex(of: "-cpu"), arguments.indices.contains(place + 1)
    else { return "-" }
    return arguments[place + 1]
  }

  private static func share(_ plan: SharePlan, _ pools: [PoolPlan]) -> Share? {
    let pool = pools[plan.pool]
    guard pool.isShared else { return nil }
    var share = Share(cores: plan.cores)
    if plan.guarding != .none {
      share.guarding = plan.guarding
      share.guardPool = pools[plan.guarding.pool].name
    }
    if plan.exits != .none { share.exits = plan.exits }
    if pool.scheduler == .fixedPriority { share.priority = UInt64(plan.priority) }
    if pool.scheduler == .fair {
      share.weight = UInt64(plan.weight / CheckingPass.weightUnit)
      if plan.period > 0 { share.cap = plan.budget * 100 / plan.period }
    } else if plan.period > 0 {
      share.budget = plan.budget
      share.period = plan.period
    }
    return share
  }

  private static func cores(_ plan: MachinePlan) -> [Core] {
    plan.board.cores.indices.map { number in
      let pool = plan.pools.first { $0.cores.contains(number) }
      var core = Core(number: number, pool: pool?.name)
      for (index, machine) in plan.virtualMachines.enumerated() {
        if pool?.isShared == true {
          if machine.share.cores.contains(where: { $0.contains(number) }) {
            core.sharers.append(index)
          }
        } else if let cpu = machine.virtualCPUs.firstIndex(where: { $0.core == number }) {
          core.machine = index
          core.virtualCPU = cpu
        }
      }
      return core
    }
  }

  private static func memory(
    _ scenario: CheckedScenario, _ plan: MachinePlan, imageSize: UInt64
  ) -> [Memory] {
    var used = [
      Memory(
        range: Planner.imageRange(of: scenario, imageSize: imageSize), machine: nil,
        use: "the hypervisor and its files, at most", isFree: false)
    ]
    for (index, machine) in plan.virtualMachines.enumerated() {
      for window in machine.memory {
        used.append(
          Memory(
            range: window.physical..<(window.physical + window.size), machine: index,
            use: machine.name, isFree: false))
      }
    }
    for channel in plan.channels {
      used.append(
        Memory(
          range: channel.physical..<(channel.physical + channel.size), machine: nil,
          use: "channel \(channel.name)", isFree: false))
    }
    if let reserve = plan.reserve {
      used.append(
        Memory(
          range: reserve.physical..<(reserve.physical + reserve.memorySize), machine: nil,
          use: "reserve for \(count(reserve.machines, "VM")) of at most"
            + " \(count(reserve.virtualCPUs, "vCPU"))"
            + (reserve.givableSize > 0
              ? ", and at most \(ByteSize.describe(reserve.givableSize)) that is given" : ""),
          isFree: false))
    }
    used.sort { $0.range.lowerBound < $1.range.lowerBound }
    var all: [Memory] = []
    var base = plan.board.memoryBase
    let end = plan.board.memoryBase + plan.board.memorySize
    for part in used {
      if part.range.lowerBound > base {
        all.append(
          Memory(range: base..<part.range.lowerBound, machine: nil, use: "free", isFree: true))
      }
      all.append(part)
      base = max(base, part.range.upperBound)
    }
    if base < end { all.append(Memory(range: base..<end, machine: nil, use: "free", isFree: true)) }
    return all
  }

  private static func interrupts(_ plan: MachinePlan) -> [Interrupt] {
    var all = [
      Interrupt(number: 33, machine: nil, use: "the board's UART, for all VMs", isPhysical: true)
    ]
    for (index, machine) in plan.virtualMachines.enumerated() {
      let isDirect = machine.interruptMode != .virtual
      let kind = isDirect ? "spare interrupt pended by software" : "virtual"
      if machine.hasUART {
        all.append(
          Interrupt(
            number: machine.uartInterrupt, machine: index, use: "uart, \(kind)",
            isPhysical: isDirect))
      }
      if machine.hasRTC {
        all.append(
          Interrupt(
            number: machine.rtcInterrupt, machine: index, use: "rtc, \(kind)", isPhysical: isDirect)
        )
      }
      for device in machine.passthrough {
        for interrupt in device.interrupts {
          all.append(
            Interrupt(
              number: interrupt.number, machine: index, use: "\(device.node), passed through",
              isPhysical: true))
        }
      }
    }
    for channel in plan.channels {
      for end in channel.ends {
        let isOnBus = plan.virtualMachines[end.machine].hasPCI
        all.append(
          Interrupt(
            number: end.interrupt, machine: end.machine,
            use: "channel \(channel.name), "
              + (isOnBus ? "virtual" : "spare interrupt pended by software"),
            isPhysical: !isOnBus))
      }
    }
    for (index, machine) in plan.virtualMachines.enumerated() where machine.isService {
      all.append(
        Interrupt(
          number: PCIPlatform.interrupt(ofSlot: PCIPlatform.controlSlot), machine: index,
          use: "control device, virtual", isPhysical: false))
    }
    return all.sorted { ($0.number, $0.machine ?? -1) < ($1.number, $1.machine ?? -1) }
  }

  private static func channel(_ channel: ChannelPlan, _ plan: MachinePlan) -> Channel {
    Channel(
      name: channel.name, physical: channel.physical, size: channel.size,
      parts: channel.parts.map { part in
        (
          size: part.size,
          writers: channel.ends.indices.filter { part.writers >> UInt32($0) & 1 != 0 }
            .map { channel.ends[$0].machine }
        )
      },
      ends: channel.ends.map { end in
        let isOnBus = plan.virtualMachines[end.machine].hasPCI
        let slot = String(end.slot, radix: 16)
        return .init(
          machine: end.machine,
          place: isOnBus
            ? "PCI 00:\(slot.count < 2 ? "0" : "")\(slot).0"
            : "registers \(hexadecimal(end.registers)), memory \(hexadecimal(end.memory))",
          isOnBus: isOnBus, interrupt: end.interrupt, registers: end.registers,
          memory: end.memory)
      }, standby: channel.standby.map { channel.ends[$0].machine })
  }

  private static func machine(
    _ checked: CheckedScenario.VirtualMachine, _ plan: VirtualMachinePlan, _ pools: [PoolPlan]
  ) -> Machine {
    let pool = pools[plan.share.pool]
    var devices = VirtualDevice.allCases.filter { checked.devices.contains($0) }.map(\.rawValue)
    devices += plan.passthrough.map { "\($0.node) (the board's)" }
    let failure =
      switch plan.onFailure {
      case .stop: "stop"
      case .restart: "restart, at most \(plan.restartLimit) times"
      case .haltMachine: "halt-machine"
      }
    let interrupts =
      switch plan.interruptMode {
      case .virtual: "virtual"
      case .directByFastInterrupt: "direct (fiq)"
      case .directByDoorbell: "direct (doorbell)"
      case .directByGuardedDoorbell: "direct (guarded-doorbell)"
      }
    var loads = plan.loads.map { load in
      (
        what: load.kind == .payload ? checked.payload.kind.rawValue : "initrd",
        range: load.address..<(load.address + UInt64(load.bytes.count))
      )
    }
    if let flash = plan.flash { loads.append((what: "flash", range: 0..<UInt64(flash.count))) }
    return Machine(
      name: plan.name, pool: pool.name,
      cores: pool.isShared
        ? Set(plan.share.cores.joined()).sorted() : plan.virtualCPUs.map(\.core),
      share: share(plan.share, pools), affinities: plan.virtualCPUs.map(\.affinity),
      interrupts: interrupts, memory: plan.memory[0],
      entry: plan.entry, deviceTree: plan.deviceTreeAddress, payload: checked.payload.kind.rawValue,
      payloadFile: checked.payload.file, loads: loads, arguments: plan.arguments, devices: devices,
      onFailure: failure, autostart: plan.startsByItself, isService: plan.isService,
      managed: plan.managed.map(\.rawValue), health: Self.health(plan),
      expectations: plan.expectations)
  }
}
