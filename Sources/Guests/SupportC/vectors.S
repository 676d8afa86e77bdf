// Exceptions. An interrupt goes to the guest's `guest_handle_interrupt`, with the counter as it stood at
// the vector. A synchronous exception or SError inside `guest_probe` is recorded and ends the probe;
// anywhere else it is the end of the guest, with one printed line.

#include "record.h"

.macro interrupt_vector fast
  .balign 128
  stp x0, x1, [sp, #-192]!
  mrs x0, cntvct_el0
  mov x1, #\fast
  b interrupt
.endm

.macro fault_vector kind
  .balign 128
  stp x0, x1, [sp, #-16]!
  mov x0, #\kind
  b fault
.endm

.macro vector_group base
  fault_vector \base + RECORD_SYNCHRONOUS
  interrupt_vector 0
  interrupt_vector 1
  fault_vector \base + RECORD_SERROR
.endm

  .section .text.vectors, "ax"
  .balign 2048
  .global guest_vectors
guest_vectors:
  vector_group 0    // EL1 with SP_EL0
  vector_group 16   // EL1 with SP_EL1
  vector_group 32   // EL0, AArch64
  vector_group 48   // EL0, AArch32

interrupt:
  stp x2, x3, [sp, #16]
  stp x4, x5, [sp, #32]
  stp x6, x7, [sp, #48]
  stp x8, x9, [sp, #64]
  stp x10, x11, [sp, #80]
  stp x12, x13, [sp, #96]
  stp x14, x15, [sp, #112]
  stp x16, x17, [sp, #128]
  stp x18, x29, [sp, #144]
  mrs x2, elr_el1
  mrs x3, spsr_el1
  stp x30, x2, [sp, #160]
  str x3, [sp, #176]
  bl guest_handle_interrupt
  ldp x30, x2, [sp, #160]
  ldr x3, [sp, #176]
  msr elr_el1, x2
  msr spsr_el1, x3
  ldp x18, x29, [sp, #144]
  ldp x16, x17, [sp, #128]
  ldp x14, x15, [sp, #112]
  ldp x12, x13, [sp, #96]
  ldp x10, x11, [sp, #80]
  ldp x8, x9, [sp, #64]
  ldp x6, x7, [sp, #48]
  ldp x4, x5, [sp, #32]
  ldp x2, x3, [sp, #16]
  ldp x0, x1, [sp], #192
  eret

fault:
  mov x1, sp
  and x1, x1, #RECORD_MASK
  str x0, [x1, #RECORD_KIND]
  mrs x0, esr_el1
  str x0, [x1, #RECORD_SYNDROME]
  mrs x0, far_el1
  str x0, [x1, #RECORD_ADDRESS]
  mrs x0, elr_el1
  str x0, [x1, #RECORD_RETURN]
  mrs x0, spsr_el1
  str x0, [x1, #RECORD_STATE]
  ldr x0, [x1, #RECORD_RECOVERY]
  cbz x0, 1f
  str xzr, [x1, #RECORD_RECOVERY]
  msr elr_el1, x0
  ldr x0, [x1, #RECORD_MASKS]
  add x0, x0, #5                      // EL1 with SP_EL1
  msr spsr_el1, x0
  ldr x0, [x1, #RECORD_STACK]
  mov sp, x0
  eret
1: mov x0, x1
  bl guest_unexpected_exception
2: wfi
  b 2b

// uint64_t guest_probe(entry, a, b, c, d): calls entry(a, b, c, d) and survives whatever exception it
// causes, and whatever it does to callee-saved registers. 0, or the vector's kind; the rest is in the record.
  .text
  .balign 16
  .global guest_probe
guest_probe:
  bti c
  stp x29, x30, [sp, #-112]!
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x25, x26, [sp, #64]
  stp x27, x28, [sp, #80]
  mov x9, sp
  and x10, x9, #RECORD_MASK
  mrs x11, daif
  str x11, [x10, #RECORD_MASKS]
  str x9, [x10, #RECORD_STACK]
  str xzr, [x10, #RECORD_KIND]
  adr x11, 1f
  str x11, [x10, #RECORD_RECOVERY]
  mov x16, x0
  mov x0, x1
  mov x1, x2
  mov x2, x3
  mov x3, x4
  mov x4, xzr
  mov x5, xzr
  mov x6, xzr
  mov x7, xzr
  blr x16
  mov x10, sp
  and x10, x10, #RECORD_MASK
  stp x0, x1, [x10, #RECORD_VALUE]
  str xzr, [x10, #RECORD_RECOVERY]
1: mov x10, sp
  and x10, x10, #RECORD_MASK
  ldr x0, [x10, #RECORD_KIND]
  ldp x19, x20, [sp, #16]
  ldp x21, x22, [sp, #32]
  ldp x23, x24, [sp, #48]
  ldp x25, x26, [sp, #64]
  ldp x27, x28, [sp, #80]
  ldp x29, x30, [sp], #112
  ret

// The record of the running CPU.
  .balign 16
  .global guest_record
guest_record:
  bti c
  mov x0, sp
  and x0, x0, #RECORD_MASK
  ret

// struct guest_call_result guest_hvc(function, a, b, c), and by SMC: SMC Calling Convention, x8 = result.
.macro conduit name, instruction
  .balign 16
  .global \name
\name:
  bti c
  str x8, [sp, #-16]!
  mov x4, xzr
  mov x5, xzr
  mov x6, xzr
  mov x7, xzr
  \instruction #0
  ldr x8, [sp], #16
  stp x0, x1, [x8]
  stp x2, x3, [x8, #16]
  ret
.endm
  conduit guest_hvc, hvc
  conduit guest_smc, smc
