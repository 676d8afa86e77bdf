#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  /// Cores that several virtual cores share; or, for a pool that binds, only the list of its cores.
  ///
  /// Constant after boot but for what `lock` guards: `pool`, `members` and what is said of them, `watched`, `attention`,
  /// `watchTime`, and of the pool's virtual cores `core` and `wakeTime`. A virtual core whose `core` is the machine's `away` is on none:
  /// all of it is memory then, and whoever holds the lock may make it theirs.
  struct SharedPool: ~Copyable {
    let index: Int
    let machine: Reference<Machine>
    /// Inside a VM's `deviceLock`, around its `interruptLock`.
    let lock = OwnedLock()
    var pool: Pool<PoolPolicy>
    /// The numbers in use, one bit each.
    var members: UInt32 = 0
    /// Addresses of the virtual cores' records, by their number in the pool.
    var virtualCPUs = InlineArray<32, UInt64>(repeating: 0)
    /// By core: virtual cores, one bit each, for whose timers it has to wake up, because they sleep.
    var watched = InlineArray<8, UInt32>(repeating: 0)
    /// Virtual cores, one bit each, that some core is to look after whether or not it is their turn: their VM ends.
    var attention: UInt32 = 0
    /// When the core with the lowest number keeps watch, see `Watch`.
    var watchTime = UInt64.max
  }

  extension Reference<SharedPool> {
    func lock() { record.lock.lock(core: CPU.current.record.index) }
    func unlock() { record.lock.unlock() }

    func virtualCPU(_ number: Int) -> Reference<VirtualCPU> {
      Reference<VirtualCPU>(address: record.virtualCPUs[number & 31])
    }

    var binds: Bool { record.pool.policy.scheduler == .bind }

    /// Makes cores decide anew, one bit each; after `unlock`.
    func signal(_ cores: UInt32) {
      guard cores != 0 else { return }
      martlet_dsb_ishst()
      var numbers = VirtualCPUNumbers(cores)
      while let index = numbers.next() {
        guard let cpu = record.machine.record.core(index) else { continue }
        martlet_write_icc_sgi1r_el1(
          cpu.record.kickRequest &- PhysicalInterrupts.kickToReschedule)
      }
      martlet_isb()
    }

    /// The virtual core has something to do, unless its VM is held. With the lock held; answers the cores to signal.
    func wake(_ virtualCPU: Reference<VirtualCPU>, now: UInt64) -> UInt32 {
      guard !virtualCPU.record.machine.isHeld else { return 0 }
      forgetTimer(of: virtualCPU)
      if record.pool.runnable & virtualCPU.numberBit == 0 { virtualCPU.record.readySince = now }
      return record.pool.wake(virtualCPU.record.number, now: now)
    }

    /// No core has to wake up for the virtual core's timers. With the lock held.
    func forgetTimer(of virtualCPU: Reference<VirtualCPU>) {
      guard virtualCPU.record.wakeTime != .max else { return }
      virtualCPU.record.wakeTime = .max
      for core in 0..<8 { record.watched[core] &= ~virtualCPU.numberBit }
    }

    /// For an event that a virtual core on no core has to see: mail, a start, the end of its VM.
    func look(at virtualCPU: Reference<VirtualCPU>) {
      var cores: UInt32 = 0
      lock()
      guard virtualCPU.isAway, virtualCPU.record.pool == address else {
        unlock()
        // It came onto a core, or into another pool, since.
        virtualCPU.kick()
        return
      }
      if virtualCPU.record.mailbox.has(VirtualCPU.attention) {
        record.attention |= virtualCPU.numberBit
        cores = coreForAttention()
      } else {
        cores = wake(virtualCPU, now: Counter.read())
      }
      unlock()
      signal(cores)
    }

    /// A core that sleeps, if one does.
    private func coreForAttention() -> UInt32 {
      var numbers = VirtualCPUNumbers(record.pool.cores)
      while let core = numbers.next() {
        if record.pool.virtualCPU(on: core) == nil { return 1 &<< UInt32(core) }
      }
      return record.pool.cores & (0 &- record.pool.cores)
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
        // Or the core that watches its timer would bring it into its guest meanwhile.
        forgetTimer(of: virtualCPU)
        virtualCPU.record.core = cpu
        unlock()
        return virtualCPU
      }
      unlock()
      return nil
    }

    /// What the core does next: the virtual core is on it afterwards.
    ///
    /// `inPlace`: the core's virtual core is in its guest, and nothing of it is saved; nil then, and nothing is decided, where
    /// it may have to leave, or the core has something else to look at.
    func decide(for cpu: Reference<CPU>, inPlace: Bool) -> Reference<VirtualCPU>? {
      let core = Int(cpu.record.index)
      lock()
      let now = Counter.read()
      if inPlace, hasOtherWork(for: cpu) {
        unlock()
        return nil
      }
      var cores = wakeDue(core, now: now)
      if inPlace, !record.pool.keeps(core: core, now: now) {
        unlock()
        signal(cores & ~cpu.bit)
        return nil
      }
      cpu.record.mustDecide = false
      let decision = record.pool.decide(core: core, now: now)
      cores |= decision.wake
      cpu.record.turnEnd = decision.until
      cpu.record.decisionTime = min(decision.until, nextWakeTime(core))
      cpu.record.watchTime = watchTime(of: cpu)
      var found: Reference<VirtualCPU>?
      if let number = decision.virtualCPU {
        let virtualCPU = virtualCPU(number)
        virtualCPU.record.core = cpu
        cpu.record.virtualCPU = virtualCPU
        found = virtualCPU
      }
      unlock()
      cpu.armTimer()
      signal(cores & ~cpu.bit)
      return found
    }

    private func hasOtherWork(for cpu: Reference<CPU>) -> Bool {
      record.attention != 0 || cpu.record.nextPool.load(ordering: .relaxed) != 0
    }

    /// Those whose timers this core watches and that are due.
    private func wakeDue(_ core: Int, now: UInt64) -> UInt32 {
      var cores: UInt32 = 0
      var numbers = VirtualCPUNumbers(record.watched[core & 7])
      while let number = numbers.next() {
        let virtualCPU = virtualCPU(number)
        if virtualCPU.record.wakeTime <= now { cores |= wake(virtualCPU, now: now) }
      }
      return cores
    }

    private func nextWakeTime(_ core: Int) -> UInt64 {
      var time = UInt64.max
      var numbers = VirtualCPUNumbers(record.watched[core & 7])
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
      var cores: UInt32 = 0
      let isHeld = virtualCPU.record.machine.isHeld
      if !isHeld, virtualCPU.hasWork(sleeps: sleeps) || wakeTime <= now {
        cores = wake(virtualCPU, now: now)
      } else {
        _ = record.pool.block(virtualCPU.record.number, now: now)
        if wakeTime != .max, !isHeld {
          virtualCPU.record.wakeTime = wakeTime
          record.watched[Int(cpu.record.index) & 7] |= virtualCPU.numberBit
        }
      }
      unlock()
      signal(cores & ~cpu.bit)
      if isHeld { virtualCPU.record.machine.finishMove() }
    }

    /// Takes the virtual core in, on no core, with a number of its own. With the lock held; false if there is no number.
    func join(_ virtualCPU: Reference<VirtualCPU>, now: UInt64) -> Bool {
      guard record.members != .max else { return false }
      let number = (~record.members).trailingZeroBitCount
      record.members |= 1 &<< UInt32(number)
      record.virtualCPUs[number] = virtualCPU.address
      virtualCPU.record.pool = address
      virtualCPU.record.number = number
      virtualCPU.record.wakeTime = .max
      virtualCPU.record.core = record.machine.record.away
      let own = virtualCPU.record.affinityMask
      _ = record.pool.restrict(number, to: own & record.pool.cores == 0 ? .max : own, now: now)
      return true
    }

    /// The opposite, for one on no core. With the lock held.
    func leave(_ virtualCPU: Reference<VirtualCPU>, now: UInt64) {
      let bit = virtualCPU.numberBit
      _ = record.pool.block(virtualCPU.record.number, now: now)
      forgetTimer(of: virtualCPU)
      record.attention &= ~bit
      record.members &= ~bit
      if record.pool.policy.scheduler == .deadline {
        record.pool.policy.deadlines.record.remove(virtualCPU.record.number)
      }
      virtualCPU.record.pool = 0
    }
  }

  extension Reference<CPU> {
    /// This core in a set of cores.
    var bit: UInt32 { 1 &<< (record.index & 31) }
  }

  extension Reference<VirtualCPU> {
    /// On no core of its pool.
    var isAway: Bool { record.core.address == record.machine.record.hypervisor.record.away.address }

    var sharedPool: Reference<SharedPool>? {
      record.pool == 0 ? nil : Reference<SharedPool>(address: record.pool)
    }

    /// This virtual core in a set of its pool's.
    var numberBit: UInt32 { 1 &<< UInt32(truncatingIfNeeded: record.number) }

    /// Whether it should get a core. One that is started has always something to do unless it `sleeps`.
    func hasWork(sleeps: Bool) -> Bool {
      if record.isStarted { return !sleeps || record.mailbox.hasMail }
      if record.power.affinityInformation == 2 { return true }
      guard record.index == 0 else { return false }
      return record.machine.wantsHouseKept
    }
  }
#endif
