#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core

  extension Assembly {
    /// What the VM has of the bus, of channels and of the control device; for one with a bus the table of the window in which memory of channels
    /// appears.
    @inline(never)
    func makeService(_ machine: Reference<Machine>, _ made: Reference<VirtualMachine>) -> Bool {
      guard let place = Self.take(&machine.record.frames, Reference<MachineService>.size) else {
        return false
      }
      made.record.service = Reference<MachineService>.create(at: place, MachineService())
      guard made.record.configuration.hasPCI else { return true }
      guard let table = machine.record.frames.allocateTable() else { return false }
      do throws(TranslationTableError) {
        try made.record.translation.attach(
          table, at: PCIPlatform.memoryBase, in: &machine.record.frames)
      } catch {
        return false
      }
      made.record.service.record.window = PCIMemoryWindow(table: table)
      return !made.record.configuration.isService || makeControl(machine, made)
    }

    /// Records of all channels, their memory scrubbed, and what both VMs see of them. After all VMs.
    @inline(never)
    func makeChannels(_ machine: Reference<Machine>, _ configuration: Configuration) -> Bool {
      let recordSize = (Reference<Channel>.size &+ 63) & ~63
      let endSize = (Reference<ChannelEnd>.size &+ 63) & ~63
      for index in 0..<configuration.channelCount where index < ChannelPlatform.mostChannels {
        guard let address = Self.take(&machine.record.frames, recordSize &+ 2 &* endSize) else {
          return false
        }
        let channel = Reference<Channel>.create(at: address, Channel(index: index))
        do throws(ConfigurationError) {
          try configuration.decode(channel: index, into: &channel.record.configuration)
        } catch {
          return false  // decoded before, when it was verified
        }
        if let standby = channel.record.configuration.standby {
          channel.record.isPair = true
          channel.record.standby.pair = StandbyPair(primary: standby ^ 1)
        }
        machine.record.channels[index] = address
        let physical = channel.record.configuration.physicalRange
        machine.record.memory.zero(physical.start, physical.size)
        GuestCaches.clean(physical.start, physical.size)
        for number in 0..<2 {
          let place = channel.record.place(of: number)
          guard let owner = machine.record.virtualMachine(place.machine) else { return false }
          let end = Reference<ChannelEnd>.create(
            at: address &+ recordSize &+ UInt64(truncatingIfNeeded: number) &* endSize,
            ChannelEnd(
              channel: channel, machine: owner, place: place,
              registers: ChannelRegisters(position: number)))
          channel.record.ends[number] = end.address
          owner.record.service.record.ends[place.slot & 15] = end.address
          if channel.record.isPair { owner.record.service.record.pair = channel.address }
          guard show(end, machine) else { return false }
        }
      }
      return true
    }

    /// Makes an end appear in its VM: on the bus, or at once where it has to be.
    private func show(_ end: Reference<ChannelEnd>, _ machine: Reference<Machine>) -> Bool {
      let owner = end.record.machine
      let channel = end.record.channel
      let place = end.record.place
      do throws(TranslationTableError) {
        guard owner.record.configuration.hasPCI else {
          try map(channel, by: end, at: place.memory, in: owner.record.translation, machine)
          // The copy from which the live root table is restored.
          let root = owner.record.translationBase & 0x0000_FFFF_FFFF_F000
          machine.record.memory.copy(
            from: root, to: owner.record.originalRoot, size: owner.record.rootSize)
          _ = owner.record.direct.adopt(place.interrupt)
          return true
        }
        guard let content = machine.record.frames.allocateTable() else { return false }
        let window = TranslationTable(root: content, startLevel: 2, inputBits: 30)
        try map(channel, by: end, at: 0, in: window, machine)
        let size = channel.record.configuration.description.windowSize
        owner.record.service.record.bus.attach(
          PCIFunction(
            PCIIdentity(
              vendor: 0x1AF4, device: 0x1110, classAndRevision: 0x0500_0000,
              registerSize: UInt32(truncatingIfNeeded: ChannelRegisters.size), memorySize: size),
            registerBase: UInt32(truncatingIfNeeded: place.registers), memoryBase: place.memory),
          to: place.slot)
        owner.record.service.record.window.setContent(content, of: place.slot)
        return true
      } catch {
        return false
      }
    }

    private func map(
      _ channel: Reference<Channel>, by end: Reference<ChannelEnd>, at address: UInt64,
      in table: TranslationTable, _ machine: Reference<Machine>
    ) throws(TranslationTableError) {
      var offset: UInt64 = 0
      let position = end.record.registers.position
      for index in 0..<channel.record.configuration.description.parts.count {
        let part = channel.record.configuration.description.parts[index]
        try table.map(
          address &+ offset,
          to: PhysicalAddress(channel.record.configuration.physical &+ offset), size: part.size,
          attributes: part.canBeWritten(by: position) ? .guestData : .guestReadOnly,
          in: &machine.record.frames)
        offset &+= part.size
      }
    }
  }
#endif
