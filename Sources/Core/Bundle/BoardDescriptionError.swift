/// Why a board's device tree does not describe a machine that the hypervisor can run on.
public enum BoardDescriptionError: Error, Equatable {
  case tree(FlattenedDeviceTreeError)
  /// No node with `device_type = "memory"` and a usable `reg`.
  case memoryMissing
  /// A memory range that goes beyond the highest address.
  case memoryOutOfRange
  /// More ranges of memory, reserved memory or redistributors than the description holds.
  case tooManyRanges
  /// No core under /cpus.
  case coresMissing
  /// A core, by its index, that is not started by PSCI although there are several.
  case coreNotStartedByPSCI(Int)
  /// Two cores with the same affinity value, by the index of the second.
  case coreRepeated(Int)
  /// No PSCI 0.2 or newer.
  case powerInterfaceMissing
  /// PSCI with a `method` that is neither `smc` nor `hvc`.
  case powerInterfaceUnknown
  /// No `arm,gic-v3` with a distributor and redistributors.
  case interruptControllerMissing
  /// No `arm,pl011` with registers and an interrupt.
  case consoleMissing
  /// No `arm,armv8-timer` with the interrupts for EL1 and EL2.
  case timerMissing

  /// The reason in words, for the console.
  public var reason: StaticString {
    switch self {
    case .tree(let error): error.reason
    case .memoryMissing: "the board's device tree has no memory"
    case .memoryOutOfRange: "a memory range of the board goes beyond the highest address"
    case .tooManyRanges: "the board's device tree has more ranges than there is room for"
    case .coresMissing: "the board's device tree has no cores"
    case .coreNotStartedByPSCI: "a core of the board is not started by PSCI"
    case .coreRepeated: "two cores of the board have the same affinity"
    case .powerInterfaceMissing: "the board's device tree has no PSCI 0.2"
    case .powerInterfaceUnknown: "the board's PSCI is called neither by smc nor by hvc"
    case .interruptControllerMissing: "the board's device tree has no GICv3"
    case .consoleMissing: "the board's device tree has no PL011"
    case .timerMissing: "the board's device tree has no generic timer"
    }
  }
}
