// One-instruction accessors for Swift. No policy: what a value means is said in the Swift module that uses it.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "layout.h"

#define MARTLET_INLINE static inline __attribute__((always_inline))

// Reading is `volatile` without a memory clobber; writing clobbers memory, since it may change what memory means.
#define MARTLET_READ(function, encoding)                                   \
  MARTLET_INLINE uint64_t martlet_read_##function(void) {                  \
    uint64_t value;                                                        \
    __asm__ volatile("mrs %0, " encoding : "=r"(value));                   \
    return value;                                                          \
  }
#define MARTLET_WRITE(function, encoding)                                  \
  MARTLET_INLINE void martlet_write_##function(uint64_t value) {           \
    __asm__ volatile("msr " encoding ", %0" : : "r"(value) : "memory");    \
  }
#define MARTLET_REGISTER(function, encoding)                               \
  MARTLET_READ(function, encoding) MARTLET_WRITE(function, encoding)

// Identification
MARTLET_READ(current_el, "CurrentEL")
MARTLET_READ(midr_el1, "MIDR_EL1")
MARTLET_READ(mpidr_el1, "MPIDR_EL1")
MARTLET_READ(ctr_el0, "CTR_EL0")
MARTLET_READ(dczid_el0, "DCZID_EL0")
MARTLET_READ(id_aa64pfr0_el1, "ID_AA64PFR0_EL1")
MARTLET_READ(id_aa64pfr1_el1, "ID_AA64PFR1_EL1")
MARTLET_READ(id_aa64dfr0_el1, "ID_AA64DFR0_EL1")
MARTLET_READ(id_aa64isar0_el1, "ID_AA64ISAR0_EL1")
MARTLET_READ(id_aa64isar1_el1, "ID_AA64ISAR1_EL1")
MARTLET_READ(id_aa64isar2_el1, "S3_0_C0_C6_2")
MARTLET_READ(id_aa64mmfr0_el1, "ID_AA64MMFR0_EL1")
MARTLET_READ(id_aa64mmfr1_el1, "ID_AA64MMFR1_EL1")

// EL2 control
MARTLET_REGISTER(hcr_el2, "HCR_EL2")
MARTLET_REGISTER(cptr_el2, "CPTR_EL2")
MARTLET_REGISTER(mdcr_el2, "MDCR_EL2")
MARTLET_REGISTER(hstr_el2, "HSTR_EL2")
MARTLET_REGISTER(cnthctl_el2, "CNTHCTL_EL2")
MARTLET_REGISTER(cntvoff_el2, "CNTVOFF_EL2")
MARTLET_REGISTER(cnthp_ctl_el2, "CNTHP_CTL_EL2")
MARTLET_REGISTER(cnthp_cval_el2, "CNTHP_CVAL_EL2")
MARTLET_REGISTER(vtcr_el2, "VTCR_EL2")
MARTLET_REGISTER(vttbr_el2, "VTTBR_EL2")
MARTLET_REGISTER(vmpidr_el2, "VMPIDR_EL2")
MARTLET_REGISTER(vpidr_el2, "VPIDR_EL2")
MARTLET_REGISTER(tpidr_el2, "TPIDR_EL2")
MARTLET_REGISTER(sctlr_el2, "SCTLR_EL2")
MARTLET_REGISTER(esr_el2, "ESR_EL2")
MARTLET_REGISTER(elr_el2, "ELR_EL2")
MARTLET_REGISTER(spsr_el2, "SPSR_EL2")
MARTLET_READ(far_el2, "FAR_EL2")
MARTLET_READ(hpfar_el2, "HPFAR_EL2")
MARTLET_WRITE(hcrx_el2, "S3_4_C1_C2_2")
MARTLET_WRITE(hfgrtr_el2, "S3_4_C1_C1_4")
MARTLET_WRITE(hfgwtr_el2, "S3_4_C1_C1_5")
MARTLET_WRITE(hfgitr_el2, "S3_4_C1_C1_6")
MARTLET_WRITE(hdfgrtr_el2, "S3_4_C3_C1_4")
MARTLET_WRITE(hdfgwtr_el2, "S3_4_C3_C1_5")
MARTLET_WRITE(hdfgrtr2_el2, "S3_4_C3_C1_0")
MARTLET_WRITE(hdfgwtr2_el2, "S3_4_C3_C1_1")
MARTLET_WRITE(hfgrtr2_el2, "S3_4_C3_C1_2")
MARTLET_WRITE(hfgwtr2_el2, "S3_4_C3_C1_3")
MARTLET_WRITE(hfgitr2_el2, "S3_4_C3_C1_7")
MARTLET_WRITE(mpam2_el2, "S3_4_C10_C5_0")
MARTLET_WRITE(mpamhcr_el2, "S3_4_C10_C4_0")
MARTLET_READ(mpamidr_el1, "S3_0_C10_C4_4")

