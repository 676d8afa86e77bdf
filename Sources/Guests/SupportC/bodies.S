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

// Accesses that a hypervisor cannot decode from the syndrome, or need not: x0 is the address, x1 a value.
  .arch armv8.1-a+fp+simd+lse
  body pair_read, ldp x0, x1, [x0]
  body pair_write, stp x1, x1, [x0]
  body word_pair_read, ldpsw x0, x1, [x0]
  body nontemporal_write, stnp x1, x1, [x0]
  body vector_read, ldr q0, [x0]
  body vector_write, str q0, [x0]
  body vectors_read, ld1 {v0.4s, v1.4s, v2.4s, v3.4s}, [x0]
  body vectors_write, st1 {v0.4s, v1.4s, v2.4s, v3.4s}, [x0]
  body exclusive_read, ldxr w0, [x0]
  body exclusive_write, stxr w2, w1, [x0]
  body acquire, ldar w0, [x0]
  body release, stlr w1, [x0]
  body post_indexed, ldr w1, [x0], #4
  body pre_indexed, str w1, [x0, #4]!
  body signed_byte, ldrsb x0, [x0]
  body signed_word, ldrsw x0, [x0]
  body discarded, ldr wzr, [x0]
  body zero_written, str xzr, [x0]
  body unprivileged_read, ldtr w0, [x0]
  body unprivileged_write, sttr w1, [x0]
  body atomic_add, ldadd w1, w0, [x0]
  body atomic_swap, swpal x1, x0, [x0]
  body compare_and_swap, cas w1, w1, [x0]
  body compare_and_swap_pair, casp x2, x3, x2, x3, [x0]
  body zero_block, dc zva, x0
  body clean_invalidate, dc civac, x0
  body invalidate, dc ivac, x0
  body clean, dc cvau, x0
  body instruction_invalidate, ic ivau, x0
  body translate, at s1e1r, x0
  body prefetch, prfm pldl1keep, [x0]

// Return to x0 with the saved state x1 and x2 as the first register.
  body return_to, b return_to
return_to:
  msr elr_el1, x0
  msr spsr_el1, x1
  mov x0, x2
  isb
  eret

// SP_EL0 = x0, and a load through it.
  body use_stack, b use_stack
use_stack:
  msr spsel, #0
  mov sp, x0
  ldr x0, [sp]
  msr spsel, #1
  ret

// Debug exceptions unmasked around one instruction.
  body with_debug, b with_debug
  .global guest_body_debug_target
with_debug:
  msr daifclr, #8
  isb
guest_body_debug_target:
  nop
  msr daifset, #8
  ret

// Never comes back: no vectors, no stack, no code where it jumps (x0).
  body fall, b fall
fall:
  msr vbar_el1, x0
  isb
  mov sp, x0
  br x0

// Room for instructions that a guest writes at run time.
  .section .text.code, "ax"
  .balign 4096
  .global guest_code
guest_code:
  .fill 1024, 4, 0xd65f03c0           // ret
