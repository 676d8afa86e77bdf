/// What the configuration says about one virtual machine. About 1 KB: make one and decode each VM
/// into it in turn. Everything in it was checked by `Configuration`.
public struct VirtualMachineConfiguration: ~Copyable {
  public enum InterruptMode: UInt32, Sendable {
    /// Interrupts by list registers.
    case virtual = 0
    /// The VM owns the physical interrupt interface; the hypervisor keeps Group 0 as fast interrupts.
    case directByFastInterrupt = 1
    /// The VM owns the physical interrupt interface; the hypervisor returns by a stage-2 fault.
    case directByDoorbell = 2
    /// The same, and the VM's sleep, SGIs and priority mask are exits, so that it cannot use them to keep its core or
    /// to reach another.
    case directByGuardedDoorbell = 3

    public var isByDoorbell: Bool { rawValue >= 2 }
    /// Whether the interface's registers common to both groups trap.
    public var trapsCommonRegisters: Bool { rawValue & 1 != 0 }
  }

  /// Guest-physical addresses and what is behind them.
  public struct Window: Equatable, BitwiseCopyable, Sendable {
    public var guest: AddressRange
    public var physical: UInt64

    public init(guest: AddressRange, physical: UInt64) {
      self.guest = guest
      self.physical = physical
    }

    public var physicalRange: AddressRange { AddressRange(start: physical, size: guest.size) }
  }

  /// A bundle part that is copied into guest memory at every start.
  public struct Load: Equatable, BitwiseCopyable, Sendable {
    public var part: BundlePart
    /// Guest-physical address.
    public var address: UInt64

    public init(part: BundlePart, address: UInt64) {
      self.part = part
      self.address = address
    }
  }

  /// The VM's name, as bytes.
  public var name = BoundedList<32, UInt8>(filler: 0)
  #if MARTLET_SHARING
    /// The VM's pool shares its cores: `cores` names some of them for each vCPU, the same ones again and again.
    public var isShared = false
  #endif
  /// The physical core of each vCPU, as index in the order of the board tree's /cpus.
  public var cores = BoundedList<8, UInt8>(filler: 0)
  /// The affinity value that each vCPU shows. Arm: `MPIDR_EL1` bits 39:32 and 23:0.
  public var affinities = BoundedList<8, UInt64>(filler: 0)
  public var interruptMode = InterruptMode.virtual
  public var startsByItself = true
  public var onFailure = FailurePolicy.Reaction.stop
  /// Restarts after failure before the VM is stopped for good.
  public var restartLimit: UInt32 = 0
  /// Guest-physical address of the first instruction.
  public var entry: UInt64 = 0
  /// Guest-physical address of the device tree; x0 at entry.
  public var deviceTreeAddress: UInt64 = 0
  public var memory = BoundedList<4, Window>(filler: Self.noWindow)
  public var loads = BoundedList<16, Load>(filler: Self.noLoad)
  /// The bundle part shown in the boot flash window; nil without flash.
  public var flashPart: BundlePart?
  public var hasUART = true
  /// The UART's INTID: 33, or a physical spare for a direct VM.
  public var uartInterrupt: UInt32 = 33
  public var hasRTC = true
  /// The real-time clock's INTID: 34, or a physical spare for a direct VM.
  public var rtcInterrupt: UInt32 = 34
  /// Whether the window of empty virtio-mmio slots answers.
  public var hasVirtio = true
  #if MARTLET_SERVICE
    /// Whether the VM has a PCI Express host, see `PCIPlatform`.
    public var hasPCI = false
    /// Whether it has the control device, in slot 1 of that.
    public var isService = false
    /// What it lets the service VM do to it.
    public var managed = ManagementRights()
  #endif
  /// Device registers given to the VM.
  public var passthrough = BoundedList<8, Window>(filler: Self.noWindow)
  /// INTIDs of shared peripheral interrupts given to the VM, under the same number in the guest.
  public var passthroughInterrupts = BoundedList<32, UInt32>(filler: 0)

  static var noLoad: Load {
    Load(part: BundlePart(kind: .payload, start: 0, count: 0), address: 0)
  }

  static var noWindow: Window { Window(guest: AddressRange(start: 0, size: 0), physical: 0) }

  public init() {}

  mutating func reset() {
    name.removeAll()
    cores.removeAll()
    affinities.removeAll()
    memory.removeAll()
    loads.removeAll()
    flashPart = nil
    passthrough.removeAll()
    passthroughInterrupts.removeAll()
  }
}
