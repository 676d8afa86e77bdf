// `gic`: asks a GICv3 questions that the architecture answers, one line each. The lines of bare QEMU are the
// reference that Martlet's must equal; see docs/bare-metal-guests.md.

internal import CGuestSupport
internal import GuestSupport

@c(GicGuest_main)
public func main(deviceTree: UInt64) {
  Platform.start(deviceTree: deviceTree)
  InterruptController.enableDistributor()
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  Recorder.redistributor.value = redistributor

  Registers.checkDistributor()
  Registers.checkSharedInterrupts()
  Registers.checkRedistributor(redistributor)
  Delivery.checkPending()
  Delivery.checkPriorities()
  Delivery.checkPreemption()
  Delivery.checkActive()
  Delivery.checkGroups()
  Delivery.checkOverflow()
  Delivery.checkLevel()
  Delivery.checkHandlers()
  if Platform.cpuCount > 1 {
    Delivery.checkSecondCPU()
  } else {
    say("gic: second-cpu none").end()
  }
  say("gic: done").end()
  PowerControl.off()
}

@c(guest_handle_interrupt)
public func handleInterrupt(counter: UInt64, fast: UInt64) {
  Recorder.handle(isFast: fast != 0)
}

@c(guest_secondary_main)
public func secondaryMain(cpu: UInt64) {
  let redistributor = InterruptController.findRedistributor()
  InterruptController.prepareRedistributor(redistributor)
  InterruptController.prepareCPUInterface()
  Memory.write32(redistributor &+ 0x1_0100, 0xffff)  // all SGIs
  Recorder.secondRedistributor.value = redistributor
  guest_unmask_interrupts()
  while true { guest_wait_for_interrupt() }
}
