/// Everything about one virtual machine, resolved.
public struct VirtualMachinePlan: Sendable, Equatable {
  public enum InterruptMode: UInt32, Sendable {
    /// Interrupts by list registers.
    case virtual = 0
    /// The VM owns the physical interrupt interface; the hypervisor keeps Group 0 as fast interrupts.
    case directByFastInterrupt = 1
    /// The VM owns the physical interrupt interface; the hypervisor returns by a stage-2 fault.
    case directByDoorbell = 2
    /// The same, and the VM's sleep, SGIs and priority mask are exits.
    case directByGuardedDoorbell = 3
  }

  public enum FailureReaction: UInt32, Sendable {
    case stop = 0
    case restart = 1
    case haltMachine = 2
  }

  /// A virtual CPU and the physical core that is its own; in a pool that is shared, one that it may run on.
  public struct VirtualCPU: Sendable, Equatable {
    /// Index of the core in the order of the board tree's /cpus.
    public var core: Int
    /// The affinity value this vCPU reads. Arm: `MPIDR_EL1` bits 39:32 and 23:0.
    public var affinity: UInt64

    public init(core: Int, affinity: UInt64) {
      self.core = core
      self.affinity = affinity
    }
  }

  /// A range of guest-physical addresses backed by physical memory or device registers.
  public struct Window: Sendable, Equatable {
    public var guest: UInt64
    public var physical: UInt64
    public var size: UInt64

    public init(guest: UInt64, physical: UInt64, size: UInt64) {
      self.guest = guest
      self.physical = physical
      self.size = size
    }
  }

  /// Bytes copied into guest memory at every start.
  public struct Load: Sendable, Equatable {
    public enum Kind: Sendable { case payload, initialRamdisk }

    public var kind: Kind
    public var address: UInt64
    public var bytes: [UInt8]

    public init(kind: Kind, address: UInt64, bytes: [UInt8]) {
      self.kind = kind
      self.address = address
      self.bytes = bytes
    }
  }

  /// A passed-through device: what is mapped and routed, and its node in the guest's tree.
  public struct PassthroughDevice: Sendable, Equatable {
    /// Node name without unit address, such as `pl061`.
    public var node: String
    public var compatible: [String]
    public var windows: [Window]
    /// INTIDs, each with whether it is edge-triggered.
    public var interrupts: [Interrupt]

    public struct Interrupt: Sendable, Equatable {
      public var number: UInt32
      public var isEdge: Bool

      public init(number: UInt32, isEdge: Bool) {
        self.number = number
        self.isEdge = isEdge
      }
    }

    public init(
      node: String, compatible: [String], windows: [Window], interrupts: [Interrupt]
    ) {
      self.node = node
      self.compatible = compatible
      self.windows = windows
      self.interrupts = interrupts
    }
  }

  /// An end of a channel as the guest's device tree shows it.
  public struct ChannelNode: Sendable, Equatable {
    public var name: String
    public var end: ChannelPlan.End
    public var size: UInt64

    public init(name: String, end: ChannelPlan.End, size: UInt64) {
      self.name = name
      self.end = end
      self.size = size
    }
  }

  public var name: String
  public var virtualCPUs: [VirtualCPU]
  public var share: SharePlan
  public var interruptMode: InterruptMode
  public var startsByItself: Bool
  public var onFailure: FailureReaction
  /// Restarts after failure before the VM is stopped for good.
  public var restartLimit: UInt32
  /// The first region is the one that holds the device tree; all are 4 KiB aligned.
  public var memory: [Window]
  /// Guest-physical address of the first instruction.
  public var entry: UInt64
  /// Guest-physical address of the device tree; x0 at entry.
  public var deviceTreeAddress: UInt64
  public var loads: [Load]
  /// Boot flash contents, shown at guest address 0; nil when there is no flash.
  public var flash: [UInt8]?
  public var hasUART: Bool
  /// INTID of the UART: 33, or a spare physical interrupt for a `direct` VM.
  public var uartInterrupt: UInt32
  public var hasRTC: Bool
  /// INTID of the real-time clock: 34, or a spare physical interrupt for a `direct` VM.
  public var rtcInterrupt: UInt32
  /// Whether the window of empty virtio-mmio slots answers.
  public var hasVirtio: Bool
  public var passthrough: [PassthroughDevice]
  /// Whether the VM has a PCI Express host.
  public var hasPCI: Bool
  /// Channels of a VM without one, for its device tree.
  public var channels: [ChannelNode]
  /// Whether the VM has the control device.
  public var isService: Bool
  /// What the service VM may do to this one.
  public var managed: [ManagedWord]
  /// The kernel command line; nil leaves /chosen/bootargs out.
  public var arguments: String?
  /// Where the initial ramdisk lies, for /chosen; nil without one.
  public var initialRamdisk: Range<UInt64>?
  /// Lines that must appear on this VM's console for a run to succeed.
  public var expectations: [String]
  /// What is watched of it; nil where the image watches nothing.
  public var health: HealthPlan?

  public init(
    name: String, virtualCPUs: [VirtualCPU], share: SharePlan = SharePlan(),
    interruptMode: InterruptMode = .virtual,
    startsByItself: Bool = true, onFailure: FailureReaction = .stop, restartLimit: UInt32 = 0,
    memory: [Window], entry: UInt64, deviceTreeAddress: UInt64, loads: [Load] = [],
    flash: [UInt8]? = nil, hasUART: Bool = true, uartInterrupt: UInt32 = 33, hasRTC: Bool = true,
    rtcInterrupt: UInt32 = 34, hasVirtio: Bool = true, passthrough: [PassthroughDevice] = [],
    hasPCI: Bool = false, channels: [ChannelNode] = [],
    isService: Bool = false, managed: [ManagedWord] = [],
    arguments: String? = nil, initialRamdisk: Range<UInt64>? = nil, expectations: [String] = []
  ) {
    self.name = name
    self.virtualCPUs = virtualCPUs
    self.share = share
    self.interruptMode = interruptMode
    self.startsByItself = startsByItself
    self.onFailure = onFailure
    self.restartLimit = restartLimit
    self.memory = memory
    self.entry = entry
    self.deviceTreeAddress = deviceTreeAddress
    self.loads = loads
    self.flash = flash
    self.hasUART = hasUART
    self.uartInterrupt = uartInterrupt
    self.hasRTC = hasRTC
    self.rtcInterrupt = rtcInterrupt
    self.hasVirtio = hasVirtio
    self.passthrough = passthrough
    self.hasPCI = hasPCI
    self.channels = channels
    self.isService = isService
    self.managed = managed
    self.arguments = arguments
    self.initialRamdisk = initialRamdisk
    self.expectations = expectations
  }
}
