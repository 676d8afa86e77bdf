// Bodies for guest_probe: one forbidden thing each, then return.

.macro body name, instructions:vararg
  .balign 8
  .global guest_body_\name
guest_body_\name:
  bti c
  \instructions
  ret
.endm

  .text
  body read8, ldrb w0, [x0]
  body read16, ldrh w0, [x0]
  body read32, ldr w0, [x0]
  body read64, ldr x0, [x0]
  body write8, strb w1, [x0]
  body write16, strh w1, [x0]
  body write32, str w1, [x0]
  body write64, str x1, [x0]
  body hvc, hvc #0
  body smc, smc #0

// x0 in all SIMD registers; then: how many differ.
  body fill_vectors, b fill_vectors
  body check_vectors, b check_vectors
  .arch armv8-a+fp+simd
fill_vectors:
  .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
  add x1, x0, #\n
  dup v\n\().2d, x1
  .endr
  ret
check_vectors:
  mov x3, xzr
  .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
  add x1, x0, #\n
  fmov x2, d\n
  cmp x1, x2
  cinc x3, x3, ne
  mov x2, v\n\().d[1]
  cmp x1, x2
  cinc x3, x3, ne
  .endr
  mov x0, x3
  ret

// Fills x1 to x29 from x0, waits, and returns how many of them changed.
  body wait_general, b wait_general
wait_general:
  str x30, [sp, #-16]!
  .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29
  add x\n, x0, #\n
  .endr
  wfi
  mov x30, xzr
  .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29
  sub x\n, x\n, #\n
  cmp x\n, x0
  cinc x30, x30, ne
  .endr
  mov x0, x30
  ldr x30, [sp], #16
  ret

// Room for instructions that a guest writes at run time.
  .section .text.code, "ax"
  .balign 4096
  .global guest_code
guest_code:
  .fill 1024, 4, 0xd65f03c0           // ret
