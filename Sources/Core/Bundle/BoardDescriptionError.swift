/// Why a board's device tree does not describe a machine that the hypervisor can run on.
///
/// There are no words for the console: without the description there is none.
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
  /// A core that is not started by PSCI although there are several.
  case coreNotStartedByPSCI
  /// Two cores with the same affinity value.
  case coreRepeated
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
}
