// `attacker`: tries everything a guest must not be able to do, and counts what became of it. Nothing it does
// may be noticed by anybody else; see docs/bare-metal-guests.md for its modes.

internal import CGuestSupport
internal import GuestSupport

@c(AttackerGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  say("attacker: boot").end()
  guest_write_floating_point_access(3 << 20)
  guest_instruction_barrier()
  Attack.random.value = BootArguments.number("seed", otherwise: 1) | 1

  GenericTimer.virtual.spin(
    microseconds: BootArguments.number("delay-ms", otherwise: 0) &* 1000)

  if BootArguments.says("mode", "reset-loop") { PowerControl.reset() }
  if BootArguments.says("mode", "flood") { Flood.run() }
  if BootArguments.says("mode", "sleep") { while true { guest_wait_for_interrupt() } }
  // The same by PSCI, with the most urgent priority active besides: ICC_AP1R0_EL1.
  if BootArguments.says("mode", "suspend") {
    _ = Probe.instruction(0xd518_c900, 1)
    while true { _ = Attack.probe(guest_address_of_guest_body_hvc(), 0xc400_0001, 0) }
  }
  // Output addresses of 48 bits, whatever ID_AA64MMFR0_EL1 admits: stage 2 is to see them, not stage 1.
  let control = Probe.instruction(0xd538_2040).value  // TCR_EL1
  _ = Probe.instruction(0xd518_2040, (control & ~(7 << 32)) | 5 << 32)
  guest_invalidate_translations()

  // No vectors either: faults without end, through the hypervisor or, where stage 1 has nothing, past it.
  if BootArguments.says("mode", "crash") {
    Attack.map(Attack.outside >> 30, Attack.outside | Attack.ordinary)
    _ = Probe.call(guest_address_of_guest_body_fall(), Attack.outside)
  }
  if BootArguments.says("mode", "hang") {
    _ = Probe.call(guest_address_of_guest_body_fall(), 0x80_0000_0000)
  }
  let trap = BootArguments.number("trap", otherwise: 0)
  if trap > 0 {
    let answer = Attack.probe(guest_address_of_guest_body_hvc(), 0xc600_0f00 &+ trap, .max)
    say("attacker: trap ").decimal(trap).text(" returned ").hex(answer.value).end()
  }

  InterruptController.enableDistributor()
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  // Without a mode, everything that comes back.
  let probes = BootArguments.says("mode", "probe")
  let power = BootArguments.says("mode", "psci")
  let registers = BootArguments.says("mode", "sysregs")
  let jumps = BootArguments.says("mode", "jump")
  let wild = BootArguments.says("mode", "wild")
  let all = !(probes || power || registers || jumps || wild) && !BootArguments.says("mode", "bus")
  while true {
    if BootArguments.says("mode", "bus") { BusAttack.run(count: 100_000) }
    if all || probes {
      MemoryAttack.run()
      DeviceAttack.run()
      HypercallAttack.run()
      InstructionAttack.run()
      TimerAttack.run()
      ControllerAttack.run(redistributor: redistributor)
    }
    if all || jumps { JumpAttack.run() }
    if all || power { PowerAttack.run() }
    if all || registers { RegisterAttack.run() }
    if wild { PowerAttack.startWild() }
    say("attacker: done tests=").decimal(Attack.tests.value).text(" faults=")
      .decimal(Attack.faults.value).end()
    if !BootArguments.says("end", "loop") { break }
  }
  if BootArguments.says("end", "reset") { PowerControl.reset() }
  PowerControl.off()
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {
  let interrupt =
    (fast != 0 ? guest_read_gic_group0_acknowledge() : guest_read_gic_group1_acknowledge())
    & 0xff_ffff
  guard interrupt < 1020 else { return }
  if Attack.interruptsLeft.value > 0 { Attack.interruptsLeft.value &-= 1 }
  if Attack.interruptsLeft.value == 0 {
    GenericTimer.virtual.control = 0
    GenericTimer.physical.control = 0
  }
  if fast != 0 {
    guest_write_gic_group0_end(interrupt)
  } else {
    guest_write_gic_group1_end(interrupt)
  }
}

/// The second CPU only shows that it is there, and switches itself off.
@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {
  Attack.secondStarts.add(1)
  PowerControl.call(0x8400_0002)
}
