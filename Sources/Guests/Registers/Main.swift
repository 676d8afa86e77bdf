// `registers`: walks every system register of EL1 and EL0 that Armv8-A names. Alone it prints what each reads
// and which bits keep what is written; as one of two (`role=a`, `role=b`) it keeps its own pattern in all of them
// and looks for the other's. See docs/bare-metal-guests.md.

internal import CGuestSupport
internal import GuestSupport

@c(RegistersGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  // SIMD, SVE and SME, so that their control registers can be reached (Arm: `CPACR_EL1`).
  guest_write_floating_point_access(3 << 20 | 3 << 16 | 3 << 24)
  guest_instruction_barrier()
  if BootArguments.says("role", "a") || BootArguments.says("role", "b") {
    Isolation.run()
  } else {
    var walk = RegisterWalk(step: .show, pattern: 0)
    walk.all()
    say("registers: done ok=").decimal(walk.readable).text(" undef=").decimal(walk.undefined)
      .text(" trapped-zero=").decimal(walk.zero).end()
  }
  if BootArguments.says("end", "reset") { PowerControl.reset() }
  PowerControl.off()
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {
  guest_write_floating_point_access(3 << 20 | 3 << 16 | 3 << 24)
  guest_instruction_barrier()
  Isolation(cpu: Int(truncatingIfNeeded: cpu & 7)).run()
  PowerControl.call(0x8400_0002)  // CPU_OFF
}
