/// How a VM takes interrupts.
enum InterruptMode: UInt8 {
  /// Through list registers.
  case virtual = 0
  /// From the hardware; the hypervisor takes the core back by a Group 0 interrupt.
  case directFast = 1
  /// From the hardware; the hypervisor takes the core back by removing its memory.
  case directDoorbell = 2
}
