// `control`: the real-time demo and the hypervisor's first test guest. A periodic timer interrupt, and how
// late each one was; see docs/bare-metal-guests.md for its arguments and its lines.

internal import CGuestSupport
internal import GuestSupport

@c(ControlGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  let timer: GenericTimer = BootArguments.says("timer", "physical") ? .physical : .virtual
  let periodMicroseconds = max(1, BootArguments.number("period-us", otherwise: 1000))
  let ticks = max(1, BootArguments.number("ticks", otherwise: 10_000))
  let windows = max(1, BootArguments.number("windows", otherwise: 1))
  let spins = BootArguments.says("wait", "spin")
  let isMartlet = Hypercall.isMartlet

  say("control: boot cpus=").decimal(UInt64(Platform.cpuCount)).text(" period-us=")
    .decimal(periodMicroseconds).text(timer == .virtual ? " timer=virtual" : " timer=physical")
    .text(spins ? " wait=spin" : " wait=wfi")
    .text(isMartlet ? " hypervisor=martlet" : " hypervisor=unknown").end()

  InterruptController.enableDistributor()
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  InterruptController.enablePrivate(timer.interrupt, at: redistributor)
  Channel.start()
  Watchdog.start()

  let window = Window(
    timer: timer, period: max(1, GenericTimer.frequency &* periodMicroseconds / 1_000_000),
    spins: spins, countsExits: isMartlet)
  window.checkPriorityMask()

  var done: UInt64 = 0
  while true {
    let exits = window.run(ticks: ticks)
    window.report(exits: exits)
    Channel.ring()
    done &+= 1
    Watchdog.pet(window: done)
    if BootArguments.says("end", "loop") { continue }
    if done < windows { continue }
    if BootArguments.says("end", "reset") { PowerControl.reset() }
    if BootArguments.says("end", "hang") { while true { guest_wait_for_interrupt() } }
    PowerControl.off()
  }
}

/// The timer's interrupt, or anything else that should not be there and is only ended.
@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {
  let interrupt = guest_read_gic_group1_acknowledge() & 0xff_ffff
  guard interrupt < 1020 else { return }
  if interrupt == Window.interrupt.value {
    Window.tick(at: counter)
    Channel.tick()
  } else {
    Channel.handle(interrupt)
  }
  guest_write_gic_group1_end(interrupt)
}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {}
