// From the boot loader to Swift.
//
// The image runs from wherever the loader put it (a multiple of 4 KiB), but is linked at one virtual address. What is
// here is position-independent and runs with the MMU off. Swift code runs with the MMU off too, once, in
// `martlet_prepare`: compiled code addresses its data relative to the program counter, so it works at both places
// as long as it stores no pointer that is to be used later.

#include "layout.h"

// SCTLR_EL2 with MMU and caches off: the RES1 bits only.
#define SYSTEM_OFF 0x30C50830

  .section .text.boot, "ax"
  .global _start
_start:
  // The arm64 Image header (Linux Documentation/arch/arm64/booting.rst).
  b     boot
  .long 0
  .quad 0                       // text_offset: 2 MiB aligned, at its very start
  .quad __image_length          // image_size; `martlet build` adds the bundle
  .quad 0xA                     // little-endian, 4 KiB pages, anywhere in memory
  .quad 0
  .quad 0
  .quad 0
  .ascii "ARM\x64"
  .long 0
  // The Martlet header, read by `martlet build`.
  .ascii "MARTLET\0"
  .long 1                       // version of this header
  .long 1                       // version of the bundle's format
  .quad __image_length          // where the bundle starts
  .long MARTLET_IMAGE_FLAGS     // ImageFormat.swift
  .long 0

boot:
  msr   DAIFSet, #0xF
  mov   x19, x0                 // the board's device tree
  mov   x29, xzr
  mov   x30, xzr
  // Whatever the loader's caches hold of our zero-filled part must not come back later.
  adrp  x0, __bss_start
  adrp  x1, __bss_end
1:dc    ivac, x0
  add   x0, x0, #64
  cmp   x0, x1
  b.lo  1b
  dsb   sy
  adrp  x0, martlet_first_frames_end    // stacks need no zeroes, and tables are zeroed when they are taken
