/// Values of the registers that control the virtual CPU interface of one core.
public enum InterfaceControl {
  /// Arm: `ICH_HCR_EL2.En`.
  public static let enabled: UInt64 = 1 << 0
  /// Maintenance interrupt when the guest ended an interrupt that no list register holds.
  /// Arm: `ICH_HCR_EL2.LRENPIE`.
  public static let notifyUnlistedEnd: UInt64 = 1 << 2
  /// Maintenance interrupt while no list register is pending. Arm: `ICH_HCR_EL2.NPIE`.
  public static let notifyNonePending: UInt64 = 1 << 3
  /// Traps the guest's accesses to the interface registers common to both groups, which includes
  /// the SGI registers and the priority mask. Arm: `ICH_HCR_EL2.TC`.
  public static let trapCommon: UInt64 = 1 << 10

  /// How many interrupts the guest ended that no list register held, modulo 32.
  /// Arm: `ICH_HCR_EL2.EOIcount`.
  public static func unlistedEnds(_ control: UInt64) -> Int {
    Int(truncatingIfNeeded: (control &>> 27) & 31)
  }

  /// Arm: `ICH_HCR_EL2` for a `virtual` VM after reset.
  public static let atReset: UInt64 = enabled
  /// Arm: `ICH_VMCR_EL2` after reset: priority mask 0, both groups off, end of interrupt
  /// deactivates; the binary points take their smallest values because hardware refuses smaller
  /// ones. `VFIQEn` is read-as-one in a guest that uses system registers.
  public static let machineControlAtReset: UInt64 = 1 << 3
}
