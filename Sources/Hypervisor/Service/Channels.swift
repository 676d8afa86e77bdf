#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core

  // Registers of channels and the configuration space of the bus that shows them. No core ever holds the device locks of
  // two VMs: who rings lets go of its own first.

  extension Reference<VirtualCPU> {
    /// An access to what only the service image has. Nil where nothing is.
    @inline(never)
    func accessService(_ request: InterruptRegisterAccess, _ handle: DeviceHandle) -> UInt64? {
      let machine = record.machine
      let core = record.core.record.index
      var request = request
      switch handle {
      case .configurationSpace: return machine.accessConfiguration(request, core: core)
      case .channelRegisters:
        let slot = Int(truncatingIfNeeded: UInt64(request.offset) / ChannelRegisters.size)
        request.offset %= UInt32(truncatingIfNeeded: ChannelRegisters.size)
        return machine.accessChannel(request, slot: slot, core: core)
      default:
        machine.record.deviceLock.lock(core: core)
        let place = machine.record.service.record.bus.registers(
          at: PCIPlatform.registerBase &+ UInt64(request.offset))
        machine.record.deviceLock.unlock()
        // As on a bus where nobody answers.
        guard let place else { return .max }
        request.offset = UInt32(truncatingIfNeeded: place.offset)
        if place.slot == PCIPlatform.controlSlot {
          let value = machine.accessControl(request, core: core)
          recallControl()
          return value
        }
        return machine.accessChannel(request, slot: place.slot, core: core)
      }
    }
  }

  extension Reference<VirtualMachine> {
    func accessConfiguration(_ access: InterruptRegisterAccess, core: UInt32) -> UInt64 {
      record.deviceLock.lock(core: core)
      var value: UInt64 = 0
      if access.isWrite {
        let effects = record.service.record.bus.write(
          UInt64(access.offset), size: Int(access.size), value: access.value)
        if effects.memoryMoved { settleWindow() }
        if let line = effects.line { settlePCILine(line, core: core) }
      } else {
        value = record.service.record.bus.read(UInt64(access.offset), size: Int(access.size))
      }
      record.deviceLock.unlock()
      return value
    }

    func accessChannel(
      _ access: InterruptRegisterAccess, slot: Int, core: UInt32
    ) -> UInt64? {
      let address = record.service.record.ends[slot & 15]
      guard address != 0 else { return nil }
      let end = Reference<ChannelEnd>(address: address)
      let peer = end.peer
      let isPeerRunning = peer.record.machine.record.lifecycle.phase == .running
      let position = end.record.registers.position
      let isOfRole = access.offset & ~3 == ChannelRegisters.roleOffset
      let role = isOfRole ? end.record.channel.role(of: position) : 0
      record.deviceLock.lock(core: core)
      let answer = end.record.registers.access(
        access, &end.record.channel.record.configuration.description,
        isPeerRunning: isPeerRunning, role: role)
      if answer.hasChanged { end.settle(isRung: false, core: core) }
      record.deviceLock.unlock()
      if let isReady = answer.isReady { end.record.channel.setReady(position, isReady) }
      if answer.rings && isPeerRunning { peer.ring(core: core) }
      return answer.value
    }

    /// Shows the memory of channels where the bus has it now. Under the device lock.
    func settleWindow() {
      let hypervisor = record.hypervisor
      let translation = record.translationBase
      let hasChanged = record.service.record.window.settle(
        &record.service.record.bus, in: &hypervisor.record.frames
      ) {
        let own = martlet_read_vttbr_el2()
        martlet_dsb_ishst()
        martlet_write_vttbr_el2(translation)
        martlet_isb()
        martlet_tlbi_vmalls12e1is()
        martlet_dsb_ish()
        martlet_write_vttbr_el2(own)
        martlet_isb()
      }
      if hasChanged { martlet_dsb_ishst() }
    }

    /// Under the device lock.
    func settlePCILine(_ line: UInt32, core: UInt32) {
      setLine(
        PCIPlatform.firstInterrupt &+ line, isHigh: record.service.record.bus.level(ofLine: line),
        core: core)
    }

    /// Home core, under the device lock: as after power-on. Memory of channels stays as it is, for it is the others', too.
    func resetService(core: UInt32) {
      for slot in 0..<16 {
        let address = record.service.record.ends[slot]
        guard address != 0 else { continue }
        let end = Reference<ChannelEnd>(address: address)
        end.record.registers.reset()
        end.settle(isRung: false, core: core)
      }
      controlPort?.reset(core: core)
      rings.record.channels[record.index].forgetTyped()
      resetHealth()
      record.service.record.bus.reset()
      settleWindow()
      if record.configuration.hasPCI {
        for line in 0..<PCIPlatform.lineCount { settlePCILine(line, core: core) }
      }
    }
  }

  extension Reference<ChannelEnd> {
    /// The channel's other end.
    var peer: Reference<ChannelEnd> {
      Reference<ChannelEnd>(
        address: record.channel.record.ends[(record.registers.position ^ 1) & 1])
    }

    /// Any core: the doorbell, or what else the end is to be told.
    func ring(core: UInt32, _ cause: UInt32 = ChannelRegisters.doorbell) {
      let machine = record.machine
      machine.record.deviceLock.lock(core: core)
      if cause == ChannelRegisters.doorbell { record.rings &+= 1 }
      if record.registers.ring(cause) { settle(isRung: true, core: core) }
      machine.record.deviceLock.unlock()
    }

    /// The interrupt follows the registers. Under the VM's device lock.
    func settle(isRung: Bool, core: UInt32) {
      let machine = record.machine
      let isAsserting = record.registers.isAsserting
      if machine.record.mode == .virtual {
        let line = machine.record.service.record.bus.setAsserting(
          isAsserting, slot: record.place.slot)
        if let line { machine.settlePCILine(line, core: core) }
      } else if isRung || !isAsserting {
        // An edge for each ring: the guest ends it at its interrupt controller and need not come to EL2 for it.
        BoardInterrupts.setPending(record.place.interrupt, isAsserting)
      }
    }
  }
#endif
