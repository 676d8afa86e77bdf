/// Something that the bench guest measures.
public struct BenchMetric: Sendable {
  /// Where the measured path begins and ends in the guest (`Sources/Guests/SupportC/measure.S`).
  public enum Path: Sendable, Equatable {
    /// From the label `guest_path_NAME` to the label `guest_path_NAME_end`.
    case instruction(String)
    /// From the label `guest_path_NAME` to the guest's interrupt vector.
    case interrupt(String)
    /// From the label `guest_path_NAME` to the first instruction of another core.
    case otherCore(String)
    /// From the label `guest_path_ONE` to the label `guest_path_OTHER_end`.
    case turn(String, String)
  }

  /// As the guest prints it.
  public let name: String
  public let title: String
  /// How many cores the machine has when it is measured.
  public let cores: Int
  /// How two virtual cores share that core; nil where they do not.
  public let sharing: BenchSetting.Sharing?
  /// Nil for what is measured inside of an interrupt's handler, and for what ends where it began.
  public let path: Path?

  private init(
    _ name: String, _ title: String, _ path: Path?, cores: Int = 1,
    sharing: BenchSetting.Sharing? = nil
  ) {
    self.name = name
    self.title = title
    self.path = path
    self.cores = cores
    self.sharing = sharing
  }

  /// For a run that measures this one only.
  public func setting(samples: Int) -> BenchSetting {
    let arguments = "samples=\(samples) only=\(name)"
    return sharing.map { BenchSetting(sharing: $0, arguments: arguments) }
      ?? BenchSetting(cores: cores, arguments: arguments)
  }

  /// The time from reset to the guest's first instruction, which no guest can measure in a loop.
  public static let reset = "reset-to-guest"

  /// In the order of the tables.
  public static let all: [BenchMetric] = [
    .init("psci-version", "hypercall PSCI_VERSION", .instruction("hvc")),
    .init("smccc-version", "hypercall SMCCC_VERSION", .instruction("hvc")),
    .init("psci-features", "hypercall PSCI_FEATURES", .instruction("hvc")),
    .init("id-register-read", "read of ID_AA64PFR0_EL1", .instruction("identification")),
    .init("gicd-typer-read", "GICD_TYPER read", .instruction("read32")),
    .init("gicd-isenabler-write", "GICD_ISENABLER write", .instruction("write32")),
    .init("gicd-icenabler-write", "GICD_ICENABLER write", .instruction("write32")),
    .init("gicd-ipriorityr-write", "GICD_IPRIORITYR write", .instruction("write32")),
    .init("gicr-typer-read", "GICR_TYPER read", .instruction("read32")),
    .init("gicr-isenabler-write", "GICR_ISENABLER0 write", .instruction("write32")),
    .init("uart-flags-read", "UART flags read", .instruction("read32")),
    .init("uart-mask-write", "UART interrupt mask write", .instruction("write32")),
    .init("console-byte", "UART data write", .instruction("write32")),
    .init("virtio-empty-read", "empty virtio slot read", .instruction("read32")),
    .init("virtio-empty-write", "empty virtio slot write", .instruction("write32")),
    .init("stage2-abort", "access to nothing → abort vector", .instruction("abort")),
    .init("timer-virtual", "virtual timer → vector", .interrupt("spin")),
    .init("timer-physical", "physical timer → vector", .interrupt("spin")),
    .init("wfi-wake", "WFI, timer → next instruction", .instruction("wait")),
    .init("acknowledge", "acknowledge (ICC_IAR1)", nil),
    .init("end-of-interrupt", "end of interrupt (ICC_EOIR1)", nil),
    .init("sgi-self", "SGI to itself → vector", .interrupt("software_interrupt")),
    .init("spi-pend", "GICD_ISPENDR write → vector", .interrupt("pend")),
    .init("spi-device", "WFI, device interrupt → vector", nil),
    .init(
      "sgi-round-trip", "SGI to a second vCPU and back, both running",
      .interrupt("software_interrupt"), cores: 2),
    .init(
      "sgi-round-trip-asleep", "SGI to a second vCPU in WFI and back",
      .interrupt("software_interrupt"), cores: 2),
    .init("cpu-on", "CPU_ON → the CPU's first instruction", .otherCore("start"), cores: 2),
    .init(
      "switch-quantum", "end of a turn → the other vCPU of the core", .turn("first", "second"),
      sharing: .turns),
    .init(
      "switch-quantum-vectors", "the same, both use vector registers",
      .turn("first_vectors", "second_vectors"), sharing: .turns),
    .init(
      "switch-wake", "WFI, timer → next instruction, the other vCPU had the core",
      .turn("first", "leave"), sharing: .turns),
    .init(
      "switch-wfi", "WFI → the other vCPU, which waited for the core", .turn("leave", "first"),
      sharing: .turns),
    .init(
      "tick-stays", "tick at which the vCPU keeps its core", nil, sharing: .strictTurns),
  ]

  /// Those whose path `ExecutionCounter` can follow.
  public static let followed = all.filter { $0.path != nil }

  public static func named(_ name: String) -> BenchMetric? { all.first { $0.name == name } }
}
