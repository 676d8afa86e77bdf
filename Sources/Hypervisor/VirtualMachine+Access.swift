internal import AArch64
internal import Core
internal import Tracing

extension Reference<VirtualMachine> {
  /// The virtual core `index`, which must be below the VM's count; a number from a guest is checked before.
  @inline(__always)
  func virtualCPU(_ index: Int) -> Reference<VirtualCPU> {
    Reference<VirtualCPU>(address: record.virtualCPUs[index])
  }

  /// The VM's wires to the console.
  var rings: Reference<Rings> { record.hypervisor.record.rings }

  /// Which virtual core shows `affinity`.
  func index(ofAffinity affinity: UInt64) -> Int? {
    guard affinity & ~0xFF_00FF_FFFF == 0 else { return nil }
    return record.distributor.affinities.index(of: packedAffinity(affinity))
  }

  /// Whether guest-physical `address` is the VM's memory.
  func hasMemory(at address: UInt64) -> Bool {
    var index = 0
    while index < record.configuration.memory.count {
      let range = record.configuration.memory[index].guest
      if address &- range.start < range.size { return true }
      index &+= 1
    }
    return record.configuration.flashPart != nil && address < record.bus.bootFlash.size
  }

  /// Where guest-physical `range` is in the board's memory, if all of it lies in one window of the VM's.
  func physical(_ range: AddressRange) -> UInt64? {
    var index = 0
    while index < record.configuration.memory.count {
      let window = record.configuration.memory[index]
      if window.guest.contains(range) {
        return window.physical &+ (range.start &- window.guest.start)
      }
      index &+= 1
    }
    return nil
  }

  /// Tells virtual cores, one bit each, that the distributor changed for them, and wakes their cores.
  func tell(_ virtualCPUs: UInt32) {
    var rest = virtualCPUs
    let own = CPU.current.address
    while rest != 0 {
      let target = virtualCPU(rest.trailingZeroBitCount)
      rest &= rest &- 1
      target.record.mailbox.post(InterruptMailbox.distributorChanged)
      if target.record.core.address != own { target.kick() }
    }
  }

  /// The UART's interrupt line after an access; under the device lock.
  func settleLine(_ effects: PL011Effects, core: UInt32) {
    // A physically pended interrupt is an edge: while the line stays high it is pended anew after each access, so that
    // what the guest did not finish comes again.
    guard effects.contains(.lineChanged) || record.mode != .virtual else { return }
    setLine(record.configuration.uartInterrupt, isHigh: record.uart.interruptLine, core: core)
  }

  /// A device's interrupt line: into the distributor, or for a `direct` VM onto the physical interrupt.
  func setLine(_ intid: UInt32, isHigh: Bool, core: UInt32) {
    if record.mode == .virtual {
      record.interruptLock.lock(core: core)
      settle(intid, record.distributor.setLine(intid, isHigh: isHigh))
    } else {
      BoardInterrupts.setPending(intid, isHigh)
    }
  }

  /// A physical shared interrupt, acknowledged and dropped by `core`.
  @inline(__always) func take(_ intid: UInt32, core: UInt32) {
    record.interruptLock.lock(core: core)
    settle(intid, record.distributor.physicalInterrupt(intid))
  }

  /// The end of a change to a shared interrupt, for which the interrupt lock was taken: list registers of this core
  /// follow at once, other cores are told.
  @inline(never)
  private func settle(_ intid: UInt32, _ hasChanged: Bool) {
    var told: UInt32 = 0
    if hasChanged {
      let own = CPU.current.record.virtualCPU
      if let own, own.record.machine.address == address,
        record.distributor.show(intid, on: &own.record.interrupts)
      {
        // Nobody is to be told.
      } else {
        told = record.distributor.toBeTold(intid)
      }
    }
    record.interruptLock.unlock()
    #if MARTLET_SHARING
      if !hasChanged { return CPU.current.takeLeftOver() }
    #endif
    if told != 0 { tell(told) }
  }

  /// Asks every core to leave the VM.
  func leave(_ reason: LeaveReason) {
    guard record.lifecycle.leave(reason) else { return }
    trace(.leaving, reason)
    wakeAll()
    #if MARTLET_SERVICE
      record.hypervisor.wantHealth()
    #endif
  }

  /// Makes the core of virtual core 0 look for the VM's start or end.
  func wakeHome() {
    #if MARTLET_SHARING
      if virtualCPU(0).record.pool != 0 {
        virtualCPU(0).record.mailbox.post(VirtualCPU.attention)
      }
    #endif
    virtualCPU(0).kick()
  }

  /// Makes every core of the VM look up.
  func wakeAll() {
    let own = CPU.current.address
    for index in 0..<record.virtualCPUCount {
      let target = virtualCPU(index)
      target.record.mailbox.post(VirtualCPU.attention)
      if target.record.core.address != own { target.recall() }
    }
  }
}
