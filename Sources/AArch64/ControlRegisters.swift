internal import CAArch64

/// The system registers that EL2 sets once per core and the guest state it resets for each start.
public enum ControlRegisters {
  /// Traps that hold for all guests, once per core.
  public static func initializeCore() {
    passVectorRegisters()
    // Arm: `MDCR_EL2`: performance monitors, statistical profiling and trace are not the guests'. Breakpoints and
    // watchpoints are: they belong to the core, which belongs to the guest, and are reset with it.
    martlet_write_mdcr_el2(martlet_read_mdcr_el2() & 0x1F | 1 << 6 | 1 << 5 | 1 << 14 | 1 << 19)
    martlet_write_hstr_el2(0)
    // Arm: `CNTHCTL_EL2`: both counters and the physical timer are the guests' to use.
    martlet_write_cnthctl_el2(3)
    martlet_write_cnthp_ctl_el2(0)
    // Arm: `HCRX_EL2`: what newer cores add stays off and its registers trap; ALLINT does so by a bit that is set.
    if Processor.hasExtendedConfiguration { martlet_write_hcrx_el2(1 << 6) }
    // Zero traps what came with or after the fine-grained traps: their bits of these say "do not trap".
    if Processor.hasFineGrainedTraps {
      martlet_write_hfgrtr_el2(0)
      martlet_write_hfgwtr_el2(0)
      martlet_write_hfgitr_el2(0)
      martlet_write_hdfgrtr_el2(0)
      martlet_write_hdfgwtr_el2(0)
    }
    if Processor.hasFineGrainedTraps2 {
      martlet_write_hfgrtr2_el2(0)
      martlet_write_hfgwtr2_el2(0)
      martlet_write_hfgitr2_el2(0)
      martlet_write_hdfgrtr2_el2(0)
      martlet_write_hdfgwtr2_el2(0)
    }
    if Processor.hasMemoryPartitioning {
      // Arm: `MPAM2_EL2`: TIDR, TRAPMPAM0EL1, TRAPMPAM1EL1, and partition 0 for EL2.
      martlet_write_mpam2_el2(1 << 58 | 1 << 49 | 1 << 48)
      // Arm: `MPAMHCR_EL2.TRAP_MPAMIDR_EL1`, where `MPAMIDR_EL1.HAS_HCR` says that there is one.
      if martlet_read_mpamidr_el1() & (1 << 17) != 0 { martlet_write_mpamhcr_el2(1 << 31) }
    }
  }

  /// Arm: `CPTR_EL2`: RES1 bits; FP and SIMD pass; SVE (TZ), SME (TSM), trace (TTA) and activity monitors (TAM) trap.
  static func passVectorRegisters() { martlet_write_cptr_el2(0x33FF | 1 << 20 | 1 << 30) }

  /// EL1 and EL0 state to reset values or, where the architecture leaves them open, to zero.
  public static func resetGuest() {
    martlet_write_sctlr_el1(0x30D0_0800)  // MMU, caches and alignment checks off
    martlet_write_actlr_el1(0)
    martlet_write_cpacr_el1(0)
    martlet_write_ttbr0_el1(0)
    martlet_write_ttbr1_el1(0)
    martlet_write_tcr_el1(0)
    martlet_write_mair_el1(0)
    martlet_write_amair_el1(0)
    martlet_write_esr_el1(0)
    martlet_write_far_el1(0)
    martlet_write_elr_el1(0)
    martlet_write_spsr_el1(0)
    martlet_write_sp_el0(0)
    martlet_write_sp_el1(0)
    martlet_write_afsr0_el1(0)
    martlet_write_afsr1_el1(0)
    martlet_write_vbar_el1(0)
    martlet_write_contextidr_el1(0)
    martlet_write_tpidr_el0(0)
    martlet_write_tpidrro_el0(0)
    martlet_write_tpidr_el1(0)
    martlet_write_par_el1(0)
    martlet_write_csselr_el1(0)
    martlet_write_cntkctl_el1(0)
    martlet_write_cntv_ctl_el0(0)
    martlet_write_cntv_cval_el0(0)
    martlet_write_cntp_ctl_el0(0)
    martlet_write_cntp_cval_el0(0)
    resetDebug()
    if Processor.hasErrorRecords {
      // What a guest has as DISR_EL1 while SErrors are EL2's, and the syndrome of a virtual SError.
      martlet_write_vdisr_el2(0)
      martlet_write_vsesr_el2(0)
    }
    if Processor.hasAArch32 { resetAArch32() }
    if Processor.hasPointerAuthentication { resetAuthenticationKeys() }
    martlet_reset_floating_point()
  }

  private static func resetDebug() {
    martlet_write_mdscr_el1(0)
    martlet_write_mdccint_el1(0)
    martlet_write_osdlr_el1(0)
    martlet_write_dbgclaimclr_el1(0xFF)
    martlet_write_oslar_el1(1)  // locked, as after a cold reset
    let features = martlet_read_id_aa64dfr0_el1()
    martlet_reset_debug((features &>> 12) & 0xF &+ 1, (features &>> 20) & 0xF &+ 1)
  }

  private static func resetAArch32() {
    martlet_write_spsr_abt(0)
    martlet_write_spsr_und(0)
    martlet_write_spsr_irq(0)
    martlet_write_spsr_fiq(0)
    martlet_write_dacr32_el2(0)
    martlet_write_ifsr32_el2(0)
  }

  /// All but key A for instructions: at EL2 that register holds the hypervisor's, the guest's is in its frame.
  private static func resetAuthenticationKeys() {
    martlet_write_apibkeylo_el1(0)
    martlet_write_apibkeyhi_el1(0)
    martlet_write_apdakeylo_el1(0)
    martlet_write_apdakeyhi_el1(0)
    martlet_write_apdbkeylo_el1(0)
    martlet_write_apdbkeyhi_el1(0)
    martlet_write_apgakeylo_el1(0)
    martlet_write_apgakeyhi_el1(0)
  }
}
