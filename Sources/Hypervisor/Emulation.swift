internal import AArch64
internal import CAArch64
internal import Core

// Loads and stores that met no memory: the devices of the virtual platform.

extension Reference<VirtualCPU> {
  @inline(__always)
  func emulate(_ abort: DataAbort) {
    // Arm ARM, ISV: set for stage-2 faults of plain loads and stores only, so not for table walks, cache maintenance
    // or what the bus reports.
    guard abort.isDecoded else {
      unresolved(abort)
      return
    }
    // Nil: the instruction is tried again.
    guard let address = faultAddress(abort) else { return record.counters.count(.stage2Data) }
    guard let target = record.machine.record.bus.target(address) else {
      unresolved(abort)
      return
    }
    if target.handle == .distributor {
      record.counters.count(.gicDistributor)
      complete(abort, accessDistributor(abort, target.offset))
    } else {
      emulateOther(abort, target)
    }
  }

  /// What a decoded load or store asks of a device.
  @inline(__always)
  private func access(_ abort: DataAbort, at offset: UInt64) -> InterruptRegisterAccess {
    let isWrite = abort.isWrite
    return InterruptRegisterAccess(
      offset: UInt32(truncatingIfNeeded: offset), size: UInt8(truncatingIfNeeded: abort.size),
      isWrite: isWrite, value: isWrite ? GuestRegisters(self)[abort.register] : 0)
  }

  /// Finishes the instruction; `value` is what a load gets.
  @inline(__always)
  private func complete(_ abort: DataAbort, _ value: UInt64) {
    if abort.isWordRead {
      GuestRegisters(self)[abort.register] = value & 0xFFFF_FFFF
    } else if !abort.isWrite {
      GuestRegisters(self)[abort.register] = abort.extended(value)
    }
    advance()
  }

  @inline(never)
  private func emulateOther(_ abort: DataAbort, _ target: DeviceTarget) {
    if target.handle == .serialPort {
      record.counters.count(.uart)
      emulateUART(abort, target.offset)
      return
    }
    record.counters.count(target.handle == .redistributor ? .gicRedistributor : .otherDevice)
    var request = access(abort, at: target.offset)
    let value: UInt64
    switch target.handle {
    case .distributor, .serialPort: return  // taken care of before
    case .redistributor:
      let index = Int(truncatingIfNeeded: target.offset / Self.redistributorSize)
      request.offset %= UInt32(truncatingIfNeeded: Self.redistributorSize)
      value = accessRedistributor(index, request)
    case .virtio:
      value = UInt64(VirtioWindow.read(offset: target.offset, size: Int(request.size)))
    case .realTimeClock: value = accessClock(request)
    case .bootFlash, .variableFlash:
      value = accessFlash(request, isVariables: target.handle == .variableFlash)
    #if MARTLET_SERVICE
      case .configurationSpace, .functionRegisters, .channelRegisters:
        guard let answer = accessService(request, target.handle) else { return unresolved(abort) }
        value = answer
    #endif
    }
    complete(abort, value)
  }

  /// Bytes of one virtual core's redistributor: two frames.
  private static var redistributorSize: UInt64 { 0x2_0000 }

  @inline(__always)
  private func accessDistributor(_ abort: DataAbort, _ offset: UInt64) -> UInt64 {
    let machine = record.machine
    guard machine.record.mode == .virtual else {
      if abort.isWordRead, offset == 4 { return UInt64(machine.record.direct.type) }
      return machine.accessBoard(access(abort, at: offset), core: record.core.record.index)
    }
    if abort.isWordRead,
      let known = InterruptIdentity.distributor(UInt32(truncatingIfNeeded: offset), size: 4)
    {
      return known
    }
    machine.record.interruptLock.lock(core: record.core.record.index)
    let outcome = machine.record.distributor.access(
      access(abort, at: offset), on: &record.interrupts)
    machine.record.interruptLock.unlock()
    if outcome.toBeTold != 0 { machine.tell(outcome.toBeTold) }
    return outcome.remaining == 0 ? outcome.value : continueElsewhere(abort, offset, outcome)
  }

