  .section .text.boot, "ax"
  .global _start
_start:
  b .