// EL1 and EL0 state that the hypervisor resets for every start of a virtual core
MARTLET_REGISTER(sctlr_el1, "SCTLR_EL1")
MARTLET_REGISTER(actlr_el1, "ACTLR_EL1")
MARTLET_REGISTER(cpacr_el1, "CPACR_EL1")
MARTLET_REGISTER(ttbr0_el1, "TTBR0_EL1")
MARTLET_REGISTER(ttbr1_el1, "TTBR1_EL1")
MARTLET_REGISTER(tcr_el1, "TCR_EL1")
MARTLET_REGISTER(mair_el1, "MAIR_EL1")
MARTLET_REGISTER(amair_el1, "AMAIR_EL1")
MARTLET_REGISTER(esr_el1, "ESR_EL1")
MARTLET_REGISTER(far_el1, "FAR_EL1")
MARTLET_REGISTER(elr_el1, "ELR_EL1")
MARTLET_REGISTER(spsr_el1, "SPSR_EL1")
MARTLET_REGISTER(sp_el0, "SP_EL0")
MARTLET_REGISTER(sp_el1, "SP_EL1")
MARTLET_REGISTER(afsr0_el1, "AFSR0_EL1")
MARTLET_REGISTER(afsr1_el1, "AFSR1_EL1")
MARTLET_REGISTER(vbar_el1, "VBAR_EL1")
MARTLET_REGISTER(contextidr_el1, "CONTEXTIDR_EL1")
MARTLET_REGISTER(tpidr_el0, "TPIDR_EL0")
MARTLET_REGISTER(tpidrro_el0, "TPIDRRO_EL0")
MARTLET_REGISTER(tpidr_el1, "TPIDR_EL1")
MARTLET_REGISTER(par_el1, "PAR_EL1")
MARTLET_REGISTER(csselr_el1, "CSSELR_EL1")
MARTLET_REGISTER(cntkctl_el1, "CNTKCTL_EL1")
MARTLET_REGISTER(cntv_ctl_el0, "CNTV_CTL_EL0")
MARTLET_REGISTER(cntv_cval_el0, "CNTV_CVAL_EL0")
MARTLET_REGISTER(cntp_ctl_el0, "CNTP_CTL_EL0")
MARTLET_REGISTER(cntp_cval_el0, "CNTP_CVAL_EL0")
MARTLET_REGISTER(mdscr_el1, "MDSCR_EL1")
MARTLET_WRITE(oslar_el1, "OSLAR_EL1")
MARTLET_WRITE(osdlr_el1, "OSDLR_EL1")
MARTLET_WRITE(dbgclaimclr_el1, "DBGCLAIMCLR_EL1")
MARTLET_WRITE(mdccint_el1, "MDCCINT_EL1")
MARTLET_WRITE(vdisr_el2, "S3_4_C12_C1_1")
MARTLET_WRITE(vsesr_el2, "S3_4_C5_C2_3")
MARTLET_REGISTER(spsr_abt, "SPSR_abt")
MARTLET_REGISTER(spsr_und, "SPSR_und")
MARTLET_REGISTER(spsr_irq, "SPSR_irq")
MARTLET_REGISTER(spsr_fiq, "SPSR_fiq")
MARTLET_REGISTER(dacr32_el2, "DACR32_EL2")
MARTLET_REGISTER(ifsr32_el2, "IFSR32_EL2")
MARTLET_WRITE(apibkeylo_el1, "S3_0_C2_C1_2")
MARTLET_WRITE(apibkeyhi_el1, "S3_0_C2_C1_3")
MARTLET_WRITE(apdakeylo_el1, "S3_0_C2_C2_0")
MARTLET_WRITE(apdakeyhi_el1, "S3_0_C2_C2_1")
MARTLET_WRITE(apdbkeylo_el1, "S3_0_C2_C2_2")
MARTLET_WRITE(apdbkeyhi_el1, "S3_0_C2_C2_3")
MARTLET_WRITE(apgakeylo_el1, "S3_0_C2_C3_0")
MARTLET_WRITE(apgakeyhi_el1, "S3_0_C2_C3_1")

// Time
MARTLET_READ(cntfrq_el0, "CNTFRQ_EL0")
MARTLET_READ(cntpct_el0, "CNTPCT_EL0")