  /// The rest of an access to interrupts that lie in other cores' list registers.
  @inline(never)
  private func continueElsewhere(
    _ abort: DataAbort, _ offset: UInt64, _ start: VirtualDistributor<InterruptRegisters>.Outcome
  ) -> UInt64 {
    let machine = record.machine
    var outcome = start
    var value = outcome.value
    var rounds = 0
    while outcome.remaining != 0 && rounds < 16 {
      outcome = record.core.callDistributor(
        access(abort, at: offset), only: outcome.remaining,
        on: machine.virtualCPU(Int(outcome.remainingOn)))
      machine.tell(outcome.toBeTold)
      value |= outcome.value
      rounds &+= 1
    }
    return value
  }

  private func accessRedistributor(_ index: Int, _ access: InterruptRegisterAccess) -> UInt64 {
    let machine = record.machine
    guard machine.record.mode == .virtual else {
      return machine.accessBoard(access, redistributor: index, core: record.core.record.index)
    }
    if index != record.index {
      if !access.isWrite,
        let known = InterruptIdentity.redistributor(
          access.offset, size: access.size, index: index,
          affinity: machine.record.distributor.affinities.affinity(of: index),
          isLast: index &+ 1 == machine.record.distributor.affinities.count)
      {
        return known
      }
      return record.core.callRedistributor(access, on: machine.virtualCPU(index))
    }
    return redistributorAccess(access)
  }

  @inline(never)
  private func emulateUART(_ abort: DataAbort, _ offset: UInt64) {
    let machine = record.machine
    let core = record.core
    let registers = GuestRegisters(self)
    var effects = PL011Effects()
    machine.record.deviceLock.lock(core: core.record.index)
    let rings = machine.rings
    let index = machine.record.index
    if abort.isWrite {
      effects = machine.record.uart.write(
        offset: offset, size: abort.size,
        value: UInt32(truncatingIfNeeded: registers[abort.register]),
        port: rings.record.channels[index])
    } else {
      let answer = machine.record.uart.read(
        offset: offset, size: abort.size, port: rings.record.channels[index])
      registers[abort.register] = abort.extended(UInt64(answer.value))
      effects = answer.effects
    }
    machine.settleLine(effects, core: core.record.index)
    machine.record.deviceLock.unlock()
    if effects.contains(.drainNow) {
      // A real-time guest does not print other VMs' lines.
      if machine.record.mode == .virtual { core.drainConsole() } else { core.wantConsole() }
    } else if effects.contains(.drainSoon) {
      core.wantConsole()
    }
    // A character that found no room is stored again, until there is some: only this guest waits.
    if !effects.contains(.refused) { advance() }
  }

  private func accessClock(_ access: InterruptRegisterAccess) -> UInt64 {
    let machine = record.machine
    let core = record.core.record.index
    let now = Counter.read()
    machine.record.deviceLock.lock(core: core)
    let answer: PL031Answer
    if access.isWrite {
      answer = machine.record.clock.write(
        offset: UInt64(access.offset), size: Int(access.size),
        value: UInt32(truncatingIfNeeded: access.value), now: now)
    } else {
      answer = machine.record.clock.read(
        offset: UInt64(access.offset), size: Int(access.size), now: now)
    }
    if answer.lineChanged {
      machine.setLine(
        machine.record.configuration.rtcInterrupt, isHigh: machine.record.clock.interruptLine,
        core: core)
    }
    machine.record.deviceLock.unlock()
    return UInt64(answer.value)
  }

  @inline(never)
  private func unresolved(_ abort: DataAbort) {
    record.counters.count(.stage2Data)
    // Cache maintenance by address on what is not memory has nothing to do.
    if abort.isCacheMaintenance && !abort.isTableWalk {
      advance()
      return
    }
    injectDataAbort(abort)
  }
}
