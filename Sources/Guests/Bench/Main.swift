// `bench`: what things cost, in counter ticks; see docs/bare-metal-guests.md. Where one tick is one instruction (QEMU's
// -icount), the figures are exact and repeat to the digit.

internal import CGuestSupport
internal import GuestSupport

@c(BenchGuest_main)
public func main(deviceTree: UInt64, began: UInt64) {
  Platform.start(deviceTree: deviceTree)
  InterruptController.enableDistributor()
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  InterruptController.enablePrivate(Shared.own, at: redistributor)
  InterruptController.enablePrivate(Shared.pong, at: redistributor)
  Samples.clear()

  say("bench: boot cpus=").decimal(UInt64(Platform.cpuCount)).text(" frequency=")
    .decimal(GenericTimer.frequency).text(
      PowerControl.isBySecureCall ? " conduit=smc" : " conduit=hvc"
    )
    .text(" began=").decimal(began).end()

  let samples = max(1, BootArguments.number("samples", otherwise: 1000))
  let metrics = Metrics(samples: samples, redistributor: redistributor)
  if BootArguments.says("cores", "shared") {
    Turns(metrics).measureAsFirst()
  } else if Platform.cpuCount > 1 {
    metrics.measureSecondCPU()
  } else {
    metrics.measureCalls()
    metrics.measureRegisters()
    metrics.measureInterrupts()
    metrics.measureConsole()
  }
  say("bench: done").end()
  PowerControl.off()
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {
  let interrupt: UInt64
  if Shared.measures.value != 0 {
    interrupt = guest_measure_acknowledge(Shared.acknowledge.address)
  } else {
    interrupt = guest_read_gic_group1_acknowledge()
    if interrupt == Shared.ping {
      guest_write_gic_group1_software_interrupt(
        Shared.request(Shared.pong, to: Platform.affinity(0)))
    }
  }
  switch interrupt {
  case GenericTimer.virtual.interrupt: GenericTimer.virtual.control = 0
  case GenericTimer.physical.interrupt: GenericTimer.physical.control = 0
  case Shared.clock: Memory.write32(Platform.clock &+ 0x1c, 1)  // RTCICR
  case 1020...: return
  default: break
  }
  if Shared.measures.value == 0 { guest_write_gic_group1_end(interrupt) }
  guard interrupt != Shared.ping else { return }
  Shared.counter.value = counter
  Shared.seen.value = interrupt
}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64, began: UInt64) {
  Shared.secondCounter.value = began
  guest_memory_barrier()
  Shared.secondState.value = 1
  if cpu == SecondCPU.leaves { PowerControl.call(0x8400_0002) }  // CPU_OFF
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  if cpu == SecondCPU.takesTurns {
    let samples = max(1, BootArguments.number("samples", otherwise: 1000))
    Turns(Metrics(samples: samples, redistributor: redistributor)).takeAsSecond()
  }
  InterruptController.enablePrivate(Shared.ping, at: redistributor)
  guest_unmask_interrupts()
  Shared.secondState.value = 2
  while true {
    if SecondCPU.sleeps.value == 0 { guest_yield() } else { guest_wait_for_interrupt() }
  }
}
