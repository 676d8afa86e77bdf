internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization
internal import Tracing

// What a core does when it runs no guest: it looks for something to run, serves others, and sleeps. Every request from
// another core comes with an interrupt, and interrupts stay pending while EL2 masks them, so none is slept through.

@c(martlet_run_loop)
public func runLoop(_ address: UInt64) -> UInt64 {
  let cpu = Reference<CPU>(address: address)
  while true {
    cpu.serveCall()
    if let frame = cpu.findWork() { return frame }
    cpu.serveMachine()
    if cpu.record.index != cpu.record.machine.record.consoleCore { cpu.watchShutDown() }
    #if MARTLET_SHARING
      cpu.sleep()
    #else
      Processor.waitForInterrupt()
    #endif
    cpu.acknowledgeWhileIdle()
  }
}

extension Reference<CPU> {
  /// The frame of the virtual core to run, or nil.
  func findWork() -> UInt64? {
    #if MARTLET_SHARING
      takeNextPool()
      if let pool = sharedPool { return findSharedWork(pool) }
      if let frame = findParkedWork() { return frame }
    #endif
    guard let virtualCPU = record.virtualCPU else { return nil }
    let machine = virtualCPU.record.machine
    #if MARTLET_SHARING
      if virtualCPU.record.index == 0, !machine.keepHouse() {
        record.hasMore = true
        return nil
      }
      guard virtualCPU.record.power.affinityInformation == 2 else { return nil }
      guard claimStart(virtualCPU) else {
        // It was moved, or is held: where it is then it is looked for.
        if record.virtualCPU?.address != virtualCPU.address { virtualCPU.kick() }
        return nil
      }
    #else
      if virtualCPU.record.index == 0 {
        if machine.record.lifecycle.canFinish { machine.finish() }
        machine.startIfWanted()
      }
    #endif
    guard virtualCPU.record.power.take() else { return nil }
    guard machine.record.lifecycle.enter() else {
      virtualCPU.record.power.turnOff()
      #if MARTLET_SHARING
        virtualCPU.record.isStarted = false
      #endif
      machine.wakeHome()
      return nil
    }
    record.isInside = true
    virtualCPU.prepare()
    return virtualCPU.address
  }

  /// The core leaves its guest for good, or until it is turned on again.
  func leaveGuest() {
    guard let virtualCPU = record.virtualCPU, record.isInside else { return }
    let machine = virtualCPU.record.machine
    virtualCPU.retire()
    #if MARTLET_SHARING
      if let pool = sharedPool {
        record.isInside = false
        virtualCPU.leaveMachine()
        pool.release(virtualCPU, from: self, sleeps: false, until: .max)
        return
      }
    #endif
    if machine.record.lifecycle.phase != .running { virtualCPU.record.power.turnOff() }
    record.isInside = false
    #if MARTLET_SHARING
      virtualCPU.record.isStarted = false
    #endif
    machine.record.lifecycle.exit()
    if machine.virtualCPU(0).record.core.address != address { machine.wakeHome() }
    #if MARTLET_SHARING
      machine.finishMove()
    #endif
  }

  /// Interrupts that came while the core slept, all of them.
  func acknowledgeWhileIdle() {
    while true {
      let intid = UInt32(truncatingIfNeeded: martlet_read_icc_iar1_el1())
      if intid >= 1020 { break }
      martlet_write_icc_eoir1_el1(UInt64(intid))
      handleOther(intid)
    }
    CPU.acknowledgeGroup0()
  }

  /// An interrupt, acknowledged and dropped, that is not the hypervisor's: passed through to the VM of this core.
  @inline(__always) func take(_ intid: UInt32) {
    if intid >= 32, let virtualCPU = record.virtualCPU {
      return virtualCPU.record.machine.take(intid, core: record.index)
    }
    #if MARTLET_SHARING
      if takeOther(intid) { return }
    #endif
    martlet_write_icc_dir_el1(UInt64(intid))
  }

  /// An interrupt, acknowledged and dropped already: the hypervisor's own, or one to take.
  func handleOther(_ intid: UInt32) {
    let machine = record.machine
    if intid == machine.record.board.hypervisorTimerInterrupt {
      martlet_write_cnthp_ctl_el2(0)
      martlet_write_icc_dir_el1(UInt64(intid))
      #if MARTLET_SERVICE
        takeSharedTimer()
      #else
        #if MARTLET_SHARING
          if record.pool != 0 {
            takeSharedTimer()
            return
          }
        #endif
        serveConsole()
      #endif
      return
    }
    if intid == machine.record.board.consoleInterrupt {
      serveUART()
      return
    }
    if intid == PhysicalInterrupts.kick {
      martlet_write_icc_dir_el1(UInt64(intid))
      serveMachine()
      return
    }
    take(intid)
  }
}

extension CPU {
  /// Group 0 interrupts: only the hypervisor's kick is one.
  static func acknowledgeGroup0() {
    while true {
      let intid = martlet_read_icc_iar0_el1()
      if intid >= 1020 { return }
      martlet_write_icc_eoir0_el1(intid)
      martlet_write_icc_dir_el1(intid)
    }
  }
}
