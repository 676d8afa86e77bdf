/// What the host must know of a board: enough to place memory, bind cores and start QEMU. The image
/// discovers the rest from the board's own device tree and checks this against it.
public struct BoardModel: Sendable, Equatable {
  /// A core of the board, in the order of the tree's /cpus.
  public struct Core: Sendable, Equatable {
    /// Affinity value. Arm: `MPIDR_EL1` bits 39:32 and 23:0.
    public var affinity: UInt64

    public init(affinity: UInt64) { self.affinity = affinity }
  }

  /// The name scenarios use, as in `board: qemu-virt`.
  public var name: String
  /// The root `compatible` string that the board's tree must list.
  public var compatible: String
  public var memoryBase: UInt64
  public var memorySize: UInt64
  public var cores: [Core]
  /// INTIDs of shared peripheral interrupts with no device behind them, for software to pend.
  public var spareInterrupts: [UInt32]
  /// Whether Group 0 belongs to the hypervisor, so that `direct` by fast interrupt works.
  public var ownsGroupZero: Bool
  /// QEMU arguments for this board without kernel, memory size and core count; nil: not emulated.
  public var emulatorArguments: [String]?
  /// The state in which idle cores sleep; nil: whatever the board's tree says. Arm: CPU_SUSPEND's `power_state`.
  public var idleState: UInt32?

  public init(
    name: String, compatible: String, memoryBase: UInt64, memorySize: UInt64, cores: [Core],
    spareInterrupts: [UInt32], ownsGroupZero: Bool, emulatorArguments: [String]?,
    idleState: UInt32? = nil
  ) {
    self.name = name
    self.compatible = compatible
    self.memoryBase = memoryBase
    self.memorySize = memorySize
    self.cores = cores
    self.spareInterrupts = spareInterrupts
    self.ownsGroupZero = ownsGroupZero
    self.emulatorArguments = emulatorArguments
    self.idleState = idleState
  }
}

extension BoardModel {
  /// QEMU's `virt` machine with virtualisation and GICv3, as QEMU 10 builds it.
  public static func qemuVirt(cores: Int, memorySize: UInt64) -> BoardModel {
    BoardModel(
      name: "qemu-virt", compatible: "linux,dummy-virt", memoryBase: 0x4000_0000,
      memorySize: memorySize,
      // QEMU packs 16 cores into one affinity level 0 when the interrupt controller is a GICv3.
      cores: (0..<cores).map { Core(affinity: UInt64($0 % 16) | UInt64($0 / 16) << 8) },
      // virt has 256 shared interrupts and wires the lowest 144; these lie above every device.
      spareInterrupts: Array(224...255),
      ownsGroupZero: true,
      emulatorArguments: [
        "-M", "virt,virtualization=on,gic-version=3", "-cpu", "cortex-a72", "-nic", "none",
      ])
  }
}
