#if MARTLET_SERVICE
  /// What the configuration says about channels. Their nodes stand behind those of VMs and pools.
  extension Configuration {
    private func node(ofChannel index: Int) -> FlattenedDeviceTree.Node? {
      guard index >= 0, index < channelCount else { return nil }
      return node(ofVirtualMachine: virtualMachineCount &+ poolCount &+ index)
    }

    /// Decodes the channel at `index`, replacing everything in `channel`, with the checks that concern it alone.
    @inline(never)
    public func decode(
      channel index: Int, into channel: inout ChannelConfiguration
    ) throws(ConfigurationError) {
      channel.reset()
      guard let node = node(ofChannel: index) else { throw ConfigurationError(.missing, .channel) }
      try readText(.name, node, into: &channel.description.name)
      try readParts(node, &channel)
      channel.physical = try number(.physical, node)
      guard channel.physical & (PCIPlatform.memoryBlock &- 1) == 0 else {
        throw ConfigurationError(.misaligned, .physical)
      }
      guard let end = channel.physicalRange.end, end <= 1 << 48 else {
        throw ConfigurationError(.outOfRange, .physical)
      }
      channel.first = try self.end(0, node)
      channel.second = try self.end(1, node)
      guard channel.first.machine != channel.second.machine else {
        throw ConfigurationError(.givenTwice, .machines)
      }
      if has(.standby, node) {
        let end = try cell(.standby, node)
        guard end <= 1 else { throw ConfigurationError(.outOfRange, .standby) }
        channel.standby = Int(truncatingIfNeeded: end)
      }
    }

    private func readParts(
      _ node: FlattenedDeviceTree.Node, _ channel: inout ChannelConfiguration
    ) throws(ConfigurationError) {
      let parts = try property(.parts, node)
      guard tree.byteCount(of: parts) > 0, tree.byteCount(of: parts) & 15 == 0 else {
        throw ConfigurationError(.missing, .parts)
      }
      var position = 0
      while let size = tree.doubleCell(parts, at: position),
        let writers = tree.doubleCell(parts, at: position &+ 2)
      {
        guard size & (Granule.size &- 1) == 0 else { throw ConfigurationError(.misaligned, .parts) }
        guard size > 0, size <= ChannelPlatform.largestSize, writers <= 3 else {
          throw ConfigurationError(.outOfRange, .parts)
        }
        let part = ChannelPart(size: size, writers: UInt32(truncatingIfNeeded: writers))
        guard channel.description.parts.append(part) else {
          throw ConfigurationError(.tooMany, .parts)
        }
        position &+= 4
      }
      guard channel.description.size <= ChannelPlatform.largestSize else {
        throw ConfigurationError(.outOfRange, .parts)
      }
    }

    /// Two cells or two numbers in each property, one for each end.
    private func end(
      _ index: Int, _ node: FlattenedDeviceTree.Node
    ) throws(ConfigurationError) -> ChannelConfiguration.End {
      var end = ChannelConfiguration.End()
      end.machine = Int(truncatingIfNeeded: try cell(.machines, node, at: index))
      end.slot = Int(truncatingIfNeeded: try cell(.slots, node, at: index))
      end.interrupt = try cell(.interrupts, node, at: index)
      end.registers = try number(.registers, node, at: index, of: 2)
      end.memory = try number(.guest, node, at: index, of: 2)
      guard end.machine < virtualMachineCount else {
        throw ConfigurationError(.outOfRange, .machines)
      }
      guard end.slot >= PCIPlatform.firstChannelSlot, end.slot < PCIPlatform.slotCount else {
        throw ConfigurationError(.outOfRange, .slots)
      }
      guard Self.isSharedInterrupt(end.interrupt) else {
        throw ConfigurationError(.outOfRange, .interrupts)
      }
      return end
    }

    private func cell(
      _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, at index: Int
    ) throws(ConfigurationError) -> UInt32 {
      let property = try property(field, node)
      guard tree.byteCount(of: property) == 8, let cell = tree.cell(property, at: index) else {
        throw ConfigurationError(.missing, field)
      }
      return cell
    }

    /// Decodes every channel, and checks it against the VMs, the board and the other channels. After all VMs' claims.
    @inline(never)
    func verifyChannels(
      on board: inout BoardDescription, image: AddressRange, claims: inout Claims
    ) throws(ConfigurationError) {
      var channel = ChannelConfiguration()
      var other = ChannelConfiguration()
      var index = 0
      while index < channelCount {
        try decode(channel: index, into: &channel)
        let range = channel.physicalRange
        guard board.hasMemory(range), !range.overlaps(image) else {
          throw ConfigurationError(.notOnBoard, .physical)
        }
        try claims.add(&channel)
        try verify(channel.first, &channel, &claims)
        try verify(channel.second, &channel, &claims)
        var earlier = 0
        while earlier < index {
          try decode(channel: earlier, into: &other)
          try compare(channel.first, &channel, &other)
          try compare(channel.second, &channel, &other)
          if channel.standby != nil, other.standby != nil {
            guard !channel.isEnd(other.first.machine), !channel.isEnd(other.second.machine) else {
              throw ConfigurationError(.givenTwice, .standby)
            }
          }
          earlier &+= 1
        }
        index &+= 1
      }
    }

    /// One end, held against its VM.
    private func verify(
      _ end: ChannelConfiguration.End, _ channel: inout ChannelConfiguration,
      _ claims: inout Claims
    ) throws(ConfigurationError) {
      var machine = VirtualMachineConfiguration()
      try decode(virtualMachine: end.machine, into: &machine)
      // Who runs the machine stays where it is.
      guard channel.standby == nil || !machine.isService else {
        throw ConfigurationError(.outOfRange, .standby)
      }
      if machine.hasPCI {
        guard end.interrupt == PCIPlatform.interrupt(ofSlot: end.slot) else {
          throw ConfigurationError(.outOfRange, .interrupts)
        }
        guard end.registers & (ChannelRegisters.size &- 1) == 0,
          end.registers &- PCIPlatform.registerBase < PCIPlatform.registerSize,
          end.memory & (channel.description.windowSize &- 1) == 0
        else { throw ConfigurationError(.outOfRange, .registers) }
        // The first block is that of the control device.
        guard !machine.isService || end.memory >= PCIPlatform.memoryBase &+ PCIPlatform.memoryBlock
        else { throw ConfigurationError(.overlapping, .guest) }
        return
      }
      // It has no bus, so the end is where it is said to be.
      guard machine.interruptMode != .virtual else {
        throw ConfigurationError(.outOfRange, .machines)
      }
      let place =
        ChannelPlatform.registerBase
        &+ UInt64(truncatingIfNeeded: end.slot) &* ChannelRegisters.size
      guard end.registers == place else { throw ConfigurationError(.outOfRange, .registers) }
      let range = AddressRange(start: end.memory, size: channel.description.size)
      guard end.memory & (PCIPlatform.memoryBlock &- 1) == 0 else {
        throw ConfigurationError(.misaligned, .guest)
      }
      guard end.memory >= ChannelPlatform.memoryBase, let last = range.end,
        last <= ChannelPlatform.memoryEnd
      else { throw ConfigurationError(.outOfRange, .guest) }
      let registers = AddressRange(start: end.registers, size: ChannelRegisters.size)
      guard !machine.isTaken(range), !machine.isTaken(registers) else {
        throw ConfigurationError(.overlapping, .guest)
      }
      guard claims.take(end.interrupt) else { throw ConfigurationError(.givenTwice, .interrupts) }
    }

    /// One end, held against both of an earlier channel.
    private func compare(
      _ end: ChannelConfiguration.End, _ channel: inout ChannelConfiguration,
      _ other: inout ChannelConfiguration
    ) throws(ConfigurationError) {
      for index in 0..<2 {
        let earlier = index == 0 ? other.first : other.second
        guard earlier.machine == end.machine else { continue }
        guard earlier.slot != end.slot else { throw ConfigurationError(.givenTwice, .slots) }
        let range = AddressRange(start: end.memory, size: channel.description.size)
        let taken = AddressRange(start: earlier.memory, size: other.description.size)
        guard !range.overlaps(taken) else { throw ConfigurationError(.overlapping, .guest) }
      }
    }
  }
#endif
