/// What EL2 does with a system register or instruction that trapped.
public enum SystemRegister {
  public enum SoftwareInterruptGroup: Equatable, Sendable {
    case group0
    case group1
    /// Arm: `ICC_ASGI1R_EL1`, which with one security state sends nothing.
    case aliased
  }

  public enum Treatment: Equatable, Sendable {
    case softwareInterrupt(SoftwareInterruptGroup)
    /// Reads as zero, writes are ignored.
    case readsZero
    /// The guest gets an undefined-instruction exception.
    case undefined
  }

  /// Arm: `ICC_SGI1R_EL1`.
  public static let softwareInterruptGroup1 = SystemRegisterName(3, 0, 12, 11, 5)

  public static func treatment(of name: SystemRegisterName) -> Treatment {
    switch (name.op0, name.op1, name.n, name.m, name.op2) {
    case (3, 0, 12, 11, 5): return .softwareInterrupt(.group1)
    case (3, 0, 12, 11, 6): return .softwareInterrupt(.aliased)
    case (3, 0, 12, 11, 7): return .softwareInterrupt(.group0)
    // ACTLR_EL1: implementation-defined controls of the physical core.
    case (3, 0, 1, 0, 1): return .readsZero
    // Identification registers are read-only; a write is undefined at every level.
    case (3, 0, 0, 1...7, _): return .undefined
    // The AArch32 and reserved rest of the identification space.
    case (3, 0, 0, _, _): return .readsZero
    // Error records (RAS): the identification says there are none.
    case (3, 0, 5, 3...5, _): return .readsZero
    default: return .undefined
    }
  }

  #if MARTLET_SHARING
    /// Cache maintenance by set and way. Arm: `DC ISW`, `CSW`, `CISW`, and those of memory tagging.
    public static func isSetWay(_ name: SystemRegisterName) -> Bool {
      switch (name.op0, name.op1, name.n, name.m, name.op2) {
      case (1, 0, 7, 6, 2), (1, 0, 7, 10, 2), (1, 0, 7, 14, 2): true
      case (1, 0, 7, 6, 4), (1, 0, 7, 10, 4), (1, 0, 7, 14, 4): true
      case (1, 0, 7, 6, 6), (1, 0, 7, 10, 6), (1, 0, 7, 14, 6): true
      default: false
      }
    }
  #endif
}
