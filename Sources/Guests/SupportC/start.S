// First instructions of a guest: the arm64 Image header, the way from any loader to Swift with the MMU
// on, and the same way for the other CPUs. Position-independent until the image is where it is linked.

#define STACK_SHIFT 14

  .section .text.boot, "ax"
  .global _start
_start:
  b begin
  .word 0
  .quad 0x80000                       // text_offset: the linker script's address in its 2 MiB block
  .quad __image_size                  // image_size
  .quad 0x2                           // flags: little-endian, 4 KiB pages, as low in RAM as possible
  .quad 0, 0, 0
  .ascii "ARM\x64"
  .word 0

begin:
  mrs x24, cntpct_el0                 // when the guest began
  mov x20, x0                         // device tree
  adrp x21, _start                    // where the image is
  ldr x22, =__image_start             // where it should be
  mrs x0, CurrentEL
  cmp x0, #(1 << 2)
  adr x0, wrong_level
  b.ne refuse
  cmp x21, x22
  b.eq in_place

  // A loader that ignored text_offset: move, if the move cannot overwrite what is still to be read.
  ldr x23, =__load_end
  sub x23, x23, x22                   // bytes to move
  subs x0, x21, x22
  cneg x0, x0, lo
  cmp x0, x23
  adr x0, wrong_place
  b.lo refuse
  mov x0, x21
  mov x1, x22
  add x2, x22, x23
1: ldp x3, x4, [x0], #16
  stp x3, x4, [x1], #16
  cmp x1, x2
  b.lo 1b
  dsb ish
  ic iallu
  dsb ish
  isb
in_place:
  ldr x0, =linked
  br x0
linked:
  // One table of 1 GiB blocks: devices and the unknown everywhere, but ordinary memory where RAM is.
  ldr x0, =__tables
  mov x1, xzr
  ldr x2, =0x401                      // Device-nGnRE, access flag, block
1: lsl x3, x1, #30
  orr x3, x3, x2
  cmp x1, #0
  b.ne 2f
  orr x3, x3, #(1 << 54)              // nobody executes from the real devices by accident
2: cmp x1, #1
  b.ne 3f
  ldr x4, =0x304                      // write-back memory, inner shareable
  orr x3, x3, x4
3: str x3, [x0, x1, lsl #3]
  add x1, x1, #1
  cmp x1, #512
  b.lo 1b
  dsb sy
  mov x1, x0                          // the loader's cache may hold older bytes of the table
  add x2, x0, #4096
4: dc ivac, x1
  add x1, x1, #16
  cmp x1, x2
  b.lo 4b
  dsb sy
  bl enable_mmu

  ldr x0, =__bss_start
  ldr x1, =__bss_end
1: cmp x0, x1
  b.hs 2f
  stp xzr, xzr, [x0], #16
  b 1b
2:
  mov x0, xzr
  bl prepare_stack
  mov x0, x20
  mov x1, x24
  bl main
park:
  wfi
  b park

// Entry of the other CPUs; x0 is PSCI's context argument: the guest's own number of this CPU, 1 to 7.
  .global guest_secondary_start
guest_secondary_start:
  mrs x21, cntvct_el0                 // when this CPU began
  mov x20, x0
  bl enable_mmu
  mov x0, x20
  bl prepare_stack
  mov x0, x20
  mov x1, x21
  bl guest_secondary_main
  b park

// x0 = CPU number. Each CPU has 16 KiB: its record (see vectors.S) at the bottom, its stack above.
prepare_stack:
  ldr x1, =__stacks
  add x1, x1, x0, lsl #STACK_SHIFT
  add x2, x1, #(1 << STACK_SHIFT)
  msr spsel, #1
  mov sp, x2
  add x2, x1, #256
1: stp xzr, xzr, [x1], #16
  cmp x1, x2
  b.lo 1b
  adrp x1, guest_vectors
  add x1, x1, :lo12:guest_vectors
  msr vbar_el1, x1
  isb
  ret

enable_mmu:
  ldr x0, =__tables
  msr ttbr0_el1, x0
  ldr x0, =0xff04                     // attribute 0: Device-nGnRE; 1: write-back, allocate
  msr mair_el1, x0
  ldr x0, =0x803519                   // 39-bit, cacheable shareable walks, TTBR1 unused
  mrs x1, id_aa64mmfr0_el1
  and x1, x1, #7
  cmp x1, #5
  mov x2, #5
  csel x1, x1, x2, lo
  orr x0, x0, x1, lsl #32
  msr tcr_el1, x0
  isb
  tlbi vmalle1
  ic iallu
  dsb sy
  isb
  ldr x0, =0x30d0180d                 // MMU, caches, stack alignment check; alignment of data unchecked
  msr sctlr_el1, x0
  isb
  ret

// Refusals come before the device tree can be read: they use the virt board's UART, and then power off.
refuse:
  mov x1, #0x09000000
1: ldrb w2, [x0], #1
  cbz w2, 2f
  str w2, [x1]
  b 1b
2: mov w0, #0x0008
  movk w0, #0x8400, lsl #16
  mrs x1, CurrentEL
  cmp x1, #(1 << 2)
  b.ne 3f
  hvc #0
3: wfi
  b 3b
wrong_level: .asciz "guest: refused: not at EL1\r\n"
wrong_place: .asciz "guest: refused: loaded where the copy to its link address overwrites itself\r\n"
  .balign 8
  .ltorg