// The physical interrupt controller's CPU interface
MARTLET_REGISTER(icc_sre_el2, "S3_4_C12_C9_5")
MARTLET_REGISTER(icc_sre_el1, "S3_0_C12_C12_5")
MARTLET_REGISTER(icc_pmr_el1, "S3_0_C4_C6_0")
MARTLET_REGISTER(icc_bpr0_el1, "S3_0_C12_C8_3")
MARTLET_REGISTER(icc_bpr1_el1, "S3_0_C12_C12_3")
MARTLET_REGISTER(icc_ctlr_el1, "S3_0_C12_C12_4")
MARTLET_REGISTER(icc_igrpen0_el1, "S3_0_C12_C12_6")
MARTLET_REGISTER(icc_igrpen1_el1, "S3_0_C12_C12_7")
MARTLET_REGISTER(icc_ap0r0_el1, "S3_0_C12_C8_4")
MARTLET_REGISTER(icc_ap1r0_el1, "S3_0_C12_C9_0")
MARTLET_READ(icc_iar0_el1, "S3_0_C12_C8_0")
MARTLET_READ(icc_iar1_el1, "S3_0_C12_C12_0")
MARTLET_READ(icc_rpr_el1, "S3_0_C12_C11_3")
MARTLET_WRITE(icc_eoir0_el1, "S3_0_C12_C8_1")
MARTLET_WRITE(icc_eoir1_el1, "S3_0_C12_C12_1")
MARTLET_WRITE(icc_dir_el1, "S3_0_C12_C11_1")
MARTLET_WRITE(icc_sgi1r_el1, "S3_0_C12_C11_5")
MARTLET_WRITE(icc_sgi0r_el1, "S3_0_C12_C11_7")

// The virtual CPU interface
MARTLET_REGISTER(ich_hcr_el2, "S3_4_C12_C11_0")
MARTLET_READ(ich_vtr_el2, "S3_4_C12_C11_1")
MARTLET_READ(ich_elrsr_el2, "S3_4_C12_C11_5")
MARTLET_REGISTER(ich_vmcr_el2, "S3_4_C12_C11_7")
MARTLET_REGISTER(ich_ap0r0_el2, "S3_4_C12_C8_0")
MARTLET_REGISTER(ich_ap0r1_el2, "S3_4_C12_C8_1")
MARTLET_REGISTER(ich_ap0r2_el2, "S3_4_C12_C8_2")
MARTLET_REGISTER(ich_ap0r3_el2, "S3_4_C12_C8_3")
MARTLET_REGISTER(ich_ap1r0_el2, "S3_4_C12_C9_0")
MARTLET_REGISTER(ich_ap1r1_el2, "S3_4_C12_C9_1")
MARTLET_REGISTER(ich_ap1r2_el2, "S3_4_C12_C9_2")
MARTLET_REGISTER(ich_ap1r3_el2, "S3_4_C12_C9_3")
MARTLET_REGISTER(ich_lr0_el2, "S3_4_C12_C12_0")
MARTLET_REGISTER(ich_lr1_el2, "S3_4_C12_C12_1")
MARTLET_REGISTER(ich_lr2_el2, "S3_4_C12_C12_2")
MARTLET_REGISTER(ich_lr3_el2, "S3_4_C12_C12_3")
MARTLET_REGISTER(ich_lr4_el2, "S3_4_C12_C12_4")
MARTLET_REGISTER(ich_lr5_el2, "S3_4_C12_C12_5")
MARTLET_REGISTER(ich_lr6_el2, "S3_4_C12_C12_6")
MARTLET_REGISTER(ich_lr7_el2, "S3_4_C12_C12_7")
MARTLET_REGISTER(ich_lr8_el2, "S3_4_C12_C13_0")
MARTLET_REGISTER(ich_lr9_el2, "S3_4_C12_C13_1")
MARTLET_REGISTER(ich_lr10_el2, "S3_4_C12_C13_2")
MARTLET_REGISTER(ich_lr11_el2, "S3_4_C12_C13_3")
MARTLET_REGISTER(ich_lr12_el2, "S3_4_C12_C13_4")
MARTLET_REGISTER(ich_lr13_el2, "S3_4_C12_C13_5")
MARTLET_REGISTER(ich_lr14_el2, "S3_4_C12_C13_6")
MARTLET_REGISTER(ich_lr15_el2, "S3_4_C12_C13_7")

