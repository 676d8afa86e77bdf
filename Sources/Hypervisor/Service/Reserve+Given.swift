#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Synchronization

  // Memory of the service VM that it gives for VMs that it creates. What is given leaves its stage 2 until it is taken back, or
  // the service VM starts anew: before that, VMs in its memory end.

  extension Reference<Reserve> {
    /// How much is mapped in one go: 32 blocks.
    private static var mapPiece: UInt64 { 64 << 20 }

    private var service: Reference<VirtualMachine> {
      Reference<ControlPort>(address: record.machine.record.control).record.machine
    }

    func beginToGive(_ range: AddressRange) throws(ManagementStatus) {
      guard let physical = service.physical(range) else { throw .outOfRange }
      let window = VirtualMachineConfiguration.Window(guest: range, physical: physical)
      try record.given.add(window)
      record.work = .give(window)
    }

    func beginToTake(_ range: AddressRange) throws(ManagementStatus) {
      guard let index = record.given.index(of: range) else { throw .outOfRange }
      let window = record.given.window(index)
      guard record.regions.remove(window.physicalRange) else { throw .memoryIsUsed }
      record.work = .take(window)
    }

    /// A piece of the window leaves the stage 2 that this core has loaded. True when all has, and VMs can have it.
    func give(_ window: VirtualMachineConfiguration.Window) -> Bool {
      guard !remap(window, isGiven: true) else { return false }
      // Only then is nobody else at it.
      GuestCaches.invalidateTranslations()
      let isAdded = record.regions.add(window.physicalRange)
      precondition(isAdded)
      return true
    }

    /// A piece of the window comes back into stage 2. True when all has.
    func take(_ window: VirtualMachineConfiguration.Window) -> Bool {
      guard !remap(window, isGiven: false) else { return false }
      martlet_dsb_ishst()
      Processor.synchronize()
      record.given.remove(window)
      return true
    }

    /// Whether there is more to do.
    private func remap(_ window: VirtualMachineConfiguration.Window, isGiven: Bool) -> Bool {
      let offset = record.progress
      let piece = min(Self.mapPiece, window.guest.size &- offset)
      let table = service.record.translation
      let machine = record.machine
      do throws(TranslationTableError) {
        // Where giving was cut short some of it is still there.
        try table.unmap(
          window.guest.start &+ offset, size: piece, in: &machine.record.frames)
        if !isGiven {
          try table.map(
            window.guest.start &+ offset, to: PhysicalAddress(window.physical &+ offset),
            size: piece, attributes: .guestMemory, in: &machine.record.frames)
        }
      } catch {
        preconditionFailure("tables down to blocks are there since boot")
      }
      record.progress &+= piece
      return record.progress < window.guest.size
    }

    /// The service VM is off, and starts: VMs in its memory end, and it gets all of it back. False: not yet. With the request
    /// lock held.
    @inline(never)
    fileprivate func takeAllBack() -> Bool {
      record.request = nil
      for slot in 0..<record.configuration.machines where isGiven(slot) {
        // Refused where it was done, or cannot be done now.
        _ = record.machine.destroy(record.first &+ slot)
      }
      removeDestroyed()
      for slot in 0..<record.configuration.machines where isGiven(slot) {
        return tellThatItWaits()
      }
      record.waits = false
      if record.given.has(record.package) {
        let isFree = record.regions.give(record.package)
        precondition(isFree)
        record.package = AddressRange(start: 0, size: 0)
      }
      while record.given.count > 0 {
        let window = record.given.window(0)
        if record.work != .take(window) {
          // It is there unless it was on its way.
          _ = record.regions.remove(window.physicalRange)
          record.work = .take(window)
          record.progress = 0
        }
        while !take(window) {
          if CPU.hasInterrupt { return false }
        }
        record.work = .none
      }
      return true
    }

    /// Once for each wait. The VMs end in the turns that their pools give them, also where that takes long: nobody else's time is
    /// for that.
    private func tellThatItWaits() -> Bool {
      guard !record.waits else { return false }
      record.waits = true
      var line = LogLine()
      line.append("vm ")
      line.append(machine: service)
      line.append(" waits for the end of VMs in its memory")
      CPU.current.log(&line)
      return false
    }

    /// Whether the VM in the slot has memory of the service VM's, or its package.
    private func isGiven(_ slot: Int) -> Bool {
      let place = record.slots[slot]
      return place.isTaken
        && (record.given.has(place.memory) || record.given.has(place.package))
    }
  }

  extension Reference<VirtualMachine> {
    /// Of the service VM.
    private var ownReserve: Reference<Reserve>? {
      controlPort == nil ? nil : record.hypervisor.reserve
    }

    /// Home core, where a start is wanted: whether all of the VM's memory is its own. If not, the start is for a little later.
    @inline(never)
    func regainsMemory() -> Bool {
      guard let port = controlPort, let reserve = ownReserve, isOff, !record.sharing.isDestroyed,
        record.hypervisor.record.isShuttingDown.load(ordering: .sequentiallyConsistent) == 0
      else { return true }
      if port.record.requestLock.tryLock(core: CPU.current.record.index) {
        let isWhole = reserve.takeAllBack()
        port.record.requestLock.unlock()
        if isWhole { return true }
      }
      _ = isHome {
        // Who looks for restarts has this lock, too: neither of the two is lost.
        guard isOff else { return false }
        restart(after: record.hypervisor.record.frequency / 200)
        record.lifecycle.withdrawStart()
        return true
      }
      return false
    }

    private var isOff: Bool {
      let phase = record.lifecycle.phase
      return phase == .off || phase == .failed
    }

    /// Whether others have some of these addresses of the board, which were the VM's.
    func hasLost(_ range: AddressRange) -> Bool {
      ownReserve?.record.regions.has(range) ?? false
    }
  }

  extension Assembly {
    /// Tables down to blocks for all memory that the service VM could give, so that no frame is needed for that later.
    func splitBlocks(_ machine: Reference<Machine>, _ made: Reference<VirtualMachine>)
      throws(TranslationTableError)
    {
      let gigabyte: UInt64 = 1 << 30
      for index in 0..<made.record.configuration.memory.count {
        let window = made.record.configuration.memory[index]
        var offset = (0 &- window.guest.start) & (gigabyte &- 1)
        while offset < window.guest.size, window.guest.size &- offset >= gigabyte {
          let place = window.guest.start &+ offset
          try made.record.translation.unmap(
            place, size: ReserveConfiguration.alignment, in: &machine.record.frames)
          try made.record.translation.map(
            place, to: PhysicalAddress(window.physical &+ offset),
            size: ReserveConfiguration.alignment, attributes: .guestMemory,
            in: &machine.record.frames)
          offset &+= gigabyte
        }
      }
    }
  }
#endif
