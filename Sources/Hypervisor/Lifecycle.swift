internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization
internal import Tracing

// Starting, entering, leaving and ending VMs, on the cores they are bound to.

extension Reference<VirtualMachine> {
  /// Home core: starts the VM if that was asked for.
  func startIfWanted() {
    #if MARTLET_SHARING
      guard takeStart() else { return }
    #else
      guard record.lifecycle.takeStart() else { return }
    #endif
    // Either this sees that the machine shuts down, or who shuts it down sees that the VM is starting.
    if record.hypervisor.record.isShuttingDown.load(ordering: .sequentiallyConsistent) == 0 {
      start()
    } else {
      record.lifecycle.finish(failed: false)
      trace(.off)
      record.hypervisor.endIfAllAreOff()
    }
  }

  /// Home core: memory scrubbed and loaded, or, where cores are shared, about to be (see `MemoryWork`).
  func start() {
    let started = Counter.read()
    trace(.starting)
    restoreMemory()
    martlet_write_vtcr_el2(record.translationControl)
    martlet_write_vttbr_el2(record.translationBase)
    Processor.synchronize()
    GuestCaches.invalidateTranslations()
    #if MARTLET_SHARING
      record.sharing.work.begin(.scrub, toStart: true, now: started)
    #else
      let memory = record.hypervisor.record.memory
      for index in 0..<record.configuration.memory.count {
        let window = record.configuration.memory[index]
        memory.zero(window.physical, window.guest.size)
      }
      for index in 0..<record.configuration.loads.count {
        let load = record.configuration.loads[index]
        copy(load, from: 0, UInt64(truncatingIfNeeded: load.part.count))
      }
      for index in 0..<record.configuration.memory.count {
        let window = record.configuration.memory[index]
        GuestCaches.clean(window.physical, window.guest.size)
      }
      finishStart(since: started)
    #endif
  }

  /// Home core: memory is as it has to be. Devices as after power-on, virtual core 0 about to start.
  func finishStart(since started: UInt64) {
    if record.mode == .virtual {
      record.distributor.reset()
    } else {
      resetDirectInterrupts(core: CPU.current.record.index)
    }
    resetDevices()
    record.starts &+= 1
    record.counterOffset = record.mode == .virtual ? Counter.read() : 0
    // A start asked for in the life before, and not taken up in it, must not reach into this one. No core is inside, so
    // nobody asks now.
    for index in 0..<record.virtualCPUCount { virtualCPU(index).record.power.turnOff() }
    record.lifecycle.finishStart()
    // The machine may have been told to stop when the VM was neither running nor starting.
    if record.hypervisor.record.isShuttingDown.load(ordering: .sequentiallyConsistent) != 0 {
      leave(.stop)
    }
    #if MARTLET_SERVICE
      if staysOff { leave(.stop) }
    #endif
    let status = virtualCPU(0).record.power.request(
      entry: record.configuration.entry, context: record.configuration.deviceTreeAddress)
    precondition(status == .success)
    record.bootTime = Counter.read() &- started
    #if MARTLET_SHARING
      beginCount()
      tellStart()
      finishMove()
    #endif
    if record.lifecycle.phase == .running { trace(.running) }
  }

  /// Copies a stretch of a payload from the bundle, which was verified at boot and is mapped read-only since.
  func copy(
    _ load: VirtualMachineConfiguration.Load, from offset: UInt64, _ size: UInt64
  ) {
    let start = load.address &+ offset
    guard let target = physical(AddressRange(start: start, size: size)) else { return }
    #if MARTLET_SERVICE
      guard !hasPackage else { return copyPackage(load.part, from: offset, to: target, size) }
    #endif
    let source = record.hypervisor.record.bundle &+ UInt64(truncatingIfNeeded: load.part.start)
    record.hypervisor.record.memory.copy(from: source &+ offset, to: target, size: size)
  }

  private func resetDevices() {
    let core = CPU.current.record.index
    record.deviceLock.lock(core: core)
    let effects = record.uart.reset()
    settleLine(effects, core: core)
    applyFlash(record.variables.reset())
    if record.clock.reset(now: Counter.read()) {
      setLine(record.configuration.rtcInterrupt, isHigh: false, core: core)
    }
    #if MARTLET_SERVICE
      resetService(core: core)
    #endif
    record.deviceLock.unlock()
  }

  /// Home core: every core has left; what follows is the failure policy's word.
  func finish() {
    let hypervisor = record.hypervisor
    let reason = record.lifecycle.reason
    #if MARTLET_SERVICE
      let decision = decideEnd(reason)
      let disposition = record.policy.decide(reason, by: decision)
      let isEnding =
        hypervisor.record.isShuttingDown.load(ordering: .acquiring) != 0 || staysOff
      leavePair(isEnding: isEnding)
    #else
      let isEnding = hypervisor.record.isShuttingDown.load(ordering: .acquiring) != 0
      let disposition = record.policy.decide(reason)
    #endif
    #if MARTLET_SHARING
      endPause()
      tellEnd(disposition, isEnding: isEnding)
    #endif
    record.lifecycle.finish(failed: disposition == .failed || disposition == .haltMachine)
    trace(TracePhase(after: disposition, isEnding: isEnding))
    var line = LogLine()
    line.append("vm ")
    line.append(machine: self)
    switch disposition {
    case .off: line.append(" off")
    case .failed: line.append(" failed and stays off")
    case .restart: line.append(" restarts")
    case .haltMachine: line.append(" failed and halts the machine")
    }
    CPU.current.log(&line)
    if disposition == .restart && !isEnding {
      #if MARTLET_SERVICE
        restart(after: decision.delay)
      #else
        record.lifecycle.requestStart()
      #endif
    } else if disposition == .haltMachine {
      hypervisor.shutDown()
    }
    #if MARTLET_SERVICE
      if disposition == .failed { hypervisor.follow(decision.reaction) }
    #endif
    hypervisor.endIfAllAreOff()
  }
}

