internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization

// The boot core with its MMU on: from the board's device tree and the bundle to running VMs. Whatever is wrong with
// either ends here, with its reason on the UART, before any VM starts.

/// Called by start.S.
@c(Hypervisor_main)
public func main(_ deviceTree: UInt64) {
  let boot = Boot(deviceTree: deviceTree, bootTime: Counter.read())
  if boot.run() { martlet_idle() }
  while true { Processor.waitForInterrupt() }
}

/// Called by start.S on every other core.
@c(martlet_secondary_main)
public func secondaryMain(_ address: UInt64) {
  let cpu = Reference<CPU>(address: address)
  cpu.startUp()
  martlet_idle()
}

extension Reference<CPU> {
  /// This core's own set-up; its MMU is on and TPIDR_EL2 is set.
  func startUp() {
    ControlRegisters.initializeCore()
    HypervisorConfiguration.idle.activate()
    PhysicalInterrupts.resetVirtualInterface()
    do throws(PhysicalGICError) {
      try BoardInterrupts.initializeRedistributor(
        record.redistributor, enabled: PhysicalInterrupts.own(record.machine),
        kick: PhysicalInterrupts.kick, kickIsGroupZero: record.kicksByGroup0)
    } catch {
      log("the core's interrupt controller does not answer; the core is not used")
      while true { Processor.waitForInterrupt() }
    }
    #if MARTLET_SHARING
      startSharing()
    #endif
    PhysicalInterrupts.activateInterface()
    record.isOnline.store(1, ordering: .releasing)
  }
}