// Barriers, waiting, maintenance
MARTLET_INLINE void martlet_isb(void) { __asm__ volatile("isb" : : : "memory"); }
MARTLET_INLINE void martlet_dsb_sy(void) { __asm__ volatile("dsb sy" : : : "memory"); }
MARTLET_INLINE void martlet_dsb_ish(void) { __asm__ volatile("dsb ish" : : : "memory"); }
MARTLET_INLINE void martlet_dsb_ishst(void) { __asm__ volatile("dsb ishst" : : : "memory"); }
MARTLET_INLINE void martlet_sev(void) { __asm__ volatile("sev" : : : "memory"); }
MARTLET_INLINE void martlet_wfi(void) { __asm__ volatile("wfi" : : : "memory"); }
MARTLET_INLINE void martlet_yield(void) { __asm__ volatile("yield" : : : "memory"); }
MARTLET_INLINE void martlet_tlbi_vmalls12e1is(void) {
  __asm__ volatile("tlbi vmalls12e1is" : : : "memory");
}
MARTLET_INLINE void martlet_tlbi_alle2is(void) { __asm__ volatile("tlbi alle2is" : : : "memory"); }
MARTLET_INLINE void martlet_ic_ialluis(void) { __asm__ volatile("ic ialluis" : : : "memory"); }
MARTLET_INLINE void martlet_dc_civac(uint64_t address) {
  __asm__ volatile("dc civac, %0" : : "r"(address) : "memory");
}
// Eight blocks in a row; each returns the address behind them.
MARTLET_INLINE uint64_t martlet_clean_blocks(uint64_t address, uint64_t line) {
  __asm__ volatile(".rept 8\n\tdc civac, %0\n\tadd %0, %0, %1\n\t.endr"
                   : "+r"(address) : "r"(line) : "memory");
  return address;
}
MARTLET_INLINE uint64_t martlet_zero_blocks(uint64_t address, uint64_t block) {
  __asm__ volatile(".rept 8\n\tdc zva, %0\n\tadd %0, %0, %1\n\t.endr"
                   : "+r"(address) : "r"(block) : "memory");
  return address;
}
// Eight pairs of words.
MARTLET_INLINE uint64_t martlet_zero_words(uint64_t address) {
  __asm__ volatile(".rept 8\n\tstp xzr, xzr, [%0], #16\n\t.endr"
                   : "+r"(address) : : "memory");
  return address;
}
MARTLET_INLINE uint64_t martlet_at_s1e1r(uint64_t address) {
  uint64_t result;
  __asm__ volatile("at s1e1r, %1\n\tisb\n\tmrs %0, PAR_EL1" : "=r"(result) : "r"(address) : "memory");
  return result;
}

MARTLET_INLINE uint64_t martlet_at_s1e2r(uint64_t address) {
  uint64_t result;
  __asm__ volatile("at s1e2r, %1\n\tisb\n\tmrs %0, PAR_EL1" : "=r"(result) : "r"(address) : "memory");
  return result;
}

// Device memory. The plain [x] addressing form is fixed, so that an access that traps carries a syndrome when Martlet
// itself runs as a guest.
#define MARTLET_DEVICE(bits, modifier, suffix)                                         \
  MARTLET_INLINE uint##bits##_t martlet_load##bits(uint64_t address) {                 \
    uint##bits##_t value;                                                              \
    __asm__ volatile("ldr" suffix " %" modifier "0, [%1]"                              \
                     : "=r"(value) : "r"(address) : "memory");                         \
    return value;                                                                      \
  }                                                                                    \
  MARTLET_INLINE void martlet_store##bits(uint64_t address, uint##bits##_t value) {    \
    __asm__ volatile("str" suffix " %" modifier "0, [%1]"                              \
                     : : "r"(value), "r"(address) : "memory");                         \
  }
MARTLET_DEVICE(8, "w", "b")
MARTLET_DEVICE(32, "w", "")
MARTLET_DEVICE(64, "x", "")

// Calls into firmware, and what assembly provides. Results come back in x0.
uint64_t martlet_smc(uint64_t function, uint64_t a1, uint64_t a2, uint64_t a3);
uint64_t martlet_hvc(uint64_t function, uint64_t a1, uint64_t a2, uint64_t a3);
// The identification register S3_0_C0_C<1 + index / 8>_<index % 8>, index 0..<56.
uint64_t martlet_read_id_register(uint64_t index);
// All breakpoint and watchpoint registers that the core has (ID_AA64DFR0_EL1 counts) to zero.
void martlet_reset_debug(uint64_t breakpoints, uint64_t watchpoints);
// Mixes blocks of 64 bytes, `size` bytes in all and not none, into a SHA-256; overwrites vector registers.
void martlet_hash_blocks(void *state, const void *blocks, uint64_t size, const void *constants);
// All of V0..V31, FPSR and FPCR to zero.
void martlet_reset_floating_point(void);

// Leaves whatever the core was doing for its run loop, on a clean stack.
_Noreturn void martlet_idle(void);

// Addresses that only the linker or assembly knows, as they are where the code runs now.
uint64_t martlet_image_start(void);
uint64_t martlet_image_end(void);
uint64_t martlet_text_end(void);
uint64_t martlet_rodata_end(void);
uint64_t martlet_boot_page(void);
uint64_t martlet_secondary_entry(void);
uint64_t martlet_guard_page(void);
uint64_t martlet_boot_stack(void);
uint64_t martlet_boot_frames(void);
uint64_t martlet_boot_frames_end(void);

#include "sharing.h"