2:stp   xzr, xzr, [x0], #16
  cmp   x0, x1
  b.lo  2b
  adrp  x0, martlet_boot_stack_top
  mov   sp, x0
  // The key that signs return addresses, where the core can: the counter and where we were loaded, stirred. There is
  // no better source before there is any; it only has to be unknown to guests.
  mrs   x0, CNTPCT_EL0
  adrp  x1, _start
  movz  x3, #0x7C15
  movk  x3, #0x7F4A, lsl #16
  movk  x3, #0x79B9, lsl #32
  movk  x3, #0x9E37, lsl #48
  eor   x0, x0, x1, ror #17
  mul   x0, x0, x3
  eor   x0, x0, x0, lsr #32
  mul   x2, x0, x3
  eor   x2, x2, x2, lsr #29
  adrp  x1, martlet_boot_parameters
  add   x1, x1, :lo12:martlet_boot_parameters
  stp   x0, x2, [x1, #MARTLET_BOOT_KEY]
  mrs   x0, CurrentEL
  cmp   x0, #8
  b.ne  refuse
  movz  x0, #(SYSTEM_OFF & 0xFFFF)
  movk  x0, #(SYSTEM_OFF >> 16), lsl #16
  msr   SCTLR_EL2, x0
  msr   TPIDR_EL2, xzr
  isb
  mov   x0, x19
  bl    martlet_prepare         // fills martlet_boot_parameters; does not return when it cannot
  adrp  x0, martlet_boot_parameters
  add   x0, x0, :lo12:martlet_boot_parameters
  ldr   x1, [x0, #MARTLET_BOOT_SYSTEM]
  tbz   x1, #31, 5f             // SCTLR_EL2.EnIA: the core has pointer authentication, and it is used
  adrp  x1, martlet_key_changes
  add   x1, x1, :lo12:martlet_key_changes
  ldp   w3, w4, [x1]
  adrp  x1, martlet_vectors
  add   x1, x1, :lo12:martlet_vectors + 0x400 + MARTLET_KEY_CHANGE
  mov   x2, #8
4:str   w3, [x1]
  dmb   sy
  dc    ivac, x1
  add   x1, x1, #128
  subs  x2, x2, #1
  b.ne  4b
  adrp  x1, martlet_enter
  add   x1, x1, :lo12:martlet_enter
  str   w4, [x1]
  dmb   sy
  dc    ivac, x1
5:bl    enable_mmu
  ldr   x0, =martlet_boot_stack_top
  mov   sp, x0
  mov   x0, x19
  ldr   x1, =Hypervisor_main
  blr   x1
  b     .

refuse:
  mov   x0, x19
  bl    martlet_refuse
3:wfi
  b     3b

// Turns the MMU on by martlet_boot_parameters and returns to the caller, whose page is mapped where it is.
enable_mmu:
  adrp  x0, martlet_boot_parameters
  add   x0, x0, :lo12:martlet_boot_parameters
  movz  x1, #0xFF04
  movk  x1, #0x0044, lsl #16
  msr   MAIR_EL2, x1
  ldr   x1, [x0, #MARTLET_BOOT_CONTROL]
  msr   TCR_EL2, x1
  ldr   x1, [x0, #MARTLET_BOOT_ROOT]
  msr   TTBR0_EL2, x1
  ldr   x1, =martlet_vectors
  ldr   x2, [x0, #MARTLET_BOOT_SYSTEM]
  msr   VBAR_EL2, x1
  tbz   x2, #31, 1f             // SCTLR_EL2.EnIA
  ldp   x3, x4, [x0, #MARTLET_BOOT_KEY]
  msr   S3_0_C2_C1_0, x3        // APIAKeyLo_EL1
  msr   S3_0_C2_C1_1, x4        // APIAKeyHi_EL1
1:dsb   sy
  isb
  tlbi  alle2
  ic    iallu
  dsb   sy
  isb
  ldr   x1, [x0, #MARTLET_BOOT_SYSTEM]
  msr   SCTLR_EL2, x1
  isb
  ret

// PSCI CPU_ON of another core starts here with the MMU off; x0 is its anchor's virtual address.
secondary:
  msr   DAIFSet, #0xF
  mov   x19, x0
  mov   x29, xzr
  mov   x30, xzr
  movz  x0, #(SYSTEM_OFF & 0xFFFF)
  movk  x0, #(SYSTEM_OFF >> 16), lsl #16
  msr   SCTLR_EL2, x0
  msr   TPIDR_EL2, x19
  isb
  bl    enable_mmu
  ldr   x0, [x19, #MARTLET_ANCHOR_STACK]
  mov   sp, x0
  mov   x0, x19
  ldr   x1, =martlet_secondary_main
  blr   x1
  b     .
  .ltorg

// Addresses as they are where the code runs now.
.macro address name, symbol
  .section .text.\name, "ax"
  .global \name
\name:
  bti   c
  adrp  x0, \symbol
  add   x0, x0, :lo12:\symbol
  ret
.endm
  address martlet_image_start, __image_start
  address martlet_image_end, __image_end
  address martlet_text_end, __text_end
  address martlet_rodata_end, __rodata_end
  address martlet_boot_page, _start
  address martlet_secondary_entry, secondary
  address martlet_guard_page, martlet_boot_guard
  address martlet_boot_stack, martlet_boot_stack_top
  address martlet_boot_frames, martlet_first_frames
  address martlet_boot_frames_end, martlet_first_frames_end

  .section .bss.pages, "aw", %nobits
  .balign 4096
martlet_boot_guard:             // not mapped: running out of stack faults
  .zero 4096
martlet_boot_stack_bottom:
  .zero 32768                   // boot-time records are made here before they move to their places: 16 KiB were too few
martlet_boot_stack_top:
martlet_first_frames:           // translation tables of EL2
  .zero 4096 * 14
martlet_first_frames_end:
