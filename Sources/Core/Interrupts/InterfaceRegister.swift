/// The registers of the CPU interface that are common to both groups and trap together.
/// Arm: `ICH_HCR_EL2.TC` (IHI 0069, 12.4.5).
public enum InterfaceRegister: Equatable, Sendable {
  /// Arm: `ICC_PMR_EL1`.
  case priorityMask
  /// Arm: `ICC_CTLR_EL1`.
  case control
  /// Arm: `ICC_RPR_EL1`.
  case runningPriority
  /// Arm: `ICC_DIR_EL1`.
  case deactivate

  /// Nil for another register; those that send SGIs trap with these but are told apart before.
  public init?(_ name: SystemRegisterName) {
    switch name {
    case SystemRegisterName(3, 0, 4, 6, 0): self = .priorityMask
    case SystemRegisterName(3, 0, 12, 12, 4): self = .control
    case SystemRegisterName(3, 0, 12, 11, 3): self = .runningPriority
    case SystemRegisterName(3, 0, 12, 11, 1): self = .deactivate
    default: return nil
    }
  }
}
