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

// SHA-256 with the instructions for it (Arm ARM C7.2: SHA256H and so on). V0 and V1 have the chaining value, V4 to V7 the
// last sixteen words of the message schedule. The schedule of the last four steps is not used; they are as the others.
.macro four_rounds a, b, c, d
  ld1   {v16.4s}, [x4], #16
  add   v16.4s, v16.4s, v\a\().4s
  mov   v17.16b, v2.16b
  sha256h q2, q3, v16.4s
  sha256h2 q3, q17, v16.4s
  sha256su0 v\a\().4s, v\b\().4s
  sha256su1 v\a\().4s, v\c\().4s, v\d\().4s
.endm

// x0: eight words; x1: blocks; x2: their bytes, not 0; x3: the round constants.
  function martlet_hash_blocks
  .arch_extension sha2
#ifdef MARTLET_SERVICE
  // It is done beside guests, too, whose registers these may be.
  stp   q0, q1, [sp, #-160]!
  stp   q2, q3, [sp, #32]
  stp   q4, q5, [sp, #64]
  stp   q6, q7, [sp, #96]
  stp   q16, q17, [sp, #128]
#endif
  ld1   {v0.4s, v1.4s}, [x0]
1:ld1   {v4.16b, v5.16b, v6.16b, v7.16b}, [x1], #64
  .irp  i, 4, 5, 6, 7
  rev32 v\i\().16b, v\i\().16b
  .endr
  mov   v2.16b, v0.16b
  mov   v3.16b, v1.16b
  mov   x4, x3
  mov   x5, #4
2:four_rounds 4, 5, 6, 7
  four_rounds 5, 6, 7, 4
  four_rounds 6, 7, 4, 5
  four_rounds 7, 4, 5, 6
  subs  x5, x5, #1
  b.ne  2b
  add   v0.4s, v0.4s, v2.4s
  add   v1.4s, v1.4s, v3.4s
  subs  x2, x2, #64
  b.ne  1b
  st1   {v0.4s, v1.4s}, [x0]
#ifdef MARTLET_SERVICE
  ldp   q2, q3, [sp, #32]
  ldp   q4, q5, [sp, #64]
  ldp   q6, q7, [sp, #96]
  ldp   q16, q17, [sp, #128]
  ldp   q0, q1, [sp], #160
#endif
  ret
