/// Registers whose accesses come to EL2 and are answered there.
extension SystemRegisterTable {
  static let trapped: [SystemRegisterGroup] = [
    SystemRegisterGroup(
      "Identification, AArch64", .trapped, answer: .identification,
      """
      `HCR_EL2.TID3`. Answered field by field from `IdentificationRegisters`: what a guest may \
      use is shown, the rest is not there. Registers and fields that nobody has looked at read \
      as zero.
      """,
      """
      ID_AA64PFR0_EL1 3 0 0 4 0
      ID_AA64PFR1_EL1 3 0 0 4 1
      ID_AA64PFR2_EL1 3 0 0 4 2
      ID_AA64ZFR0_EL1 3 0 0 4 4
      ID_AA64SMFR0_EL1 3 0 0 4 5
      ID_AA64FPFR0_EL1 3 0 0 4 7
      ID_AA64DFR0_EL1 3 0 0 5 0
      ID_AA64DFR1_EL1 3 0 0 5 1
      ID_AA64DFR2_EL1 3 0 0 5 2
      ID_AA64AFR0_EL1 3 0 0 5 4
      ID_AA64AFR1_EL1 3 0 0 5 5
      ID_AA64ISAR0_EL1 3 0 0 6 0
      ID_AA64ISAR1_EL1 3 0 0 6 1
      ID_AA64ISAR2_EL1 3 0 0 6 2
      ID_AA64ISAR3_EL1 3 0 0 6 3
      ID_AA64MMFR0_EL1 3 0 0 7 0
      ID_AA64MMFR1_EL1 3 0 0 7 1
      ID_AA64MMFR2_EL1 3 0 0 7 2
      ID_AA64MMFR3_EL1 3 0 0 7 3
      ID_AA64MMFR4_EL1 3 0 0 7 4
      """),
    SystemRegisterGroup(
      "Identification, AArch32", .trapped, answer: .identification,
      """
      `HCR_EL2.TID3`, as above. EL0 may run AArch32 where the core can.
      """,
      """
      ID_PFR0_EL1 3 0 0 1 0
      ID_PFR1_EL1 3 0 0 1 1
      ID_DFR0_EL1 3 0 0 1 2
      ID_AFR0_EL1 3 0 0 1 3
      ID_MMFR0_EL1 3 0 0 1 4
      ID_MMFR1_EL1 3 0 0 1 5
      ID_MMFR2_EL1 3 0 0 1 6
      ID_MMFR3_EL1 3 0 0 1 7
      ID_ISAR0_EL1 3 0 0 2 0
      ID_ISAR1_EL1 3 0 0 2 1
      ID_ISAR2_EL1 3 0 0 2 2
      ID_ISAR3_EL1 3 0 0 2 3
      ID_ISAR4_EL1 3 0 0 2 4
      ID_ISAR5_EL1 3 0 0 2 5
      ID_MMFR4_EL1 3 0 0 2 6
      ID_ISAR6_EL1 3 0 0 2 7
      MVFR0_EL1 3 0 0 3 0
      MVFR1_EL1 3 0 0 3 1
      MVFR2_EL1 3 0 0 3 2
      ID_PFR2_EL1 3 0 0 3 4
      ID_DFR1_EL1 3 0 0 3 5
      ID_MMFR5_EL1 3 0 0 3 6
      """),
    SystemRegisterGroup(
      "Software generated interrupts", .trapped, answer: .softwareInterrupt,
      """
      A write traps while `HCR_EL2.IMO` or `FMO` is set and is sent to virtual cores of the same \
      VM only. With one security state `ICC_ASGI1R_EL1` sends nothing. In `direct` mode by \
      doorbell neither bit is set and a guest's SGIs are real: see CAVEATS.
      """,
      """
      ICC_SGI1R_EL1 3 0 12 11 5
      ICC_ASGI1R_EL1 3 0 12 11 6
      ICC_SGI0R_EL1 3 0 12 11 7
      """),
    SystemRegisterGroup(
      "Auxiliary control", .trapped, answer: .readsZero,
      """
      `HCR_EL2.TACR`. Implementation-defined controls of the physical core; reads as zero, \
      writes are ignored.
      """,
      """
      ACTLR_EL1 3 0 1 0 1
      """),
    SystemRegisterGroup(
      "Error records", .trapped, answer: .readsZero,
      """
      `HCR_EL2.TERR`. The identification says that there is no FEAT_RAS; software that looks all \
      the same finds no records.
      """,
      """
      ERRIDR_EL1 3 0 5 3 0
      ERRSELR_EL1 3 0 5 3 1
      ERXGSR_EL1 3 0 5 3 2
      ERXFR_EL1 3 0 5 4 0
      ERXCTLR_EL1 3 0 5 4 1
      ERXSTATUS_EL1 3 0 5 4 2
      ERXADDR_EL1 3 0 5 4 3
      ERXPFGF_EL1 3 0 5 4 4
      ERXPFGCTL_EL1 3 0 5 4 5
      ERXPFGCDN_EL1 3 0 5 4 6
      ERXMISC0_EL1 3 0 5 5 0
      ERXMISC1_EL1 3 0 5 5 1
      ERXMISC2_EL1 3 0 5 5 2
      ERXMISC3_EL1 3 0 5 5 3
      """),
  ]
}
