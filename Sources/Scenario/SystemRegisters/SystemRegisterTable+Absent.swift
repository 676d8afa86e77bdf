/// Registers of features that guests do not have.
extension SystemRegisterTable {
  static let absent: [SystemRegisterGroup] = [
    SystemRegisterGroup(
      "Reset of the highest level", .absent,
      """
      Undefined at EL1: EL2 is there.
      """,
      """
      RVBAR_EL1 3 0 12 0 1
      RMR_EL1 3 0 12 0 2
      """),
    SystemRegisterGroup(
      "ThumbEE", .absent,
      """
      Of Armv7; no Armv8 core has them.
      """,
      """
      TEECR32_EL1 2 2 0 0 0
      TEEHBR32_EL1 2 2 1 0 0
      """),
    SystemRegisterGroup(
      "Secure state", .absent,
      """
      Undefined in Non-secure state.
      """,
      """
      CNTPS_TVAL_EL1 3 7 14 2 0
      CNTPS_CTL_EL1 3 7 14 2 1
      CNTPS_CVAL_EL1 3 7 14 2 2
      SPMSCR_EL1 2 7 9 14 7
      """),
    SystemRegisterGroup(
      "Memory protection units", .absent,
      """
      Of the R profile (Armv8-R); undefined on A-profile cores.
      """,
      """
      MPUIR_EL1 3 0 0 0 4
      PRENR_EL1 3 0 6 1 1
      PRSELR_EL1 3 0 6 2 1
      PRBAR<n>_EL1,PRLAR<n>_EL1 3 0 6 8-15 0-1
      PRBAR<n>_EL1,PRLAR<n>_EL1 3 0 6 8-15 4-5
      """),
    SystemRegisterGroup(
      "Performance monitors (FEAT_PMUv3 and later)", .absent, answer: .undefined,
      """
      `MDCR_EL2.TPM` and `TPMCR`; what FEAT_PMUv3p9, FEAT_PMUv3_SS and their like add also by \
      zeros in `HDFGRTR2_EL2`.
      """,
      """
      PMCR_EL0 3 3 9 12 0
      PMCNTENSET_EL0 3 3 9 12 1
      PMCNTENCLR_EL0 3 3 9 12 2
      PMOVSCLR_EL0 3 3 9 12 3
      PMSWINC_EL0 3 3 9 12 4
      PMSELR_EL0 3 3 9 12 5
      PMCEID0_EL0 3 3 9 12 6
      PMCEID1_EL0 3 3 9 12 7
      PMCCNTR_EL0 3 3 9 13 0
      PMXEVTYPER_EL0 3 3 9 13 1
      PMXEVCNTR_EL0 3 3 9 13 2
      PMZR_EL0 3 3 9 13 4
      PMUSERENR_EL0 3 3 9 14 0
      PMOVSSET_EL0 3 3 9 14 3
      PMINTENSET_EL1 3 0 9 14 1
      PMINTENCLR_EL1 3 0 9 14 2
      PMMIR_EL1 3 0 9 14 6
      PMUACR_EL1 3 0 9 14 4
      PMECR_EL1 3 0 9 14 5
      PMIAR_EL1 3 0 9 14 7
      PMSSCR_EL1 3 0 9 13 3
      PMICNTR_EL0 3 3 9 4 0
      PMICFILTR_EL0 3 3 9 6 0
      PMEVCNTR<n>_EL0 3 3 14 8-11 0-7
      PMEVTYPER<n>_EL0,PMCCFILTR_EL0 3 3 14 12-15 0-7
      PMEVCNTSVR<n>_EL1,PMCCNTSVR_EL1 2 0 14 8-11 0-7
      PMICNTSVR_EL1 2 0 14 12 0
      """),
    SystemRegisterGroup(
      "System performance monitors (FEAT_SPMU)", .absent, answer: .undefined,
      """
      `MDCR_EL2.EnSPM` is clear.
      """,
      """
      SPMCR_EL0 2 3 9 12 0
      SPMCNTENSET_EL0 2 3 9 12 1
      SPMCNTENCLR_EL0 2 3 9 12 2
      SPMOVSCLR_EL0 2 3 9 12 3
      SPMZR_EL0 2 3 9 12 4
      SPMSELR_EL0 2 3 9 12 5
      SPMOVSSET_EL0 2 3 9 14 3
      SPMINTENSET_EL1 2 0 9 14 1
      SPMINTENCLR_EL1 2 0 9 14 2
      SPMACCESSR_EL1 2 0 9 13 3
      SPMIIDR_EL1 2 0 9 13 4
      SPMDEVARCH_EL1 2 0 9 13 5
      SPMDEVAFF_EL1 2 0 9 13 6
      SPMCFGR_EL1 2 0 9 13 7
      SPMCGCR0_EL1 2 0 9 13 0
      SPMCGCR1_EL1 2 0 9 13 1
      SPMEVCNTR<n>_EL0 2 3 14 0-1 0-7
      SPMEVTYPER<n>_EL0 2 3 14 2-3 0-7
      SPMEVFILTR<n>_EL0 2 3 14 4-5 0-7
      SPMEVFILT2R<n>_EL0 2 3 14 6-7 0-7
      """),
    SystemRegisterGroup(
      "Activity monitors (FEAT_AMUv1)", .absent, answer: .undefined,
      """
      `CPTR_EL2.TAM`.
      """,
      """
      AMCR_EL0 3 3 13 2 0
      AMCFGR_EL0 3 3 13 2 1
      AMCGCR_EL0 3 3 13 2 2
      AMUSERENR_EL0 3 3 13 2 3
      AMCNTENCLR0_EL0 3 3 13 2 4
      AMCNTENSET0_EL0 3 3 13 2 5
      AMCG1IDR_EL0 3 3 13 2 6
      AMCNTENCLR1_EL0 3 3 13 3 0
      AMCNTENSET1_EL0 3 3 13 3 1
      AMEVCNTR0<n>_EL0 3 3 13 4 0-3
      AMEVTYPER0<n>_EL0 3 3 13 6 0-3
      AMEVCNTR1<n>_EL0 3 3 13 12-13 0-7
      AMEVTYPER1<n>_EL0 3 3 13 14-15 0-7
      """),
    SystemRegisterGroup(
      "Statistical profiling (FEAT_SPE)", .absent, answer: .undefined,
      """
      `MDCR_EL2.TPMS`; the buffer is EL2's (`E2PB` zero).
      """,
      """
      PMSCR_EL1 3 0 9 9 0
      PMSNEVFR_EL1 3 0 9 9 1
      PMSICR_EL1 3 0 9 9 2
      PMSIRR_EL1 3 0 9 9 3
      PMSFCR_EL1 3 0 9 9 4
      PMSEVFR_EL1 3 0 9 9 5
      PMSLATFR_EL1 3 0 9 9 6
      PMSIDR_EL1 3 0 9 9 7
      PMBLIMITR_EL1 3 0 9 10 0
      PMBPTR_EL1 3 0 9 10 1
      PMBSR_EL1 3 0 9 10 3
      PMSDSFR_EL1 3 0 9 10 4
      PMBMAR_EL1 3 0 9 10 5
      PMBIDR_EL1 3 0 9 10 7
      """),
    SystemRegisterGroup(
      "Trace buffer (FEAT_TRBE)", .absent, answer: .undefined,
      """
      `MDCR_EL2.E2TB` is zero: the buffer is EL2's.
      """,
      """
      TRBLIMITR_EL1 3 0 9 11 0
      TRBPTR_EL1 3 0 9 11 1
      TRBBASER_EL1 3 0 9 11 2
      TRBSR_EL1 3 0 9 11 3
      TRBMAR_EL1 3 0 9 11 4
      TRBMPAM_EL1 3 0 9 11 5
      TRBTRG_EL1 3 0 9 11 6
      TRBIDR_EL1 3 0 9 11 7
      """),
    SystemRegisterGroup(
      "Trace (FEAT_ETE, FEAT_TRF, FEAT_ITE)", .absent, answer: .undefined,
      """
      `CPTR_EL2.TTA`, `MDCR_EL2.TTRF`, zero in `HDFGRTR2_EL2.nTRCITECR_EL1`.
      """,
      """
      TRC* 2 1 0-7 0-15 0-7
      TRFCR_EL1 3 0 1 2 1
      TRCITECR_EL1 3 0 1 2 3
      """),
    SystemRegisterGroup(
      "Branch records (FEAT_BRBE)", .absent, answer: .undefined,
      """
      Zeros in `HDFGRTR_EL2` and `HDFGWTR_EL2` (`nBRBDATA`, `nBRBCTL`, `nBRBIDR`).
      """,
      """
      BRBINF<n>_EL1,BRBSRC<n>_EL1,BRBTGT<n>_EL1 2 1 8 0-15 0-7
      BRBCR_EL1 2 1 9 0 0
      BRBFCR_EL1 2 1 9 0 1
      BRBTS_EL1 2 1 9 0 2
      BRBINFINJ_EL1 2 1 9 1 0
      BRBSRCINJ_EL1 2 1 9 1 1
      BRBTGTINJ_EL1 2 1 9 1 2
      BRBIDR0_EL1 2 1 9 2 0
      """),
    SystemRegisterGroup(
      "Banks of breakpoints and stepping (FEAT_Debugv8p9, FEAT_STEP2)", .absent, answer: .undefined,
      """
      `MDCR_EL2.EBWE` and `EnSTEPOP` are clear, and zeros in `HDFGRTR2_EL2`.
      """,
      """
      MDSELR_EL1 2 0 0 4 2
      MDSTEPOP_EL1 2 0 0 5 2
      """),
    SystemRegisterGroup(
      "Scalable vectors (FEAT_SVE)", .absent, answer: .undefined,
      """
      `CPTR_EL2.TZ`.
      """,
      """
      ZCR_EL1 3 0 1 2 0
      """),
    SystemRegisterGroup(
      "Scalable matrices (FEAT_SME)", .absent, answer: .undefined,
      """
      `CPTR_EL2.TSM`; `SMPRI_EL1` and `TPIDR2_EL0` by zeros in `HFGRTR_EL2` and `HFGWTR_EL2`.
      """,
      """
      SMPRI_EL1 3 0 1 2 4
      SMCR_EL1 3 0 1 2 6
      SVCR 3 3 4 2 2
      TPIDR2_EL0 3 3 13 0 5
      """),
    SystemRegisterGroup(
      "Memory tagging (FEAT_MTE2)", .absent, answer: .undefined,
      """
      `HCR_EL2.ATA` is clear; `GMID_EL1` by `HCR_EL2.TID5`.
      """,
      """
      RGSR_EL1 3 0 1 0 5
      GCR_EL1 3 0 1 0 6
      TFSR_EL1 3 0 5 6 0
      TFSRE0_EL1 3 0 5 6 1
      GMID_EL1 3 1 0 0 4
      """),
    SystemRegisterGroup(
      "Limited ordering regions (FEAT_LOR)", .absent, answer: .undefined,
      """
      `HCR_EL2.TLOR`.
      """,
      """
      LORSA_EL1 3 0 10 4 0
      LOREA_EL1 3 0 10 4 1
      LORN_EL1 3 0 10 4 2
      LORC_EL1 3 0 10 4 3
      LORID_EL1 3 0 10 4 7
      """),
    SystemRegisterGroup(
      "Memory partitioning (FEAT_MPAM)", .absent, answer: .undefined,
      """
      `MPAM2_EL2.TRAPMPAM0EL1`, `TRAPMPAM1EL1` and `TIDR`, or `MPAMHCR_EL2.TRAP_MPAMIDR_EL1`; \
      `EnMPAMSM` is clear. The bandwidth controls of FEAT_MPAM_PE_BW_CTRL are as `MPAMBW2_EL2` \
      leaves reset, which traps them; no core to try it on.
      """,
      """
      MPAMIDR_EL1 3 0 10 4 4
      MPAM1_EL1 3 0 10 5 0
      MPAM0_EL1 3 0 10 5 1
      MPAMSM_EL1 3 0 10 5 3
      MPAMBWIDR_EL1 3 0 10 4 5
      MPAMBW1_EL1 3 0 10 5 4
      MPAMBW0_EL1 3 0 10 5 5
      MPAMBWSM_EL1 3 0 10 5 7
      """),
    SystemRegisterGroup(
      "Speculation context numbers (FEAT_CSV2_2)", .absent, answer: .undefined,
      """
      `HCR_EL2.EnSCXT` is clear.
      """,
      """
      SCXTNUM_EL1 3 0 13 0 7
      SCXTNUM_EL0 3 3 13 0 7
      """),
    SystemRegisterGroup(
      "Guarded control stacks (FEAT_GCS)", .absent, answer: .undefined,
      """
      Zeros in `HFGRTR_EL2` and `HFGWTR_EL2` (`nGCS_EL0`, `nGCS_EL1`), `HCRX_EL2.GCSEn` is \
      clear.
      """,
      """
      GCSCR_EL1 3 0 2 5 0
      GCSPR_EL1 3 0 2 5 1
      GCSCRE0_EL1 3 0 2 5 2
      GCSPR_EL0 3 3 2 5 1
      """),
    SystemRegisterGroup(
      "Permission indirection and overlay, more attributes (FEAT_S1PIE, FEAT_S1POE, FEAT_AIE)",
      .absent, answer: .undefined,
      """
      Zeros in `HFGRTR_EL2` and `HFGWTR_EL2` (`nPIR_EL1`, `nPIRE0_EL1`, `nPOR_EL1`, `nPOR_EL0`, \
      `nS2POR_EL1`, `nMAIR2_EL1`, `nAMAIR2_EL1`).
      """,
      """
      PIR_EL1 3 0 10 2 3
      PIRE0_EL1 3 0 10 2 2
      POR_EL1 3 0 10 2 4
      POR_EL0 3 3 10 2 4
      S2POR_EL1 3 0 10 2 5
      MAIR2_EL1 3 0 10 2 1
      AMAIR2_EL1 3 0 10 3 1
      """),
    SystemRegisterGroup(
      "Translation hardening (FEAT_THE)", .absent, answer: .undefined,
      """
      Zero in `HFGRTR_EL2.nRCWMASK_EL1` and `HFGWTR_EL2`.
      """,
      """
      RCWMASK_EL1 3 0 13 0 6
      RCWSMASK_EL1 3 0 13 0 3
      """),
    SystemRegisterGroup(
      "Second control words (FEAT_TCR2, FEAT_SCTLR2)", .absent, answer: .undefined,
      """
      `HCRX_EL2.TCR2En` and `SCTLR2En` are clear.
      """,
      """
      TCR2_EL1 3 0 2 0 3
      SCTLR2_EL1 3 0 1 0 3
      """),
    SystemRegisterGroup(
      "Masks and aliases of control words (FEAT_SRMASK)", .absent, answer: .undefined,
      """
      `HCRX_EL2.SRMASKEn` is clear.
      """,
      """
      SCTLRMASK_EL1 3 0 1 4 0
      ACTLRMASK_EL1 3 0 1 4 1
      CPACRMASK_EL1 3 0 1 4 2
      SCTLR2MASK_EL1 3 0 1 4 3
      CPACRALIAS_EL1 3 0 1 4 4
      ACTLRALIAS_EL1 3 0 1 4 5
      SCTLRALIAS_EL1 3 0 1 4 6
      SCTLR2ALIAS_EL1 3 0 1 4 7
      TCRMASK_EL1 3 0 2 7 2
      TCR2MASK_EL1 3 0 2 7 3
      TCRALIAS_EL1 3 0 2 7 6
      TCR2ALIAS_EL1 3 0 2 7 7
      """),
    SystemRegisterGroup(
      "64-byte stores (FEAT_LS64_ACCDATA)", .absent, answer: .undefined,
      """
      Zero in `HFGRTR_EL2.nACCDATA_EL1`, `HCRX_EL2.EnAS0` is clear.
      """,
      """
      ACCDATA_EL1 3 0 13 0 5
      """),
    SystemRegisterGroup(
      "Floating-point modes (FEAT_FPMR)", .absent, answer: .undefined,
      """
      `HCRX_EL2.EnFPM` is clear.
      """,
      """
      FPMR 3 3 4 4 2
      """),
    SystemRegisterGroup(
      "Physical fault address (FEAT_PFAR)", .absent, answer: .undefined,
      """
      Zero in `HFGRTR2_EL2.nPFAR_EL1` and `HFGWTR2_EL2`.
      """,
      """
      PFAR_EL1 3 0 6 0 5
      """),
    SystemRegisterGroup(
      "Non-maskable interrupts (FEAT_NMI)", .absent, answer: .undefined,
      """
      Writing traps by `HCRX_EL2.TALLINT`. Reading gives a bit of PSTATE, which is zero.
      """,
      """
      ALLINT 3 0 4 3 0
      """),
  ]
}
