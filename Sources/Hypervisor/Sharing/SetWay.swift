#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core

  // Cache maintenance by set and way reaches only the caches of the core that does it. A virtual core that came from another
  // one may have left lines there. So the first such operation after a move cleans and invalidates all of the VM's memory
  // by address instead, and those that follow are let through until the next move. As long as every virtual core stays,
  // each is alone with its core's caches, as on hardware.

  extension GuestState {
    /// Arm: `HCR_EL2.TSW`.
    static let trapsSetWay: UInt64 = 1 << 22
  }

  extension Reference<VirtualCPU> {
    /// It came from another core. While it is in memory.
    func distrustCaches() {
      let place = record.state &+ GuestState.configuration
      martlet_store64(place, martlet_load64(place) | GuestState.trapsSetWay)
    }

    /// The operation trapped; it is done again once memory is clean.
    func cleanSoon() {
      record.cleansMemory = true
      record.cleaning = PieceCursor()
      record.mailbox.post(VirtualCPU.attention)
    }

    /// Goes on with it, while the virtual core is in memory. False when an interrupt has to be taken first.
    func cleanMemory() -> Bool {
      let machine = record.machine
      while record.cleansMemory {
        guard record.cleaning.stretch < machine.record.configuration.memory.count else {
          record.cleansMemory = false
          let place = record.state &+ GuestState.configuration
          martlet_store64(place, martlet_load64(place) & ~GuestState.trapsSetWay)
          break
        }
        let (start, size) = machine.nextPiece(&record.cleaning)
        GuestCaches.clean(start, size)
        if CPU.hasInterrupt { return false }
      }
      return true
    }
  }
#endif
