internal import AArch64
internal import CAArch64
internal import Core

// Making a guest take an exception, and ending a VM that cannot go on.

extension Reference<VirtualCPU> {
  private var interrupted: InterruptedState {
    InterruptedState(
      processorState: martlet_read_spsr_el2(), systemControl: martlet_read_sctlr_el1())
  }

  @inline(never)
  func injectUndefined() {
    #if MARTLET_SHARING
      if takeVectors() { return }
    #endif
    inject(.undefined(interrupted: interrupted))
  }

  /// The access met nothing, or something forbidden: what a bus answers then.
  func injectDataAbort(_ abort: DataAbort) {
    inject(
      .dataAbort(
        at: martlet_read_far_el2(), isWrite: abort.isWrite, isTableWalk: abort.isTableWalk,
        interrupted: interrupted))
  }

  /// A fetch met nothing. A guest whose vector itself cannot be fetched would fault for ever: after a few times
  /// without a step in between it is ended.
  @inline(never)
  func fault(_ abort: InstructionAbort) {
    record.counters.count(.stage2Instruction)
    let location = martlet_read_elr_el2()
    let vector = location &- martlet_read_vbar_el1()
    if vector < 0x800 && vector & 0x7F == 0 {
      record.vectorFaults &+= 1
      if record.vectorFaults > 8 {
        fail(.vectorUnreachable, detail: location)
        return
      }
    } else {
      record.vectorFaults = 0
    }
    inject(
      .instructionAbort(
        at: martlet_read_far_el2(), isTableWalk: abort.isTableWalk, interrupted: interrupted))
  }

  func injectError() {
    // A virtual SError, taken when the guest has it unmasked. Arm: `HCR_EL2.VSE`.
    martlet_write_hcr_el2(martlet_read_hcr_el2() | 1 << 8)
    traceException(0x2F << 26)
  }

  private func inject(_ exception: GuestException) {
    traceException(exception.syndrome)
    martlet_write_esr_el1(exception.syndrome)
    if let address = exception.faultAddress { martlet_write_far_el1(address) }
    martlet_write_elr_el1(martlet_read_elr_el2())
    martlet_write_spsr_el1(martlet_read_spsr_el2())
    martlet_write_elr_el2(martlet_read_vbar_el1() &+ exception.vectorOffset)
    martlet_write_spsr_el2(exception.handlerState)
  }

  @inline(never)
  func fail(exceptionClass: UInt8) {
    record.counters.count(.other)
    fail(.unexpectedException, detail: UInt64(exceptionClass))
  }

  /// The VM cannot go on, by its own doing.
  func fail(_ cause: GuestFault, detail: UInt64) {
    var line = LogLine()
    line.append("vm ")
    line.append(machine: record.machine)
    line.append(" vcpu ", decimal: record.index)
    line.append(" failed: ")
    line.append(cause.text)
    line.append(" ", hexadecimal: detail)
    line.append(" pc=", hexadecimal: martlet_read_elr_el2())
    record.core.log(&line)
    trace(cause, detail: detail)
    record.machine.leave(.guestFault)
  }
}

/// What a guest did that it cannot go on after.
enum GuestFault: UInt8 {
  case vectorUnreachable = 0
  case unexpectedException = 1

  var text: StaticString {
    switch self {
    case .vectorUnreachable: "its exception vector cannot be fetched, at"
    case .unexpectedException: "unexpected exception class"
    }
  }
}
