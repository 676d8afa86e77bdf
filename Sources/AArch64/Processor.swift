internal import CAArch64
internal import Core

/// What the core this runs on can do, and small acts on it.
public enum Processor {
  /// Aff3.Aff2.Aff1.Aff0 in bits 39:32 and 23:0. Arm: `MPIDR_EL1` without its flags.
  public static var affinity: UInt64 { martlet_read_mpidr_el1() & 0xFF_00FF_FFFF }

  /// 1, 2 or 3.
  public static var exceptionLevel: UInt64 { (martlet_read_current_el() &>> 2) & 3 }

  /// Arm: `ID_AA64MMFR0_EL1.PARange`, at most 5: 52-bit addresses (LPA2) stay off.
  public static var physicalRange: UInt64 { min(martlet_read_id_aa64mmfr0_el1() & 0xF, 5) }

  /// Arm: FEAT_BTI.
  public static var hasBranchTargets: Bool { martlet_read_id_aa64pfr1_el1() & 0xF != 0 }

  /// Arm: FEAT_PAuth, address authentication by any algorithm.
  public static var hasPointerAuthentication: Bool {
    martlet_read_id_aa64isar1_el1() & 0xFF0 != 0 || martlet_read_id_aa64isar2_el1() & 0xF000 != 0
  }

  /// Arm: FEAT_FGT, fine-grained traps.
  public static var hasFineGrainedTraps: Bool {
    (martlet_read_id_aa64mmfr0_el1() &>> 56) & 0xF != 0
  }

  /// Arm: FEAT_FGT2, the second set of them.
  public static var hasFineGrainedTraps2: Bool {
    (martlet_read_id_aa64mmfr0_el1() &>> 56) & 0xF > 1
  }

  /// Arm: FEAT_MPAM in any version.
  public static var hasMemoryPartitioning: Bool {
    (martlet_read_id_aa64pfr0_el1() &>> 40) & 0xF != 0
      || (martlet_read_id_aa64pfr1_el1() &>> 16) & 0xF != 0
  }

  /// Arm: FEAT_RAS.
  public static var hasErrorRecords: Bool {
    (martlet_read_id_aa64pfr0_el1() &>> 28) & 0xF != 0
  }

  /// Arm: FEAT_HCX.
  public static var hasExtendedConfiguration: Bool {
    (martlet_read_id_aa64mmfr1_el1() &>> 40) & 0xF != 0
  }

  /// Whether EL1 can run AArch32.
  public static var hasAArch32: Bool { (martlet_read_id_aa64pfr0_el1() &>> 4) & 0xF == 2 }

  /// Bytes in the smallest data cache line. Arm: `CTR_EL0.DminLine`.
  public static var dataCacheLine: UInt64 { 4 &<< ((martlet_read_ctr_el0() &>> 16) & 0xF) }

  @inline(__always)
  public static func waitForInterrupt() {
    martlet_dsb_sy()
    martlet_wfi()
  }

  @inline(__always)
  public static func pause() { martlet_yield() }

  @inline(__always)
  public static func synchronize() { martlet_isb() }
}
