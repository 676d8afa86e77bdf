#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  /// What a pool looks at from time to time for one of its VMs: its guard, and a budget of exits that is used up.
  ///
  /// Under the machine's `moveLock` but for `exitsLeft` and what its zero guards: whoever counts it down to zero has
  /// `exitsSince`, until the VM is held for it.
  struct Watch: ~Copyable {
    var guarding = Guard()
    /// Index of the pool where the VM is at home: not the one that it is promoted to.
    var home = 0
    /// When the guard's period ends; never where nobody watches.
    var due = UInt64.max
    /// As of the last end: how long each virtual core ran and waited, and how long each core of the board slept.
    var ran = InlineArray<8, UInt64>(repeating: 0)
    var waited = InlineArray<8, UInt64>(repeating: 0)
    var idle = InlineArray<8, UInt64>(repeating: 0)
    /// Why it was not promoted, or demoted, the last time.
    var refusal = ManagementStatus.done

    let exitsLeft = Atomic<UInt32>(0)
    /// Since when these exits are counted.
    var exitsSince: UInt64 = 0
    var exitsAreTold = false
    /// When a VM that made too many goes on, and the index of the pool that sees to it.
    var exitsDue = UInt64.max
    var exitsPool = 0
  }

  extension Reference<SharedPool> {
    /// The core that keeps the pool's watch, one bit.
    private var watchman: UInt32 { record.pool.cores & (0 &- record.pool.cores) }

    /// When this core has to keep watch. With the lock held.
    func watchTime(of cpu: Reference<CPU>) -> UInt64 {
      watchman == cpu.bit ? record.watchTime : .max
    }

    /// Somebody is to be looked after at that time.
    func watch(at time: UInt64) {
      lock()
      record.watchTime = min(record.watchTime, time)
      let cores = watchman
      unlock()
      signal(cores)
    }

    /// A core has left, and what it did for the sleepers and the watch is the first one's of the rest, which has to set its
    /// timer for that. With the lock held; answers whom to signal.
    func takeOverTimers(of cpu: Reference<CPU>) -> UInt32 {
      let index = Int(cpu.record.index) & 7
      let sleepers = record.watched[index]
      record.watched[index] = 0
      guard watchman != 0 else { return 0 }
      record.watched[watchman.trailingZeroBitCount & 7] |= sleepers
      return sleepers != 0 || record.watchTime != .max ? watchman : 0
    }

    /// The time has come.
    @inline(never)
    func keepWatch() {
      let hypervisor = record.machine
      let index = record.index
      let cpu = CPU.current
      var next = UInt64.max
      lock()
      record.watchTime = .max
      unlock()
      for number in 0..<hypervisor.record.machineCount {
        guard let machine = hypervisor.record.virtualMachine(number) else { continue }
        if machine.record.sharing.watch.home == index {
          machine.lookAtGuard()
          next = min(next, machine.record.sharing.watch.due)
        }
        if machine.record.sharing.watch.exitsPool == index {
          machine.lookAtExits()
          next = min(next, machine.record.sharing.watch.exitsDue)
        }
      }
      lock()
      record.watchTime = min(record.watchTime, next)
      cpu.record.watchTime = watchTime(of: cpu)
      unlock()
    }
  }

  extension Reference<VirtualMachine> {
    private var hasGuard: Bool { record.sharing.share.guarding.period != 0 }

    /// Somebody but the guard moves it. With the lock of moves held.
    func moveHome(to pool: Int, now: UInt64) {
      record.sharing.watch.guarding.reset(now: now)
      settleHome(in: pool, now: now)?.watch(at: record.sharing.watch.due)
    }

    /// Where it is at home, which is not where it is promoted to. Answers the pool that has to keep watch from `due` on.
    func settleHome(in pool: Int, now: UInt64) -> Reference<SharedPool>? {
      guard hasGuard else { return nil }
      if pool != record.sharing.share.guarding.pool { record.sharing.watch.home = pool }
      guard let home = record.hypervisor.pool(record.sharing.watch.home), !home.binds else {
        record.sharing.watch.due = .max
        return nil
      }
      noteTimes(now)
      record.sharing.watch.due =
        now &+ record.hypervisor.ticks(record.sharing.share.guarding.period)
      return home
    }

    /// The end of a period of its guard, perhaps.
    fileprivate func lookAtGuard() {
      record.hypervisor.lockMoves()
      let now = Counter.read()
      guard record.sharing.watch.due <= now else { return record.hypervisor.unlockMoves() }
      let period = record.hypervisor.ticks(record.sharing.share.guarding.period)
      let nextDue = record.sharing.watch.due &+ period
      record.sharing.watch.due = nextDue > now ? nextDue : now &+ period
      var decision = GuardDecision.stay
      if changeStatus() == .done, record.lifecycle.phase == .running, !isHeld {
        decision = decide(now)
      }
      noteTimes(now)
      let pool =
        decision == .promote ? record.sharing.share.guarding.pool : record.sharing.watch.home
      record.hypervisor.unlockMoves()
      guard decision != .stay else { return }
      let status = record.hypervisor.move(machine: record.index, toPool: pool, isByGuard: true)
      record.hypervisor.lockMoves()
      let isNew = status != record.sharing.watch.refusal
      record.sharing.watch.refusal = status
      if status == .done { record.sharing.watch.guarding.changed(now: now) }
      record.hypervisor.unlockMoves()
      guard status == .done || isNew else { return }
      tellOfGuard(decision, pool, status)
    }

    private func decide(_ now: UInt64) -> GuardDecision {
      let configuration = record.sharing.share.guarding
      let hypervisor = record.hypervisor
      let isPromoted = record.sharing.share.pool == configuration.pool
      let budget = hypervisor.ticks(configuration.budget)
      let deadline = hypervisor.ticks(configuration.deadline)
      var isMissed = false
      for index in 0..<record.virtualCPUCount {
        let virtualCPU = virtualCPU(index)
        // What is less than before began anew.
        let (ran, waited) = (virtualCPU.runTime, virtualCPU.waitTime(now: now))
        let (ranBefore, waitedBefore) =
          (record.sharing.watch.ran[index], record.sharing.watch.waited[index])
        guard ran >= ranBefore, waited >= waitedBefore else { continue }
        if Guard.isMissed(
          run: ran &- ranBefore, waited: waited &- waitedBefore, budget: budget, deadline: deadline)
        {
          isMissed = true
        }
      }
      #if MARTLET_SERVICE
        if isMissed { notice(.guarantee, detail: 0) }
      #endif
      let isCalm =
        idleTimeAtHome >= budget &* UInt64(truncatingIfNeeded: record.virtualCPUCount)
      return record.sharing.watch.guarding.check(
        isMissed: isMissed, isCalm: isCalm, isPromoted: isPromoted, now: now,
        misses: Int(configuration.misses), of: Int(configuration.of), calm: configuration.calm,
        dwell: hypervisor.ticks(configuration.dwell))
    }

    /// How long the cores of its home pool slept since the last time.
    private var idleTimeAtHome: UInt64 {
      guard let home = record.hypervisor.pool(record.sharing.watch.home) else { return 0 }
      var idle: UInt64 = 0
      var numbers = VirtualCPUNumbers(home.record.pool.cores)
      while let number = numbers.next() {
        guard let core = record.hypervisor.record.core(number) else { continue }
        let time = core.idleTime
        let before = record.sharing.watch.idle[number & 7]
        if time > before { idle &+= time &- before }
      }
      return idle
    }

    private func noteTimes(_ now: UInt64) {
      for index in 0..<record.virtualCPUCount {
        record.sharing.watch.ran[index] = virtualCPU(index).runTime
        record.sharing.watch.waited[index] = virtualCPU(index).waitTime(now: now)
      }
      for index in 0..<8 {
        record.sharing.watch.idle[index] = record.hypervisor.record.core(index)?.idleTime ?? 0
      }
    }

    private func tellOfGuard(_ decision: GuardDecision, _ pool: Int, _ status: ManagementStatus) {
      if status != .done {
        tell(
          decision == .promote ? .promotionRefused : .demotionRefused,
          value: UInt64(status.rawValue))
      } else {
        tell(
          decision == .promote ? .promoted : .demoted, value: UInt64(truncatingIfNeeded: pool))
      }
    }
  }

  // Budgets of exits. Whoever makes `most` exits in less than the period stays off its cores for the rest of it.

  extension Reference<VirtualMachine> {
    /// Whether its exits are counted.
    var countsExits: Bool { record.sharing.share.exits.period != 0 }

    /// A new count begins.
    func beginCount() {
      record.sharing.watch.exitsDue = .max
      record.sharing.watch.exitsSince = Counter.read()
      record.sharing.watch.exitsLeft.store(record.sharing.share.exits.most, ordering: .releasing)
    }

    /// The last exit of the count was made.
    @inline(never)
    private func useUpExits() {
      let now = Counter.read()
      let end =
        record.sharing.watch.exitsSince
        &+ record.hypervisor.ticks(record.sharing.share.exits.period)
      guard end > now, let pool = record.hypervisor.pool(record.sharing.share.pool), !pool.binds
      else {
        record.sharing.watch.exitsAreTold = false
        return beginCount()
      }
      record.sharing.watch.exitsPool = pool.record.index
      hold(Hold.exits)
      // Whoever keeps watch lets go only of what is held.
      record.sharing.watch.exitsDue = end
      pool.watch(at: end)
      // Once for as long as it goes on like this.
      guard !record.sharing.watch.exitsAreTold else { return }
      record.sharing.watch.exitsAreTold = true
      tell(.exitsExceeded, value: UInt64(record.sharing.share.exits.most))
      #if MARTLET_SERVICE
        notice(.exitRate, detail: UInt64(record.sharing.share.exits.most))
      #endif
    }

    /// It goes on, perhaps.
    fileprivate func lookAtExits() {
      guard record.sharing.watch.exitsDue <= Counter.read() else { return }
      beginCount()
      letGo(Hold.exits)
    }

    /// One more, by any of its virtual cores.
    func countExit() {
      let left = record.sharing.watch.exitsLeft.wrappingSubtract(1, ordering: .acquiring).newValue
      if left == 0 { useUpExits() }
    }
  }

  extension Reference<VirtualCPU> {
    /// How long it was without a core and would have run, up to now, in ticks.
    func waitTime(now: UInt64) -> UInt64 {
      guard let pool = sharedPool else { return record.stolen }
      pool.lock()
      let isWaiting = isAway && pool.record.pool.runnable & numberBit != 0
      let since = record.readySince
      let stolen = record.stolen
      pool.unlock()
      return stolen &+ (isWaiting && now > since ? now &- since : 0)
    }
  }
#endif
