internal import AArch64
internal import CAArch64
internal import Core

// A fault of EL2 itself: our bug. What was being done is lost; what is known is printed, the VM that was being served
// is ended, and the core goes on with an empty stack. Locks that the core held are given back.

@c(martlet_own_fault)
public func ownFault(_ address: UInt64, _ kind: UInt64) {
  let cpu = Reference<CPU>(address: address)
  let machine = cpu.record.machine
  let location = martlet_read_elr_el2()
  let syndrome = martlet_read_esr_el2()
  let faultAddress = martlet_read_far_el2()
  machine.record.interruptControllerLock.release(ifHeldBy: cpu.record.index)
  for index in 0..<machine.record.machineCount {
    guard let other = machine.record.virtualMachine(index) else { continue }
    other.record.interruptLock.release(ifHeldBy: cpu.record.index)
    other.record.deviceLock.release(ifHeldBy: cpu.record.index)
  }
  #if MARTLET_SHARING
    machine.record.moveLock.release(ifHeldBy: cpu.record.index)
    machine.record.eventLock.release(ifHeldBy: cpu.record.index)
    for index in 0..<machine.record.poolCount {
      machine.pool(index)?.record.lock.release(ifHeldBy: cpu.record.index)
    }
  #endif
  #if MARTLET_SERVICE
    machine.record.health.record.lock.release(ifHeldBy: cpu.record.index)
    for index in 0..<machine.record.machineCount {
      machine.record.virtualMachine(index)?.releasePair(core: cpu.record.index)
    }
    if machine.record.control != 0 {
      let port = Reference<ControlPort>(address: machine.record.control)
      port.record.requestLock.release(ifHeldBy: cpu.record.index)
      port.record.eventLock.release(ifHeldBy: cpu.record.index)
    }
  #endif
  if cpu.record.isInConsole {
    cpu.record.isInConsole = false
    _ = machine.rings.record.gate.abandon()
    machine.unparkUART()
  }

  var line = LogLine()
  line.append("epitaph core=", decimal: UInt64(cpu.record.index))
  line.append(" kind=", decimal: kind)
  line.append(" esr=", hexadecimal: syndrome)
  line.append(" elr=", hexadecimal: location)
  line.append(" link=", hexadecimal: cpu.record.anchor.fault_x.30)
  line.append(" far=", hexadecimal: faultAddress)
  appendFrames(cpu, &line)
  cpu.log(&line)
  cpu.traceFault(at: location, syndrome)
  cpu.record.anchor.in_fault = 0
  guard let virtualCPU = cpu.record.virtualCPU, cpu.record.isInside else {
    // Nobody was being served: the machine's own state is in doubt.
    var last = LogLine()
    last.append("no VM was being served; the machine is halted")
    cpu.log(&last)
    machine.report()
    machine.flushConsole()
    Firmware.switchOff(usesHypervisorCall: Machine.usesHypervisorCall)
    return
  }
  virtualCPU.record.machine.leave(.hypervisorFault)
  cpu.leaveGuest()
}

/// Return addresses up the faulting stack, by the chain of frame pointers; each link must go up within the stack.
private func appendFrames(_ cpu: Reference<CPU>, _ line: inout LogLine) {
  line.append(" frames=")
  let top = cpu.record.anchor.stack_top
  var pointer = cpu.record.anchor.fault_x.29
  for number in 0..<6 {
    guard pointer & 7 == 0, pointer < top, top &- pointer <= 0x4000, top &- pointer >= 16 else {
      return
    }
    if number > 0 { line.append(",") }
    line.append(hexadecimal: martlet_load64(pointer &+ 8))
    let next = martlet_load64(pointer)
    guard next > pointer else { return }
    pointer = next
  }
}
