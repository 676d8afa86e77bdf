// What a guest has of the core besides its general registers, to memory and back. Only in the image that shares cores.
#ifdef MARTLET_SHARING

.macro function name
  .section .text.\name, "ax"
  .global \name
  .type \name, %function
\name:
  bti   c
.endm

// x0: where to; names two by two.
.macro save one, other, rest:vararg
  mrs   x1, \one
  mrs   x2, \other
  stp   x1, x2, [x0], #16
  .ifnb \rest
  save  \rest
  .endif
.endm

.macro load one, other, rest:vararg
  ldp   x1, x2, [x0], #16
  msr   \one, x1
  msr   \other, x2
  .ifnb \rest
  load  \rest
  .endif
.endm

.macro group name, registers:vararg
  function martlet_save_\name
  save \registers
  ret
  function martlet_load_\name
  load \registers
  ret
.endm

  group system, SP_EL0, SP_EL1, ELR_EL1, SPSR_EL1, TTBR0_EL1, TTBR1_EL1, MAIR_EL1, AMAIR_EL1, CPACR_EL1, VBAR_EL1, ESR_EL1, FAR_EL1, AFSR0_EL1, AFSR1_EL1, CONTEXTIDR_EL1, TPIDR_EL0, TPIDRRO_EL0, TPIDR_EL1, PAR_EL1, CSSELR_EL1, CNTKCTL_EL1, MDSCR_EL1, MDCCINT_EL1, OSDLR_EL1, SCTLR_EL1, ACTLR_EL1
  // The registers of the exit itself, the timers (each compare value before its control), the virtual CPU interface.
  group exit, ELR_EL2, SPSR_EL2, CNTV_CVAL_EL0, CNTP_CVAL_EL0, CNTV_CTL_EL0, CNTP_CTL_EL0, S3_4_C12_C11_7, HCR_EL2, S3_4_C12_C8_0, S3_4_C12_C9_0
  // ICH_AP0R1_EL2 … ICH_AP1R3_EL2, with more than five bits of priority.
  group six_bit_priorities, S3_4_C12_C8_1, S3_4_C12_C9_1
  group seven_bit_priorities, S3_4_C12_C8_2, S3_4_C12_C9_2, S3_4_C12_C8_3, S3_4_C12_C9_3
  // Keys B for instructions, A and B for data, and the generic one.
  group keys, S3_0_C2_C1_2, S3_0_C2_C1_3, S3_0_C2_C2_0, S3_0_C2_C2_1, S3_0_C2_C2_2, S3_0_C2_C2_3, S3_0_C2_C3_0, S3_0_C2_C3_1
  group aarch32, SPSR_abt, SPSR_und, SPSR_irq, SPSR_fiq, DACR32_EL2, IFSR32_EL2
  // VDISR_EL2, VSESR_EL2
  group errors, S3_4_C12_C1_1, S3_4_C5_C2_3

// x0: where to; x1 and x2: how many breakpoints and watchpoints there are, 1…16. Each run is entered so many triples
// of instructions before its end.
.macro debug name, first, second
  function martlet_\name\()_debug
  mov   x9, x30
  mov   x4, #16
  sub   x5, x4, x1
  add   x5, x5, x5, lsl #1
  adr   x3, 1f
  add   x3, x3, x5, lsl #2
  // By RET and not BR: a return needs no landing pad at its target.
  ret   x3
1:
  .irp  i, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
  \name\()_two \i, 4, 5       // DBGBVR, DBGBCR
  .endr
  sub   x5, x4, x2
  add   x5, x5, x5, lsl #1
  adr   x3, 2f
  add   x3, x3, x5, lsl #2
  ret   x3
2:
  .irp  i, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
  \name\()_two \i, 6, 7       // DBGWVR, DBGWCR
  .endr
  ret   x9
.endm
.macro save_two number, value, control
  mrs   x6, S2_0_C0_C\number\()_\value
  mrs   x7, S2_0_C0_C\number\()_\control
  stp   x6, x7, [x0], #16
.endm
.macro load_two number, value, control
  ldp   x6, x7, [x0], #16
  msr   S2_0_C0_C\number\()_\value, x6
  msr   S2_0_C0_C\number\()_\control, x7
.endm
  debug save
  debug load

.macro vectors name, pair, word
  function martlet_\name\()_vectors
  .arch_extension fp
  .arch_extension simd
  \pair q0, q1, [x0, #32 * 0]
  \pair q2, q3, [x0, #32 * 1]
  \pair q4, q5, [x0, #32 * 2]
  \pair q6, q7, [x0, #32 * 3]
  \pair q8, q9, [x0, #32 * 4]
  \pair q10, q11, [x0, #32 * 5]
  \pair q12, q13, [x0, #32 * 6]
  \pair q14, q15, [x0, #32 * 7]
  \pair q16, q17, [x0, #32 * 8]
  \pair q18, q19, [x0, #32 * 9]
  \pair q20, q21, [x0, #32 * 10]
  \pair q22, q23, [x0, #32 * 11]
  \pair q24, q25, [x0, #32 * 12]
  \pair q26, q27, [x0, #32 * 13]
  \pair q28, q29, [x0, #32 * 14]
  \pair q30, q31, [x0, #32 * 15]
  add   x0, x0, #512
  \word FPSR, FPCR
  ret
.endm
  vectors save, stp, save
  vectors load, ldp, load

#endif