extension Reference<VirtualCPU> {
  /// Makes the core's registers those of a virtual core that starts. Source: Arm DEN0022, section 6.4.
  func prepare() {
    let machine = record.machine
    for index in 0..<31 { GuestRegisters(self)[index] = 0 }
    GuestRegisters(self)[0] = record.power.context
    record.frame.stack_top = record.core.record.anchor.stack_top
    record.frame.key = (0, 0)
    record.vectorFaults = 0
    #if MARTLET_SHARING
      record.core.resetGuestOnce()
    #else
      ControlRegisters.resetGuest()
      PhysicalInterrupts.resetVirtualInterface()
    #endif
    martlet_write_elr_el2(record.power.entry)
    martlet_write_spsr_el2(0x3C5)  // EL1h, everything masked
    martlet_write_vpidr_el2(martlet_read_midr_el1())
    martlet_write_vmpidr_el2(record.affinity | 1 << 31)
    martlet_write_cntvoff_el2(machine.record.counterOffset)
    martlet_write_vtcr_el2(machine.record.translationControl)
    martlet_write_vttbr_el2(machine.record.translationBase)
    switch machine.record.mode {
    case .virtual:
      #if MARTLET_SHARING
        if isShared {
          (HypervisorConfiguration.guest | .takesInterrupts | .takesFastInterrupts | .trapsWaiting)
            .activate()
          break
        }
      #endif
      (HypervisorConfiguration.guest | .takesInterrupts | .takesFastInterrupts).activate()
      BoardInterrupts.setPrivateEnabled(
        record.core.record.redistributor, GuestTimers.virtual, true)
      BoardInterrupts.setPrivateEnabled(
        record.core.record.redistributor, GuestTimers.physical, true)
    default: handOverInterrupts()
    }
    Processor.synchronize()
    traceMove(isInside: true)
    #if MARTLET_SHARING
      beginTurn()
    #endif
  }

  /// The opposite: nothing of the guest stays behind on the core.
  func retire() {
    let machine = record.machine
    #if MARTLET_SHARING
      endTurn()
    #endif
    martlet_write_cntv_ctl_el0(0)
    martlet_write_cntp_ctl_el0(0)
    Processor.synchronize()
    if machine.record.mode == .virtual {
      let redistributor = record.core.record.redistributor
      BoardInterrupts.setPrivateEnabled(redistributor, GuestTimers.virtual, false)
      BoardInterrupts.setPrivateEnabled(redistributor, GuestTimers.physical, false)
      #if MARTLET_SHARING
        record.core.startSharing()
      #endif
      machine.record.interruptLock.lock(core: record.core.record.index)
      record.interrupts.reset(&machine.record.distributor)
      machine.record.interruptLock.unlock()
    } else {
      takeInterruptsBack()
    }
    HypervisorConfiguration.idle.activate()
    Processor.synchronize()
    traceMove(isInside: false)
  }
}

extension Reference<Machine> {
  /// Everything stops, then the board is switched off.
  func shutDown() {
    guard record.isShuttingDown.exchange(1, ordering: .sequentiallyConsistent) == 0 else { return }
    record.shutDownDeadline.store(
      Counter.read() &+ 2 &* record.frequency, ordering: .sequentiallyConsistent)
    for index in 0..<record.machineCount {
      if let machine = record.virtualMachine(index) {
        machine.leave(.stop)
        machine.wakeHome()
      }
    }
    endIfAllAreOff()
    CPU.current.wantConsole()
  }

  /// Console core or an idle one, while the machine shuts down: a VM whose core does not come back is told and left behind. Only a
  /// `doorbell` guest can do that, see CAVEATS.md. Answers when to look again, or nil.
  func watchShutDown() -> UInt64? {
    let deadline = record.shutDownDeadline.load(ordering: .acquiring)
    guard deadline != 0, record.hasEnded.load(ordering: .acquiring) == 0 else { return nil }
    guard Counter.read() >= deadline else { return deadline }
    // Cores that idle watch, too: the console core may be the one that does not come back. One of them acts.
    guard record.shutDownDeadline.exchange(0, ordering: .sequentiallyConsistent) != 0 else {
      return nil
    }
    for index in 0..<record.machineCount {
      guard let machine = record.virtualMachine(index),
        machine.record.lifecycle.phase == .leaving
      else { continue }
      var line = LogLine()
      line.append("vm ")
      line.append(machine: machine)
      line.append(" does not leave its cores")
      CPU.current.log(&line)
    }
    end()
    return nil
  }

  /// Reports and switches the board off when no VM runs or is about to.
  func endIfAllAreOff() {
    for index in 0..<record.machineCount {
      guard let machine = record.virtualMachine(index) else { continue }
      let phase = machine.record.lifecycle.phase
      guard phase == .off || phase == .failed, !machine.record.lifecycle.isStartWanted else {
        return
      }
      #if MARTLET_SERVICE
        if machine.waitsToRestart { return }
      #endif
    }
    #if MARTLET_SHARING
      if staysOn { return }
    #endif
    end()
  }

  private func end() {
    guard record.hasEnded.exchange(1, ordering: .sequentiallyConsistent) == 0 else { return }
    report()
    flushConsole()
    #if MARTLET_SERVICE
      if record.health.record.resets.load(ordering: .acquiring) != 0 {
        Firmware.reset(usesHypervisorCall: Machine.usesHypervisorCall)
      }
    #endif
    Firmware.switchOff(usesHypervisorCall: Machine.usesHypervisorCall)
  }
}
