internal import AArch64
internal import CAArch64
internal import Core

// The Swift side of the vectors for exits from a guest. Each is entered with the address of the virtual core's record
// and answers the record to resume, or 0 when the core has nothing to run. Nothing below is entered with a stack that
// an earlier exit left.

/// A trap, an abort, a call.
@c(martlet_exit_synchronous)
public func exitSynchronous(_ frame: UInt64) -> UInt64 {
  let start = ExitStart.now()
  let virtualCPU = Reference<VirtualCPU>(address: frame)
  switch Exit(ExceptionSyndrome(martlet_read_esr_el2())) {
  case .hypercall(let immediate):
    virtualCPU.record.counters.count(.hypercall)
    virtualCPU.call(immediate: immediate)
  case .dataAbort(let abort):
    virtualCPU.emulate(abort)
  case .systemRegister(let access):
    virtualCPU.emulate(access)
  case .secureMonitorCall(let immediate):
    virtualCPU.record.counters.count(.smc)
    // The trap comes before the instruction is done, unlike that of HVC.
    virtualCPU.advance()
    virtualCPU.call(immediate: immediate)
  case .instructionAbort(let abort):
    virtualCPU.fault(abort)
  case .waitForInterruptOrEvent(let isEvent):
    virtualCPU.record.counters.count(.wfx)
    virtualCPU.advance()
    if !isEvent { virtualCPU.waitForGuest() }
  case .undefined:
    virtualCPU.record.counters.count(.undefined)
    virtualCPU.injectUndefined()
  case .unexpected(let exceptionClass):
    virtualCPU.fail(exceptionClass: exceptionClass)
  }
  return virtualCPU.resume(since: start)
}

/// A physical interrupt, Group 1.
@c(martlet_exit_interrupt)
public func exitInterrupt(_ frame: UInt64) -> UInt64 {
  let start = ExitStart.now()
  let virtualCPU = Reference<VirtualCPU>(address: frame)
  let acknowledged = martlet_read_icc_iar1_el1()
  let intid = UInt32(truncatingIfNeeded: acknowledged)
  if intid == GuestTimers.virtual || intid == GuestTimers.physical {
    martlet_write_icc_eoir1_el1(acknowledged)
    virtualCPU.record.counters.count(.timerInterrupt)
    virtualCPU.record.interrupts.hardwareInterrupt(intid)
  } else {
    virtualCPU.handleInterrupt(intid)
  }
  return virtualCPU.resume(since: start)
}

/// A physical interrupt, Group 0: the hypervisor's own on a core whose guest takes Group 1 itself.
@c(martlet_exit_fast_interrupt)
public func exitFastInterrupt(_ frame: UInt64) -> UInt64 {
  let start = ExitStart.now()
  let virtualCPU = Reference<VirtualCPU>(address: frame)
  virtualCPU.record.counters.count(.fiq)
  CPU.acknowledgeGroup0()
  virtualCPU.record.core.serveMachine()
  return virtualCPU.resume(since: start)
}

/// An SError, which is the board's word about something that already happened. It cannot be told whose it is, so it is
/// the running guest's.
@c(martlet_exit_error)
public func exitError(_ frame: UInt64) -> UInt64 {
  let start = ExitStart.now()
  let virtualCPU = Reference<VirtualCPU>(address: frame)
  virtualCPU.record.counters.count(.sError)
  #if MARTLET_SERVICE
    virtualCPU.record.machine.record.hypervisor.notice(
      .hardware, detail: martlet_read_esr_el2() & 0x1FF_FFFF)
  #endif
  virtualCPU.injectError()
  return virtualCPU.resume(since: start)
}

extension Reference<VirtualCPU> {
  /// The end of each exit: what other cores asked for, then back to the guest.
  @inline(__always)
  func resume(since start: ExitStart) -> UInt64 {
    if _slowPath(record.mailbox.hasMail) { return resumeWithMail(since: start) }
    return finish(since: start)
  }

  @inline(__always)
  func account(_ start: ExitStart) {
    let now = Counter.read()
    record.counters.addTime(now &- start.time)
    traceExit(start, until: now)
  }

  @inline(never) private func resumeWithMail(since start: ExitStart) -> UInt64 {
    let mail = record.mailbox.collect()
    if _slowPath(mail & VirtualCPU.attention != 0) { return attend(mail, since: start) }
    record.interrupts.accept(mail)
    return finish(since: start)
  }

  /// The end of an exit whose mail has been read.
  @inline(__always) private func finish(since start: ExitStart) -> UInt64 {
    if _slowPath(record.interrupts.needsSynchronization) { synchronizeInterrupts() }
    account(start)
    return address
  }

  /// What another core wants, beyond interrupts. 0 if the guest has left the core.
  @inline(never) private func attend(_ mail: UInt64, since start: ExitStart) -> UInt64 {
    #if MARTLET_SERVICE
      let mail = mail | serveControl()
    #endif
    let cpu = record.core
    cpu.serveCall()
    if record.machine.record.lifecycle.phase != .running || !record.power.isOn {
      account(start)
      cpu.leaveGuest()
      return 0
    }
    #if MARTLET_SHARING
      let isCounted = isShared && record.machine.countsExits
      if isCounted { record.machine.countExit() }
      if cpu.record.mustDecide || record.sleeps || record.cleansMemory || record.machine.isHeld {
        if giveUpCore(mail & ~VirtualCPU.attention, since: start) { return 0 }
      }
      // It comes here again after the next one.
      if isCounted { record.mailbox.post(VirtualCPU.attention) }
    #endif
    record.interrupts.accept(mail)
    return finish(since: start)
  }

  @inline(never)
  func synchronizeInterrupts() {
    guard record.machine.record.mode == .virtual else { return }
    let machine = record.machine
    machine.record.interruptLock.lock(core: record.core.record.index)
    let told = record.interrupts.synchronize(&machine.record.distributor)
    machine.record.interruptLock.unlock()
    if told != 0 { machine.tell(told) }
  }

  /// Moves the guest past the instruction that trapped.
  @inline(__always)
  func advance() { martlet_write_elr_el2(martlet_read_elr_el2() &+ 4) }

  /// The rarer interrupts: kicks, maintenance, the console's, passed-through ones.
  @inline(never)
  func handleInterrupt(_ intid: UInt32) {
    guard intid < 1020 else {
      record.counters.count(.interrupt)
      return
    }
    martlet_write_icc_eoir1_el1(UInt64(intid))
    switch intid {
    case PhysicalInterrupts.kick:
      martlet_write_icc_dir_el1(UInt64(intid))
      record.counters.count(.kick)
      record.core.serveMachine()
    case PhysicalInterrupts.maintenance:
      martlet_write_icc_dir_el1(UInt64(intid))
      record.counters.count(.maintenance)
      record.interrupts.maintenanceInterrupt()
    default:
      record.counters.count(.interrupt)
      let isDevice = intid >= 32 && intid != Machine.current.record.board.consoleInterrupt
      if isDevice { record.core.take(intid) } else { record.core.handleOther(intid) }
    }
  }
}

/// The private interrupts of the guests' timers, fixed by the architecture's system recommendations and by the
/// virtual platform.
enum GuestTimers {
  static let virtual: UInt32 = 27
  static let physical: UInt32 = 30
  /// Both, as bits.
  static let mask: UInt32 = 1 << 27 | 1 << 30
}
