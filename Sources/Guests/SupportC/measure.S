// What the benchmark measures, between two readings of the counter. Each routine has the same frame: what it returns less
// what `guest_measure_nothing` returns is what the one instruction between the labels took, itself included. The host finds
// the paths in an execution log by the labels `guest_path_NAME` and `guest_path_NAME_end`.

.macro measured name, instructions:vararg
  .balign 16
  .global guest_measure_\name
guest_measure_\name:
  bti   c
  str   x19, [sp, #-16]!
  isb
  mrs   x19, cntvct_el0
  .global guest_path_\name
guest_path_\name:
  \instructions
  .global guest_path_\name\()_end
guest_path_\name\()_end:
  isb
  mrs   x9, cntvct_el0
  sub   x0, x9, x19
  ldr   x19, [sp], #16
  ret
.endm

  .section .text.measure, "ax"
// x0, x1: the operands, an address and a value, or a function and its arguments.
  measured nothing
  measured read32, ldr w0, [x0]
  measured write32, str w1, [x0]
  measured hvc, hvc #0
  measured smc, smc #0
  measured identification, mrs x0, id_aa64pfr0_el1

// Acknowledges and ends the interrupt that is being taken: raw ticks of each to the words at x0. Returns its number.
  .balign 16
  .global guest_measure_acknowledge
guest_measure_acknowledge:
  bti   c
  isb
  mrs   x9, cntvct_el0
  mrs   x10, S3_0_C12_C12_0     // ICC_IAR1_EL1
  isb
  mrs   x11, cntvct_el0
  isb
  mrs   x12, cntvct_el0
  msr   S3_0_C12_C12_1, x10     // ICC_EOIR1_EL1
  isb
  mrs   x13, cntvct_el0
  sub   x9, x11, x9
  sub   x13, x13, x12
  stp   x9, x13, [x0]
  mov   x0, x10
  ret

// Sends what x0 says (ICC_SGI1R_EL1) and waits, letting other CPUs run, until the word at x1 is not zero. Returns the
// counter as it stood before.
  .balign 16
  .global guest_measure_software_interrupt
guest_measure_software_interrupt:
  bti   c
  isb
  mrs   x9, cntvct_el0
  .global guest_path_software_interrupt
guest_path_software_interrupt:
  msr   S3_0_C12_C11_5, x0
  isb
1:ldr   x10, [x1]
  cbnz  x10, 2f
  yield
  b     1b
2:mov   x0, x9
  ret

// Stores w2 to x0 and waits until the word at x1 is not zero, but not for ever. Returns the counter as it stood before.
  .balign 16
  .global guest_measure_pend
guest_measure_pend:
  bti   c
  isb
  mrs   x9, cntvct_el0
  .global guest_path_pend
guest_path_pend:
  str   w2, [x0]
  mov   x11, #0x10000
1:ldr   x10, [x1]
  cbnz  x10, 2f
  subs  x11, x11, #1
  b.ne  1b
2:mov   x0, x9
  ret

// Stores w1 to x0. Returns the counter as it stood before.
  .balign 16
  .global guest_measure_store
guest_measure_store:
  bti   c
  isb
  mrs   x9, cntvct_el0
  str   w1, [x0]
  mov   x0, x9
  ret

// Spins until the word at x0 is not zero.
  .balign 16
  .global guest_measure_spin
guest_measure_spin:
  bti   c
  .global guest_path_spin
guest_path_spin:
1:ldr   x9, [x0]
  cbz   x9, 1b
  ret

// Waits for an interrupt, which the caller has masked. Returns the counter right behind.
  .balign 16
  .global guest_measure_wait
guest_measure_wait:
  bti   c
  isb
  .global guest_path_wait
guest_path_wait:
  wfi
  .global guest_path_wait_end
guest_path_wait_end:
  mrs   x0, cntvct_el0
  ret

// Reads the counter into the word at x0, again and again, until more than 64 ticks passed between two readings: somebody
// else had the core. Returns the counter then; the word keeps the last reading before. Two CPUs that take turns have a
// routine each, so that the host can tell who went and who came.
.macro watching name, instructions:vararg
  .balign 16
  .global guest_measure_\name
guest_measure_\name:
  bti   c
  mrs   x9, cntvct_el0
  .global guest_path_\name
guest_path_\name:
1:mrs   x10, cntvct_el0
  sub   x11, x10, x9
  cmp   x11, #64
  b.hi  2f
  str   x10, [x0]
  mov   x9, x10
  b     1b
2:\instructions
  .global guest_path_\name\()_end
guest_path_\name\()_end:
  mrs   x0, cntvct_el0
  ret
.endm

  watching first
  watching second
  .arch armv8-a+fp+simd
  watching first_vectors, fmov d0, x9
  watching second_vectors, fmov d0, x9
  .arch armv8-a

// Waits for an interrupt, which the caller has masked, the counter before it being in the word at x0. Returns the counter
// right behind.
  .balign 16
  .global guest_measure_leave
guest_measure_leave:
  bti   c
  mrs   x9, cntvct_el0
  str   x9, [x0]
  .global guest_path_leave
guest_path_leave:
  wfi
  .global guest_path_leave_end
guest_path_leave_end:
  mrs   x0, cntvct_el0
  ret

// Starts CPU x1 by function x0 (CPU_ON) at x2 with argument x3, by HVC or, if x4 is not zero, by SMC. Returns the counter
// as it stood before, or zero when the call was refused.
  .balign 16
  .global guest_measure_start
guest_measure_start:
  bti   c
  str   x19, [sp, #-16]!
  isb
  mrs   x19, cntvct_el0
  .global guest_path_start
guest_path_start:
  cbnz  x4, 1f
  hvc   #0
  b     2f
1:smc   #0
2:cmp   x0, #0
  csel  x0, x19, xzr, eq
  ldr   x19, [sp], #16
  ret

// Reads the word at x0, where nothing is: ticks until the first instruction of the abort's vector.
  .balign 16
  .global guest_measure_abort
guest_measure_abort:
  bti   c
  mrs   x11, vbar_el1
  adr   x12, abort_vectors
  msr   vbar_el1, x12
  adr   x10, 1f
  isb
  mrs   x9, cntvct_el0
  .global guest_path_abort
guest_path_abort:
  ldr   w0, [x0]
  mrs   x13, cntvct_el0         // it answered
1:msr   vbar_el1, x11
  isb
  sub   x0, x13, x9
  ret

  .balign 2048
abort_vectors:
  .fill 512 / 4, 4, 0xd4200000  // brk: none of these is expected
  .global guest_path_abort_end
guest_path_abort_end:
  isb
  mrs   x13, cntvct_el0
  msr   elr_el1, x10
  eret
  .balign 128
  .fill 128 * 11 / 4, 4, 0xd4200000
