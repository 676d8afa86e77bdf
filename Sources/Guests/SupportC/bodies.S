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

// Room for instructions that a guest writes at run time.
  .section .text.code, "ax"
  .balign 4096
  .global guest_code
guest_code:
  .fill 1024, 4, 0xd65f03c0           // ret
