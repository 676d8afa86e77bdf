#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  /// Cores that several virtual cores share.
  ///
  /// Constant after boot but for what `lock` guards: `pool`, `watched`, `attention`, and of the pool's virtual cores
  /// `core` and `wakeTime`. A virtual core whose `core` is the machine's `away` is on none: all of it is memory then, and
  /// whoever holds the lock may make it theirs.
  struct SharedPool: ~Copyable {
    let index: Int
    let machine: Reference<Machine>
    /// Inside a VM's `deviceLock`, around its `interruptLock`.
    let lock = OwnedLock()
    var pool: Pool<PoolPolicy>
    /// Addresses of the cores' records, by their place in the pool.
    var cores = InlineArray<8, UInt64>(repeating: 0)
    /// Addresses of the virtual cores' records, by their number in the pool.
    var virtualCPUs = InlineArray<32, UInt64>(repeating: 0)
    var count = 0
    /// By place: virtual cores, one bit each, for whose timers the core has to wake up, because they sleep.
    var watched = InlineArray<8, UInt32>(repeating: 0)
    /// Virtual cores, one bit each, that some core is to look after whether or not it is their turn: their VM ends.
    var attention: UInt32 = 0
  }

  extension Reference<SharedPool> {
    func lock() { record.lock.lock(core: CPU.current.record.index) }
    func unlock() { record.lock.unlock() }

    func virtualCPU(_ number: Int) -> Reference<VirtualCPU> {
      Reference<VirtualCPU>(address: record.virtualCPUs[number & 31])
    }

    /// Makes cores decide anew, one bit for each place; after `unlock`.
    func signal(_ places: UInt32) {
      guard places != 0 else { return }
      martlet_dsb_ishst()
      var rest = places
      while rest != 0 {
        let place = rest.trailingZeroBitCount & 7
        rest &= rest &- 1
        let cpu = Reference<CPU>(address: record.cores[place])
        martlet_write_icc_sgi1r_el1(
          cpu.record.kickRequest &- PhysicalInterrupts.kickToReschedule)
      }
      martlet_isb()
    }

    /// The virtual core has something to do. With the lock held; answers the places to signal.
    func wake(_ virtualCPU: Reference<VirtualCPU>, now: UInt64) -> UInt32 {
      let number = virtualCPU.record.number
      if virtualCPU.record.wakeTime != .max {
        virtualCPU.record.wakeTime = .max
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: number)
        for place in 0..<record.pool.coreCount { record.watched[place] &= ~bit }
      }
      return record.pool.wake(number, now: now)
    }

    /// For an event that a virtual core on no core has to see: mail, a start, the end of its VM.
    func look(at virtualCPU: Reference<VirtualCPU>) {
      var places: UInt32 = 0
      lock()
      if virtualCPU.isAway {
        if virtualCPU.record.mailbox.has(VirtualCPU.attention) {
          record.attention |= 1 &<< UInt32(truncatingIfNeeded: virtualCPU.record.number)
          places = 1 &<< UInt32(truncatingIfNeeded: placeForAttention())
        } else {
          places = wake(virtualCPU, now: Counter.read())
        }
        unlock()
        signal(places)
      } else {
        unlock()
        virtualCPU.record.core.kick()
      }
    }

    /// A core that sleeps, if one does.
    private func placeForAttention() -> Int {
      for place in 0..<record.pool.coreCount where record.pool.virtualCPU(on: place) == nil {
        return place
      }
      return 0
    }

    /// One of the virtual cores that need attention and are on no core; it is the caller's until `release`.
    func takeAttention(for cpu: Reference<CPU>) -> Reference<VirtualCPU>? {
      guard record.attention != 0 else { return nil }
      lock()
      var rest = record.attention
      record.attention = 0
      while rest != 0 {
        let virtualCPU = virtualCPU(rest.trailingZeroBitCount)
        rest &= rest &- 1
        guard virtualCPU.isAway else { continue }  // has mail, and sees it where it is
        record.attention |= rest
        _ = record.pool.block(virtualCPU.record.number, now: Counter.read())
        virtualCPU.record.core = cpu
        unlock()
        return virtualCPU
      }
      unlock()
      return nil
    }

    /// What the core does next: the virtual core is on it afterwards.
    func decide(for cpu: Reference<CPU>) -> Reference<VirtualCPU>? {
      let place = cpu.record.place
      lock()
      let now = Counter.read()
      var places = wakeDue(place, now: now)
      cpu.record.mustDecide = false
      let decision = record.pool.decide(core: place, now: now)
      places |= decision.wake
      cpu.record.decisionTime = min(decision.until, nextWakeTime(place))
      var found: Reference<VirtualCPU>?
      if let number = decision.virtualCPU {
        let virtualCPU = virtualCPU(number)
        virtualCPU.record.core = cpu
        cpu.record.virtualCPU = virtualCPU
        found = virtualCPU
      }
      unlock()
      cpu.armTimer()
      signal(places & ~(1 &<< UInt32(truncatingIfNeeded: place)))
      return found
    }

    /// Those whose timers this core watches and that are due.
    private func wakeDue(_ place: Int, now: UInt64) -> UInt32 {
      var places: UInt32 = 0
      var numbers = VirtualCPUNumbers(record.watched[place])
      while let number = numbers.next() {
        let virtualCPU = virtualCPU(number)
        if virtualCPU.record.wakeTime <= now { places |= wake(virtualCPU, now: now) }
      }
      return places
    }

    private func nextWakeTime(_ place: Int) -> UInt64 {
      var time = UInt64.max
      var numbers = VirtualCPUNumbers(record.watched[place])
      while let number = numbers.next() { time = min(time, virtualCPU(number).record.wakeTime) }
      return time
    }

    /// The virtual core leaves the core, everything of it being in memory. It is blocked unless it has something to do;
    /// `wakeTime`: when its timers want it back.
    func release(
      _ virtualCPU: Reference<VirtualCPU>, from cpu: Reference<CPU>, sleeps: Bool,
      until wakeTime: UInt64
    ) {
      lock()
      let now = Counter.read()
      cpu.record.virtualCPU = nil
      virtualCPU.record.core = record.machine.record.away
      // Either this sees the mail, or who posted it sees that the virtual core is away.
      martlet_dmb_ish()
      var places: UInt32 = 0
      if virtualCPU.hasWork(sleeps: sleeps) || wakeTime <= now {
        places = wake(virtualCPU, now: now)
      } else {
        _ = record.pool.block(virtualCPU.record.number, now: now)
        if wakeTime != .max {
          virtualCPU.record.wakeTime = wakeTime
          record.watched[cpu.record.place] |=
            1 &<< UInt32(truncatingIfNeeded: virtualCPU.record.number)
        }
      }
      unlock()
      signal(places & ~(1 &<< UInt32(truncatingIfNeeded: cpu.record.place)))
    }
  }

  extension Reference<VirtualCPU> {
    /// On no core of its pool.
    var isAway: Bool { record.core.address == record.machine.record.hypervisor.record.away.address }

    var sharedPool: Reference<SharedPool>? {
      record.pool == 0 ? nil : Reference<SharedPool>(address: record.pool)
    }

    /// Whether it should get a core. One that is started has always something to do unless it `sleeps`.
    func hasWork(sleeps: Bool) -> Bool {
      if record.isStarted { return !sleeps || record.mailbox.hasMail }
      if record.power.affinityInformation == 2 { return true }
      guard record.index == 0 else { return false }
      let lifecycle = record.machine
      return lifecycle.record.lifecycle.canFinish || lifecycle.record.lifecycle.isStartWanted
    }
  }
#endif
