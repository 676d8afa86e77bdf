#if MARTLET_SERVICE
  internal import Core

  extension Reference<Machine> {
    /// In the order of the scenario; nil behind the last one.
    func channel(_ index: Int) -> Reference<Channel>? {
      guard index >= 0, index < ChannelPlatform.mostChannels else { return nil }
      let address = record.channels[index]
      return address == 0 ? nil : Reference<Channel>(address: address)
    }

    /// The first channel from this one on that the service VM may know of: it has an end of it, or who has one lets itself
    /// be observed.
    func visibleChannel(from first: UInt64) -> UInt64? {
      var number = first
      while let channel = channel(Int(truncatingIfNeeded: number)) {
        for end in 0..<2 where isVisible(channel.record.place(of: end).machine) { return number }
        number &+= 1
      }
      return nil
    }

    private func isVisible(_ index: Int) -> Bool {
      guard let machine = record.virtualMachine(index) else { return false }
      return machine.record.configuration.isService
        || machine.record.configuration.managed.contains(.observe)
    }

    @inline(never)
    func writeChannel(_ index: Int, to message: inout ControlMessage) {
      guard let channel = channel(index) else { return }
      var name = ControlName()
      for place in 0..<channel.record.configuration.description.name.count {
        _ = name.append(channel.record.configuration.description.name[place])
      }
      var made = ChannelRecord(index: UInt8(truncatingIfNeeded: index), name: name)
      made.size = channel.record.configuration.description.size
      for number in 0..<channel.record.configuration.description.parts.count {
        made.append(channel.record.configuration.description.parts[number])
      }
      for number in 0..<2 {
        let end = Reference<ChannelEnd>(address: channel.record.ends[number])
        let rings = end.record.rings
        if number == 0 { made.firstRings = rings } else { made.secondRings = rings }
        let machine = end.record.machine
        guard isVisible(machine.record.index) else { continue }
        let place = UInt8(truncatingIfNeeded: machine.record.index)
        let isRunning = machine.record.lifecycle.phase == .running
        if number == 0 {
          made.first = place
          made.isFirstRunning = isRunning
        } else {
          made.second = place
          made.isSecondRunning = isRunning
        }
      }
      made.write(to: &message)
    }
  }
#endif
