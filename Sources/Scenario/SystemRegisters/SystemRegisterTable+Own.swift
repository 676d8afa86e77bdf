/// Registers that are a virtual core's own: set anew at each of its starts.
extension SystemRegisterTable {
  static let own: [SystemRegisterGroup] = [
    SystemRegisterGroup(
      "Address translation and control", .reset,
      """
      Written by `ControlRegisters.resetGuest`.
      """,
      """
      SCTLR_EL1 3 0 1 0 0
      CPACR_EL1 3 0 1 0 2
      TTBR0_EL1 3 0 2 0 0
      TTBR1_EL1 3 0 2 0 1
      TCR_EL1 3 0 2 0 2
      MAIR_EL1 3 0 10 2 0
      AMAIR_EL1 3 0 10 3 0
      CONTEXTIDR_EL1 3 0 13 0 1
      VBAR_EL1 3 0 12 0 0
      CSSELR_EL1 3 2 0 0 0
      PAR_EL1 3 0 7 4 0
      """),
    SystemRegisterGroup(
      "Exceptions", .reset,
      """
      Written by `ControlRegisters.resetGuest`.
      """,
      """
      SPSR_EL1 3 0 4 0 0
      ELR_EL1 3 0 4 0 1
      ESR_EL1 3 0 5 2 0
      FAR_EL1 3 0 6 0 0
      AFSR0_EL1 3 0 5 1 0
      AFSR1_EL1 3 0 5 1 1
      SP_EL0 3 0 4 1 0
      """),
    SystemRegisterGroup(
      "Thread identifiers", .reset,
      """
      Written by `ControlRegisters.resetGuest`.
      """,
      """
      TPIDR_EL0 3 3 13 0 2
      TPIDRRO_EL0 3 3 13 0 3
      TPIDR_EL1 3 0 13 0 4
      """),
    SystemRegisterGroup(
      "Instruction key A", .reset,
      """
      The one register that is switched at every exit: EL2 signs its own return addresses with it, on \
      cores that can. The vectors keep the guest's in its frame, which is zero at each start.
      """,
      """
      APIAKeyLo_EL1 3 0 2 1 0
      APIAKeyHi_EL1 3 0 2 1 1
      """),
    SystemRegisterGroup(
      "Other pointer authentication keys", .reset,
      """
      Written by `ControlRegisters.resetGuest`; they do not trap (`HCR_EL2.APK`, `API`).
      """,
      """
      APIBKeyLo_EL1 3 0 2 1 2
      APIBKeyHi_EL1 3 0 2 1 3
      APDAKeyLo_EL1 3 0 2 2 0
      APDAKeyHi_EL1 3 0 2 2 1
      APDBKeyLo_EL1 3 0 2 2 2
      APDBKeyHi_EL1 3 0 2 2 3
      APGAKeyLo_EL1 3 0 2 3 0
      APGAKeyHi_EL1 3 0 2 3 1
      """),
    SystemRegisterGroup(
      "Floating point", .reset,
      """
      Written by `martlet_reset_floating_point`, with the 32 SIMD registers.
      """,
      """
      FPCR 3 3 4 4 0
      FPSR 3 3 4 4 1
      """),
    SystemRegisterGroup(
      "Timers", .reset,
      """
      Written by `ControlRegisters.resetGuest`. `CNTHCTL_EL2` lets guests use both timers; \
      `TVAL` is a view of `CVAL`.
      """,
      """
      CNTKCTL_EL1 3 0 14 1 0
      CNTP_TVAL_EL0 3 3 14 2 0
      CNTP_CTL_EL0 3 3 14 2 1
      CNTP_CVAL_EL0 3 3 14 2 2
      CNTV_TVAL_EL0 3 3 14 3 0
      CNTV_CTL_EL0 3 3 14 3 1
      CNTV_CVAL_EL0 3 3 14 3 2
      """),
    SystemRegisterGroup(
      "Self-hosted debug", .reset,
      """
      Written by `ControlRegisters.resetDebug`, as many breakpoints and watchpoints as the core \
      has. Debug exceptions of a guest stay in EL1: `MDCR_EL2.TDE` is clear, and none is taken \
      at EL2.
      """,
      """
      MDSCR_EL1 2 0 0 2 2
      MDCCINT_EL1 2 0 0 2 0
      OSLAR_EL1 2 0 1 0 4
      OSDLR_EL1 2 0 1 3 4
      DBGCLAIMSET_EL1 2 0 7 8 6
      DBGCLAIMCLR_EL1 2 0 7 9 6
      DBGBVR<n>_EL1 2 0 0 0-15 4
      DBGBCR<n>_EL1 2 0 0 0-15 5
      DBGWVR<n>_EL1 2 0 0 0-15 6
      DBGWCR<n>_EL1 2 0 0 0-15 7
      """),
    SystemRegisterGroup(
      "Deferred errors", .reset,
      """
      SErrors are EL2's (`HCR_EL2.AMO`), so a guest reaches `VDISR_EL2` by this name; \
      `ControlRegisters.resetGuest` writes it. Undefined on cores without FEAT_RAS.
      """,
      """
      DISR_EL1 3 0 12 1 1
      """),
    SystemRegisterGroup(
      "Process state", .reset,
      """
      Fields of PSTATE. A virtual core starts with what `SPSR_EL2` says: EL1h, everything \
      masked, the rest zero. `PM` means nothing while the PMU is hidden.
      """,
      """
      NZCV 3 3 4 2 0
      DAIF 3 3 4 2 1
      SPSel 3 0 4 2 0
      CurrentEL 3 0 4 2 2
      PAN 3 0 4 2 3
      UAO 3 0 4 2 4
      DIT 3 3 4 2 5
      SSBS 3 3 4 2 6
      TCO 3 3 4 2 7
      PM 3 0 4 3 1
      """),
    SystemRegisterGroup(
      "Who the core is", .reset,
      """
      Guests read `VPIDR_EL2` and `VMPIDR_EL2` by these names, written at each start: the \
      physical core's part number and the virtual core's affinity.
      """,
      """
      MIDR_EL1 3 0 0 0 0
      MPIDR_EL1 3 0 0 0 5
      """),
    SystemRegisterGroup(
      "Interrupt controller interface", .reset,
      """
      `virtual` VMs reach the virtual interface (ICV_*) by these names, whose state lies in \
      `ICH_VMCR_EL2`, `ICH_AP0R<n>_EL2`, `ICH_AP1R<n>_EL2` and the list registers; \
      `PhysicalInterrupts.resetVirtualInterface` writes them. `direct` VMs reach the physical \
      interface, which changes hands in `handOverInterrupts` and `takeInterruptsBack`; by FIQ and by the guarded doorbell, \
      the registers common to both groups trap (`ICH_HCR_EL2.TC`) and are written through. The \
      virtual interface has no non-maskable interrupts.
      """,
      """
      ICC_PMR_EL1 3 0 4 6 0
      ICC_IAR0_EL1 3 0 12 8 0
      ICC_EOIR0_EL1 3 0 12 8 1
      ICC_HPPIR0_EL1 3 0 12 8 2
      ICC_BPR0_EL1 3 0 12 8 3
      ICC_AP0R<n>_EL1 3 0 12 8 4-7
      ICC_AP1R<n>_EL1 3 0 12 9 0-3
      ICC_NMIAR1_EL1 3 0 12 9 5
      ICC_DIR_EL1 3 0 12 11 1
      ICC_RPR_EL1 3 0 12 11 3
      ICC_IAR1_EL1 3 0 12 12 0
      ICC_EOIR1_EL1 3 0 12 12 1
      ICC_HPPIR1_EL1 3 0 12 12 2
      ICC_BPR1_EL1 3 0 12 12 3
      ICC_CTLR_EL1 3 0 12 12 4
      ICC_SRE_EL1 3 0 12 12 5
      ICC_IGRPEN0_EL1 3 0 12 12 6
      ICC_IGRPEN1_EL1 3 0 12 12 7
      """),
  ]
}
