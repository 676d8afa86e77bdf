#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core

  // Paravirtual time: how long a virtual core would have run and did not. Source: Arm DEN0057, section 3.3.

  enum StolenTime {
    /// Where the guest finds the records of its virtual cores, one page, readable only; as on QEMU's `virt`.
    static let guestAddress: UInt64 = 0x090A_0000
    /// Bytes of a record: revision and attributes, both 0, and at 8 the nanoseconds.
    static let recordSize: UInt64 = 64
  }

  extension Assembly {
    /// A page with the records of the VM's virtual cores, which the guest may read.
    func makeStolenTime(
      _ machine: Reference<Machine>, _ made: Reference<VirtualMachine>
    ) -> Bool {
      guard made.record.mode == .virtual else { return true }
      guard let page = Self.take(&machine.record.frames, Granule.size) else { return false }
      do throws(TranslationTableError) {
        try made.record.translation.map(
          StolenTime.guestAddress, to: PhysicalAddress(page), size: Granule.size,
          attributes: .guestReadOnly, in: &machine.record.frames)
      } catch {
        return false
      }
      made.record.sharing.stolenTime = page
      return true
    }
  }

  extension Reference<VirtualCPU> {
    /// A call that only an image knows whose cores are shared.
    @inline(never)
    func answerOther() -> UInt64 {
      let registers = GuestRegisters(self)
      let function = UInt32(truncatingIfNeeded: registers[0])
      #if MARTLET_SERVICE
        if function == WatchdogTimer.function { return callWatchdog() }
      #endif
      switch StolenTimeCall(function: function, registers[1]) {
      case .features(let function): return StolenTimeCall.features(of: function).register
      case .address: return stolenTimeAddress
      case nil: return PSCIStatus.notSupported.register
      }
    }

    /// `PV_TIME_ST`: where the caller's record is.
    private var stolenTimeAddress: UInt64 {
      guard record.machine.record.sharing.stolenTime != 0 else {
        return PSCIStatus.notSupported.register
      }
      return StolenTime.guestAddress &+ UInt64(record.index) &* StolenTime.recordSize
    }

    /// It has a core again. What it waited for one since `readySince` was stolen.
    func countStolenTime() {
      let page = record.machine.record.sharing.stolenTime
      guard page != 0 else { return }
      record.stolen &+= Counter.read() &- record.readySince
      let frequency = record.core.record.machine.record.frequency
      let seconds = record.stolen / frequency
      let rest = record.stolen % frequency
      martlet_store64(
        page &+ UInt64(record.index) &* StolenTime.recordSize &+ 8,
        seconds &* 1_000_000_000 &+ rest &* 1_000_000_000 / frequency)
    }

    /// The VM starts anew, and so does its account.
    func forgetStolenTime() {
      record.stolen = 0
      let page = record.machine.record.sharing.stolenTime
      guard page != 0 else { return }
      martlet_store64(page &+ UInt64(record.index) &* StolenTime.recordSize &+ 8, 0)
    }
  }
#endif
