// The exception vectors of EL2, and the way back into a guest.
//
// While a guest runs, SP_EL2 points at its frame (struct martlet_frame): the vectors save the general registers there,
// take the core's stack and go to Swift (exits.c) with the frame in x20. Swift answers the frame to resume, or none
// when the core has nothing to run; then its run loop finds something. A handler may also never come back: a new stack
// starts at each exit.

#include "layout.h"

// Where the core has pointer authentication, EL2 has a key of its own. Other cores should not pay for that: the way
// through the change of keys is opened by `boot`, which puts a branch at MARTLET_KEY_CHANGE of each of these vectors
// and one at `martlet_enter` before the MMU is on.
.macro guest_exit handler
  .balign 128
0:stp   x0, x1, [sp, #16 * 0]
  stp   x2, x3, [sp, #16 * 1]
  stp   x4, x5, [sp, #16 * 2]
  stp   x6, x7, [sp, #16 * 3]
  stp   x8, x9, [sp, #16 * 4]
  stp   x10, x11, [sp, #16 * 5]
  stp   x12, x13, [sp, #16 * 6]
  stp   x14, x15, [sp, #16 * 7]
  stp   x16, x17, [sp, #16 * 8]
  stp   x18, x19, [sp, #16 * 9]
  stp   x20, x21, [sp, #16 * 10]
  stp   x22, x23, [sp, #16 * 11]
  stp   x24, x25, [sp, #16 * 12]
  stp   x26, x27, [sp, #16 * 13]
  stp   x28, x29, [sp, #16 * 14]
  str   x30, [sp, #16 * 15]
  ldr   x1, [sp, #MARTLET_FRAME_STACK]
  mov   x20, sp
  mov   sp, x1
  mov   x29, xzr
  .if . - 0b != MARTLET_KEY_CHANGE
  .error "MARTLET_KEY_CHANGE is not true"
  .endif
  b     \handler
  // Here from the line above, once boot has made it a branch to this one.
  mrs   x1, S3_0_C2_C1_0        // APIAKeyLo_EL1
  mrs   x2, S3_0_C2_C1_1        // APIAKeyHi_EL1
  stp   x1, x2, [x20, #MARTLET_FRAME_KEY]
  adrp  x3, martlet_boot_parameters  // starts a page
  ldp   x1, x2, [x3, #MARTLET_BOOT_KEY]
  msr   S3_0_C2_C1_0, x1
  msr   S3_0_C2_C1_1, x2
  isb
  b     \handler
.endm

// A fault of EL2 itself: our bug. X0 goes to SP_EL0 on its way, which costs nothing: either a guest was being served,
// and it will be ended, or there was none.
.macro own_exit kind
  .balign 128
  msr   SP_EL0, x0
  mrs   x0, TPIDR_EL2
  cbz   x0, lost
  str   x1, [x0, #MARTLET_ANCHOR_FAULT_X + 8]
  mov   x1, #\kind
  b     own_fault
.endm

  .section .text.vectors, "ax"
  .balign 2048
  .global martlet_vectors
martlet_vectors:
  own_exit 0
  own_exit 1
  own_exit 2
  own_exit 3
  own_exit 4
  own_exit 5
  own_exit 6
  own_exit 7
  guest_exit martlet_vector_synchronous
  guest_exit martlet_vector_interrupt
  guest_exit martlet_vector_fast_interrupt
  guest_exit martlet_vector_error
  guest_exit martlet_vector_synchronous
  guest_exit martlet_vector_interrupt
  guest_exit martlet_vector_fast_interrupt
  guest_exit martlet_vector_error

  .global martlet_enter
martlet_enter:
  mov   sp, x0
  ldr   x30, [sp, #16 * 15]
  ldp   x28, x29, [sp, #16 * 14]
  ldp   x26, x27, [sp, #16 * 13]
  ldp   x24, x25, [sp, #16 * 12]
  ldp   x22, x23, [sp, #16 * 11]
  ldp   x20, x21, [sp, #16 * 10]
  ldp   x18, x19, [sp, #16 * 9]
  ldp   x16, x17, [sp, #16 * 8]
  ldp   x14, x15, [sp, #16 * 7]
  ldp   x12, x13, [sp, #16 * 6]
  ldp   x10, x11, [sp, #16 * 5]
  ldp   x8, x9, [sp, #16 * 4]
  ldp   x6, x7, [sp, #16 * 3]
  ldp   x4, x5, [sp, #16 * 2]
  ldp   x2, x3, [sp, #16 * 1]
  ldp   x0, x1, [sp, #16 * 0]
  eret
  // Nothing may be speculated past the return.
  dsb   nsh
  isb
enter_signing:
  ldp   x1, x2, [x0, #MARTLET_FRAME_KEY]
  msr   S3_0_C2_C1_0, x1
  msr   S3_0_C2_C1_1, x2
  mov   sp, x0
  b     martlet_enter + 4
  // What boot puts at MARTLET_KEY_CHANGE of each vector and at `martlet_enter`.
  .global martlet_key_changes
martlet_key_changes:
  .long 0x14000000 + 1
  .long 0x14000000 + (enter_signing - martlet_enter) / 4

// The core has no guest to go back to: a clean stack and the run loop.
  .global martlet_idle
martlet_idle:
  bti   c
idle:
  mrs   x0, TPIDR_EL2
  ldr   x1, [x0, #MARTLET_ANCHOR_STACK]
  mov   sp, x1
  mov   x29, xzr
  bl    martlet_run_loop
  b     martlet_enter

own_fault:
  stp   x2, x3, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 1]
  ldr   x2, [x0, #MARTLET_ANCHOR_IN_FAULT]
  cbnz  x2, lost
  mov   x2, #1
  str   x2, [x0, #MARTLET_ANCHOR_IN_FAULT]
  mrs   x2, SP_EL0
  str   x2, [x0, #MARTLET_ANCHOR_FAULT_X]
  stp   x4, x5, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 2]
  stp   x6, x7, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 3]
  stp   x8, x9, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 4]
  stp   x10, x11, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 5]
  stp   x12, x13, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 6]
  stp   x14, x15, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 7]
  stp   x16, x17, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 8]
  stp   x18, x19, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 9]
  stp   x20, x21, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 10]
  stp   x22, x23, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 11]
  stp   x24, x25, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 12]
  stp   x26, x27, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 13]
  stp   x28, x29, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 14]
  str   x30, [x0, #MARTLET_ANCHOR_FAULT_X + 16 * 15]
  mov   x2, sp
  str   x2, [x0, #MARTLET_ANCHOR_FAULT_SP]
  ldr   x2, [x0, #MARTLET_ANCHOR_EMERGENCY]
  mov   sp, x2
  mov   x29, xzr
  bl    martlet_own_fault        // prints the epitaph, ends the VM; returns when the core can go on
  b     idle

// A fault before a core has an anchor, or while handling one: nothing can be trusted. The core stops.
lost:
  msr   DAIFSet, #0xF
1:wfi
  b     1b
