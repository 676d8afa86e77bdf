#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Channels
  internal import Core

  extension Assembly {
    /// The control device in the service VM: its rings, and a function on the bus that shows them.
    @inline(never)
    func makeControl(_ machine: Reference<Machine>, _ made: Reference<VirtualMachine>) -> Bool {
      let device = ControlDevice.self
      do throws(TranslationTableError) {
        let hasReserve = machine.record.reserve != 0
        guard let rings = try makeRings(machine, hasStaging: hasReserve),
          let own = ChannelHalf(offset: device.answerOffset, size: device.answerSize),
          let asker = ChannelHalf(offset: device.requestOffset, size: device.requestSize),
          let teller = ChannelHalf(offset: device.eventOffset, size: device.eventSize),
          let listener = ChannelHalf(offset: device.listenerOffset, size: device.listenerSize),
          let first = ChannelLayout(first: asker, second: own),
          let second = ChannelLayout(first: listener, second: teller),
          let requests = RingEnd(rings, first, .second),
          let events = RingEnd(rings, second, .second),
          let place = Self.take(&machine.record.frames, Reference<ControlPort>.size),
          let content = machine.record.frames.allocateTable()
        else { return false }
        let port = Reference<ControlPort>.create(
          at: place, ControlPort(machine: made, requests: requests, events: events))
        port.record.registers = ControlRegisters(hasStaging: hasReserve)
        made.record.service.record.control = port.address
        machine.record.control = port.address
        let table = TranslationTable(root: content, startLevel: 2, inputBits: 30)
        func show(_ offset: Int, _ size: Int, isWritable: Bool) throws(TranslationTableError) {
          let offset = UInt64(truncatingIfNeeded: offset)
          try table.map(
            offset, to: PhysicalAddress(rings.start &+ offset),
            size: UInt64(truncatingIfNeeded: size),
            attributes: isWritable ? .guestUncached : .guestUncachedReadOnly,
            in: &machine.record.frames)
        }
        try show(device.requestOffset, device.requestSize, isWritable: true)
        try show(device.answerOffset, device.answerSize, isWritable: false)
        try show(device.listenerOffset, device.listenerSize, isWritable: true)
        try show(device.eventOffset, device.eventSize, isWritable: false)
        if let reserve = machine.reserve {
          if reserve.record.configuration.givable > 0 { try splitBlocks(machine, made) }
          try show(device.stagingOffset, device.stagingSize, isWritable: true)
          reserve.record.staging = rings.start &+ UInt64(truncatingIfNeeded: device.stagingOffset)
        }
        let slot = PCIPlatform.controlSlot
        made.record.service.record.bus.attach(
          PCIFunction(
            PCIIdentity(
              vendor: device.vendor, device: device.device,
              classAndRevision: device.classAndRevision, registerSize: device.registerSize,
              memorySize: PCIPlatform.memoryBlock),
            registerBase: UInt32(truncatingIfNeeded: PCIPlatform.registerBase)
              &+ device.registerSize,
            memoryBase: PCIPlatform.memoryBase),
          to: slot)
        made.record.service.record.window.setContent(content, of: slot)
        return true
      } catch {
        return false
      }
    }

    /// Zeroed frames that EL2 reaches without its caches, as the service VM does. A second, cached way to them would show
    /// other bytes, so there is none.
    private func makeRings(
      _ machine: Reference<Machine>, hasStaging: Bool
    ) throws(TranslationTableError) -> RingMemory? {
      let size = UInt64(
        truncatingIfNeeded: ControlDevice.ringSize
          &+ (hasStaging ? ControlDevice.stagingSize : 0))
      let count = Int(truncatingIfNeeded: size / Granule.size)
      guard let frames = machine.record.frames.pool.take(count, alignment: count) else {
        return nil
      }
      let start = frames.base.rawValue
      machine.record.memory.zero(start, size)
      // Other cores are not up yet.
      try machine.record.table.unmap(start, size: size, in: &machine.record.frames)
      martlet_dsb_ish()
      martlet_tlbi_alle2is()
      martlet_dsb_ish()
      martlet_isb()
      try machine.record.table.map(
        start, to: frames.base, size: size, attributes: .hypervisorUncached,
        in: &machine.record.frames)
      martlet_dsb_ish()
      martlet_isb()
      // The zeros go to memory, and nothing of them stays in a cache.
      GuestCaches.clean(start, size)
      return RingMemory(start: start, size: ControlDevice.ringSize)
    }
  }
#endif
