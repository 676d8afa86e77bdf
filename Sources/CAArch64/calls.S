// Sequences too long for an inline accessor, each one thing.

.macro function name
  .section .text.\name, "ax"
  .global \name
  .type \name, %function
\name:
  bti   c
.endm

  function martlet_smc
  smc   #0
  ret

  function martlet_hvc
  hvc   #0
  ret

// One `mrs; ret` pair per identification register, S3_0_C0_C1_0 … S3_0_C0_C7_7.
  function martlet_read_id_register
  adr   x1, 1f
  add   x1, x1, x0, lsl #3
  // By RET and not BR: a return needs no landing pad at its target.
  mov   x2, x30
  ret   x1
1:
  .irp  m, 1, 2, 3, 4, 5, 6, 7
  .irp  o, 0, 1, 2, 3, 4, 5, 6, 7
  mrs   x0, S3_0_C0_C\m\()_\o
  ret   x2
  .endr
  .endr

// x0 and x1: how many breakpoints and watchpoints there are, 1…16. Each run is entered so many pairs before its end.
  function martlet_reset_debug
  mov   x2, x30
  mov   x4, #16
  sub   x5, x4, x0
  adr   x3, 1f
  add   x3, x3, x5, lsl #3
  ret   x3
1:
  .irp  i, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
  msr   S2_0_C0_C\i\()_5, xzr   // DBGBCR
  msr   S2_0_C0_C\i\()_4, xzr   // DBGBVR
  .endr
  sub   x5, x4, x1
  adr   x3, 2f
  add   x3, x3, x5, lsl #3
  ret   x3
2:
  .irp  i, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
  msr   S2_0_C0_C\i\()_7, xzr   // DBGWCR
  msr   S2_0_C0_C\i\()_6, xzr   // DBGWVR
  .endr
  ret   x2

  function martlet_reset_floating_point
  .arch_extension fp
  .arch_extension simd
  .irp  i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  movi  v\i\().2d, #0
  .endr
  .irp  i, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
  movi  v\i\().2d, #0
  .endr
  msr   FPSR, xzr
  msr   FPCR, xzr
  ret
