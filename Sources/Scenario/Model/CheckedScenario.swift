/// A scenario in which every name is resolved, every default filled in and every rule held to. Only
/// the checker makes one; ``Planner`` turns it into a ``MachinePlan``.
public struct CheckedScenario: Sendable {
  public struct VirtualMachine: Sendable {
    public enum Address: Sendable, Equatable {
      case fixed(UInt64)
      /// Guest address = physical address.
      case identity
    }

    public var name: String
    /// Where the VM is written, for complaints that come up later.
    public var position: SourcePosition
    /// With the cores of vCPU 0, 1, …
    public var share: SharePlan
    /// What its guest says it runs. Only for the analysis.
    public var tasks: [TaskPlan]
    public var interruptMode: VirtualMachinePlan.InterruptMode
    public var memorySize: UInt64
    public var address: Address
    /// Physical address, when the scenario fixes it.
    public var physical: UInt64?
    public var payload: Payload
    public var deviceTree: DeviceTree
    public var devices: Set<VirtualDevice>
    public var passthrough: [VirtualMachinePlan.PassthroughDevice]
    public var onFailure: VirtualMachinePlan.FailureReaction
    public var restartLimit: UInt32
    public var autostart: Bool
    public var isService: Bool
    /// What the service VM may do to it.
    public var managed: [ManagedWord]
    public var expectations: [String]
    public var health = HealthPlan(onFailure: .init(.stop))
  }

  /// Where a guest's device tree lies.
  public enum DeviceTree: Sendable, Equatable {
    case start
    case end
    case fixed(UInt64)
  }

  /// What a VM starts from, as named in the scenario and as found on disk.
  public struct Payload: Sendable {
    public var kind: PayloadKind
    /// As written in the scenario.
    public var file: String
    /// Unpacked, where the file was packed by gzip.
    public var contents: [UInt8]
    public var initialRamdiskFile: String?
    public var initialRamdisk: [UInt8]?
    public var arguments: String?
    /// For `raw`; nil: the default.
    public var address: UInt64?
    /// For `raw`; nil: the address.
    public var entry: UInt64?
  }

  public struct Channel: Sendable {
    public var name: String
    /// Where the channel is written, for complaints that come up later.
    public var position: SourcePosition
    /// Indices of the two VMs.
    public var machines: [Int]
    public var parts: [ChannelPlan.Part]
    /// Which of the two stands by for the other at first; nil where they are no pair.
    public var standby: Int?

    public var size: UInt64 { parts.reduce(0) { $0 + $1.size } }
  }

  /// What is kept for VMs that are created while the machine runs.
  public struct Reserve: Sendable, Equatable {
    public var memorySize: UInt64
    public var machines: Int
    /// Of each.
    public var virtualCPUs: Int
    /// What the service VM can give besides.
    public var givableSize: UInt64
  }

  public var name: String
  public var board: Board
  public var model: BoardModel
  public var console: ConsolePlan
  public var pools: [PoolPlan]
  public var virtualMachines: [VirtualMachine]
  public var channels: [Channel]
  public var reserve: Reserve?
  public var health = MachineHealthPlan()
  /// Whether something is watched that only the image for that watches.
  public var needsHealth = false
}

extension CheckedScenario {
  /// Whether the scenario needs an image that shares cores.
  public var sharesCores: Bool { pools.contains(where: \.isShared) }

  /// Whether the scenario needs an image that has channels and the control device.
  public var needsService: Bool { !channels.isEmpty || hasServiceMachine || needsHealth }

  /// Whether a VM runs the machine.
  public var hasServiceMachine: Bool { virtualMachines.contains(where: \.isService) }

  /// One line for people: `demo on qemu-virt, 3 VMs, 4 of 4 cores, 784MiB of 2GiB`.
  public var summary: String {
    let cores = Set(virtualMachines.flatMap { $0.share.cores.joined() }).count
    let memory = virtualMachines.reduce(0) { $0 + $1.memorySize }
    return "\(name) on \(board.name), \(count(virtualMachines.count, "VM")),"
      + " \(cores) of \(count(model.cores.count, "core")),"
      + " \(ByteSize.describe(memory)) of \(ByteSize.describe(model.memorySize))"
  }
}
