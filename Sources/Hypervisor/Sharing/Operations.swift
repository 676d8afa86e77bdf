#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  // Changes of the running machine: who is in which pool, and what it may have there. Asked for on any core; what a VM or
  // a core has to leave for it, it leaves at its next exit, and the last one to leave finishes the change. Nobody waits.

  /// Why a VM is off its cores.
  enum Hold {
    static let paused: UInt32 = 1
    /// On its way to another pool.
    static let moving: UInt32 = 2
    /// It made too many exits, and waits for its next period.
    static let exits: UInt32 = 4
  }

  extension Reference<VirtualMachine> {
    /// None of its virtual cores may run for now.
    var isHeld: Bool { record.sharing.hold.load(ordering: .acquiring) != 0 }

    fileprivate func isHeld(_ reason: UInt32) -> Bool {
      record.sharing.hold.load(ordering: .acquiring) & reason != 0
    }

    /// Takes the VM off its cores, which takes until the next exit of each.
    func hold(_ reason: UInt32) {
      record.sharing.hold.bitwiseOr(reason, ordering: .sequentiallyConsistent)
      if let pool = virtualCPU(0).sharedPool {
        pool.lock()
        let now = Counter.read()
        for index in 0..<record.virtualCPUCount where virtualCPU(index).isAway {
          _ = pool.record.pool.block(virtualCPU(index).record.number, now: now)
          pool.forgetTimer(of: virtualCPU(index))
        }
        pool.unlock()
      }
      wakeAll()
    }

    /// The opposite.
    func letGo(_ reason: UInt32) {
      drop(reason)
      goOn()
    }

    private func drop(_ reasons: UInt32) {
      record.sharing.hold.bitwiseAnd(~reasons, ordering: .sequentiallyConsistent)
    }

    private func goOn() {
      for index in 0..<record.virtualCPUCount { virtualCPU(index).goOn() }
    }

    /// Home core: what has ended is not paused any more.
    func endPause() {
      drop(Hold.paused | Hold.exits)
      beginCount()
    }

    #if MARTLET_SERVICE
      /// What the VM may have of its pool, whatever pool that is.
      var portion: Portion {
        get {
          Portion(
            weight: record.sharing.share.weight, priority: record.sharing.share.priority,
            budget: record.sharing.share.budget, period: record.sharing.share.period)
        }
        nonmutating set {
          record.sharing.share.weight = newValue.weight
          record.sharing.share.priority = newValue.priority
          record.sharing.share.budget = newValue.budget
          record.sharing.share.period = newValue.period
        }
      }

      /// `done` where the VM is in that pool. Else it is on its way, or this says why it is not; off or destroyed it may be.
      func exchangePool(_ index: Int) -> ManagementStatus {
        let hypervisor = record.hypervisor
        hypervisor.lockMoves()
        var status = ManagementStatus.isBusy
        if !isHeld(Hold.moving), let pool = hypervisor.pool(index) {
          let own = portion
          if let inheritance = record.sharing.inheritance { portion = inheritance }
          status = record.sharing.share.pool == index ? .alreadySo : pool.status(for: self)
          portion = own
          if status == .done {
            record.sharing.target = index
            hold(Hold.moving)
          }
        }
        hypervisor.unlockMoves()
        if status == .alreadySo { return .done }
        if status == .done { finishMove() }
        return status == .done && isHeld(Hold.moving) ? .isBusy : status
      }

      /// It gets what it was to have where it is. True where its pool can give that. With the lock of moves held.
      func inherit() -> Bool {
        guard let inheritance = record.sharing.inheritance else { return true }
        let own = portion
        portion = inheritance
        guard let pool = virtualCPU(0).sharedPool, !pool.applyShare(of: self) else {
          record.sharing.inheritance = nil
          return true
        }
        portion = own
        _ = pool.applyShare(of: self)
        return false
      }
    #endif

    /// Moves the VM if it is to be moved and none of its virtual cores is on a core any more. Whoever leaves a core of a
    /// held VM asks, so the last one finds it so.
    func finishMove() {
      guard isHeld(Hold.moving) else { return }
      let hypervisor = record.hypervisor
      hypervisor.lockMoves()
      let isDone = isHeld(Hold.moving) && isOffCores && transfer()
      if isDone {
        beginCount()
        // Before anybody else finds it so, and moves it once more.
        drop(Hold.moving | Hold.exits)
      }
      hypervisor.unlockMoves()
      if isDone { goOn() }
    }

    var isOffCores: Bool {
      // Its start or its end goes on where it is, and asks again.
      let phase = record.lifecycle.phase
      if phase == .starting || phase == .leaving { return false }
      for index in 0..<record.virtualCPUCount {
        let virtualCPU = virtualCPU(index)
        guard virtualCPU.isShared ? virtualCPU.isAway : virtualCPU.isOffBoundCore else {
          return false
        }
      }
      return true
    }

    /// From pool to pool, with the lock of moves held. False where a core is just looking after a virtual core: it asks
    /// again.
    private func transfer() -> Bool {
      let now = Counter.read()
      if let old = virtualCPU(0).sharedPool {
        old.lock()
        for index in 0..<record.virtualCPUCount where !virtualCPU(index).isAway {
          old.unlock()
          return false
        }
        for index in 0..<record.virtualCPUCount { old.leave(virtualCPU(index), now: now) }
        old.unlock()
      } else {
        for index in 0..<record.virtualCPUCount {
          virtualCPU(index).record.core.record.virtualCPU = nil
        }
      }
      let source = record.sharing.share.pool
      record.sharing.share.pool = record.sharing.target
      #if MARTLET_SERVICE
        let own = portion
        if let inheritance = record.sharing.inheritance { portion = inheritance }
      #endif
      if !settle(in: record.sharing.target, now: now) {
        // The pool has changed since it was asked.
        record.sharing.share.pool = source
        #if MARTLET_SERVICE
          portion = own
        #endif
        let isBack = settle(in: source, now: now)
        precondition(isBack)
        tell(.stayed, value: UInt64(truncatingIfNeeded: source))
        var line = LogLine()
        line.append("vm ")
        line.append(machine: self)
        line.append(" stays: the pool has no room for it any more")
        CPU.current.log(&line)
      } else {
        #if MARTLET_SERVICE
          record.sharing.inheritance = nil
        #endif
        tell(.moved, value: UInt64(truncatingIfNeeded: record.sharing.target))
      }
      return true
    }

    /// Gives the virtual cores their places. False, and nothing has changed, if there are none.
    func settle(in index: Int, now: UInt64) -> Bool {
      guard let pool = record.hypervisor.pool(index) else { return false }
      if pool.binds { return bind(to: pool) }
      guard pool.record.pool.cores != 0 else { return false }
      pool.lock()
      for index in 0..<record.virtualCPUCount {
        let virtualCPU = virtualCPU(index)
        let isIn = pool.join(virtualCPU, now: now)
        guard isIn, pool.applyShare(of: virtualCPU) else {
          for other in 0...index where isIn || other < index {
            pool.leave(self.virtualCPU(other), now: now)
          }
          pool.unlock()
          return false
        }
        virtualCPU.setWaitTrap(true)
      }
      pool.unlock()
      return true
    }

    private func bind(to pool: Reference<SharedPool>) -> Bool {
      guard pool.freeCores >= record.virtualCPUCount else { return false }
      var numbers = VirtualCPUNumbers(pool.record.pool.cores)
      var index = 0
      while index < record.virtualCPUCount, let number = numbers.next() {
        guard let core = record.hypervisor.record.core(number), core.isFree else { continue }
        let virtualCPU = virtualCPU(index)
        virtualCPU.record.pool = 0
        virtualCPU.record.core = core
        virtualCPU.setWaitTrap(false)
        martlet_dmb_ish()
        core.record.virtualCPU = virtualCPU
        index &+= 1
      }
      return true
    }

    /// Why the VM cannot be changed now, or `done`; `evenAtStart`: where that changes nothing for a start under way.
    func changeStatus(evenAtStart: Bool = false) -> ManagementStatus {
      if record.sharing.isDestroyed { return .isDestroyed }
      if record.hypervisor.record.isShuttingDown.load(ordering: .acquiring) != 0 {
        return .isShuttingDown
      }
      if isHeld(Hold.moving) { return .isBusy }
      switch record.lifecycle.phase {
      case .starting: return evenAtStart ? .done : .isBusy
      case .leaving: return .isLeaving
      default: return record.lifecycle.isStartWanted && !evenAtStart ? .isBusy : .done
      }
    }
  }

  extension Reference<VirtualCPU> {
    var isShared: Bool { record.pool != 0 }

    /// Bound, and not in its VM, or in memory.
    fileprivate var isOffBoundCore: Bool { record.isParked || !record.isStarted }

    /// After its VM was held: it gets a core, or its core is to look. Where the VM is still held, only for what came
    /// while it was between two pools, and found nobody.
    fileprivate func goOn() {
      guard let pool = sharedPool, !record.mailbox.has(VirtualCPU.attention) else { return kick() }
      pool.lock()
      var cores: UInt32 = 0
      if isAway, record.pool == pool.address, hasWork(sleeps: false) {
        cores = pool.wake(self, now: Counter.read())
      }
      pool.unlock()
      pool.signal(cores)
    }

    /// Whether its WFI comes to EL2, while it is in memory. Arm: `HCR_EL2.TWI`.
    fileprivate func setWaitTrap(_ traps: Bool) {
      guard record.isParked else { return }
      let place = record.state &+ GuestState.configuration
      let trap = HypervisorConfiguration.trapsWaiting.rawValue
      let value = martlet_load64(place)
      martlet_store64(place, traps ? value | trap : value & ~trap)
    }
  }

  extension Reference<CPU> {
    /// Not shared, and nobody is bound to it.
    fileprivate var isFree: Bool { record.pool == 0 && record.virtualCPU == nil }

    /// In the run loop, nobody being on the core: it goes to another pool if it is told to.
    func takeNextPool() {
      guard record.nextPool.load(ordering: .relaxed) != 0 else { return }
      let machine = record.machine
      machine.lockMoves()
      let next = Int(record.nextPool.exchange(0, ordering: .acquiringAndReleasing)) &- 1
      if let target = machine.pool(next), let old = machine.pool(record.poolIndex),
        old.status(without: self) == .done
      {
        change(to: target)
      }
      machine.unlockMoves()
    }

    private func change(to target: Reference<SharedPool>) {
      let now = Counter.read()
      if let old = record.machine.pool(record.poolIndex) {
        old.lock()
        let rest = old.record.pool.cores & ~bit
        let cores = old.record.pool.setCores(rest, now: now) | old.takeOverTimers(of: self)
        record.pool = 0
        old.unlock()
        if !old.binds { old.signal(cores) }
      }
      setTimerInterrupts(false)
      record.poolIndex = target.record.index
      record.decisionTime = .max
      record.watchTime = .max
      target.lock()
      let cores = target.record.pool.setCores(target.record.pool.cores | bit, now: now)
      if !target.binds { record.pool = target.address }
      target.unlock()
      if !target.binds { target.signal(cores & ~bit) }
      record.machine.tell(
        .coreMoved,
        value: UInt64(record.index) | UInt64(truncatingIfNeeded: target.record.index) &<< 32)
      startSharing()
      record.consoleTime = record.index == record.machine.record.consoleCore ? now : .max
      armTimer()
    }
  }

  extension Reference<SharedPool> {
    /// How many virtual cores can still be bound to its cores.
    fileprivate var freeCores: Int {
      var count = 0
      var numbers = VirtualCPUNumbers(record.pool.cores)
      while let number = numbers.next() {
        if let core = record.machine.record.core(number), core.isFree { count &+= 1 }
      }
      return count
    }

    /// Whether all of the VM's virtual cores could come in, as things stand.
    func status(for machine: Reference<VirtualMachine>) -> ManagementStatus {
      let count = machine.record.virtualCPUCount
      if binds { return freeCores >= count ? .done : .needsCores }
      lock()
      defer { unlock() }
      guard record.pool.cores != 0 else { return .needsCores }
      guard record.members.nonzeroBitCount &+ count <= 32 else { return .poolIsFull }
      switch record.pool.policy.scheduler {
      case .timePartition:
        return record.pool.policy.windows.record.hasWindow(of: machine.record.index)
          ? .done : .noWindow
      case .deadline: return admits(machine) ? .done : .notAdmitted
      default: return .done
      }
    }

    /// With the lock held: tries it under numbers that nobody has.
    private func admits(_ machine: Reference<VirtualMachine>) -> Bool {
      let budget = record.machine.ticks(machine.record.sharing.share.budget)
      let period = record.machine.ticks(machine.record.sharing.share.period)
      let policy = record.pool.policy.deadlines
      var tried: UInt32 = 0
      var isAdmitted = true
      for _ in 0..<machine.record.virtualCPUCount where isAdmitted {
        let number = (~(record.members | tried)).trailingZeroBitCount
        isAdmitted = policy.record.admit(
          number, budget: budget, period: period, now: Counter.read())
        if isAdmitted { tried |= 1 &<< UInt32(number) }
      }
      var numbers = VirtualCPUNumbers(tried)
      while let number = numbers.next() { policy.record.remove(number) }
      return isAdmitted
    }

    /// Why the core cannot go, or `done`.
    fileprivate func status(without core: Reference<CPU>) -> ManagementStatus {
      if binds { return core.isFree ? .done : .coreIsBound }
      lock()
      defer { unlock() }
      let rest = record.pool.cores & ~core.bit
      var numbers = VirtualCPUNumbers(record.members)
      while let number = numbers.next() {
        if virtualCPU(number).record.affinityMask & rest == 0 { return .lastCore }
      }
      if record.pool.policy.scheduler == .deadline,
        !record.pool.policy.deadlines.record.fits(UInt64(rest.nonzeroBitCount))
      {
        return .notAdmitted
      }
      return .done
    }

    /// Tells the policy anew what the VM may have. False where it cannot be guaranteed; then nothing has changed but what
    /// the caller puts back.
    fileprivate func applyShare(of machine: Reference<VirtualMachine>) -> Bool {
      lock()
      let cores = record.pool.change(now: Counter.read()) { _ in }
      var isRight = true
      for index in 0..<machine.record.virtualCPUCount where isRight {
        isRight = applyShare(of: machine.virtualCPU(index))
      }
      unlock()
      signal(cores)
      return isRight
    }
  }

  extension Reference<Machine> {
    func lockMoves() { record.moveLock.lock(core: CPU.current.record.index) }
    func unlockMoves() { record.moveLock.unlock() }

    /// The VM with the lock of moves held while something of it is changed.
    private func change(
      _ index: Int, evenAtStart: Bool = false,
      _ body: (Reference<VirtualMachine>) -> ManagementStatus
    ) -> ManagementStatus {
      guard let machine = record.virtualMachine(index) else { return .unknownMachine }
      lockMoves()
      let status = machine.changeStatus(evenAtStart: evenAtStart)
      let result = status == .done ? body(machine) : status
      unlockMoves()
      return result
    }

    /// Takes the VM off its cores until `resume`. Its time goes on.
    func pause(_ index: Int) -> ManagementStatus {
      change(index) { machine in
        guard machine.record.mode == .virtual else { return .isDirect }
        guard machine.record.lifecycle.phase == .running else { return .isOff }
        guard !machine.isHeld(Hold.paused) else { return .isPaused }
        machine.tell(.paused)
        machine.hold(Hold.paused)
        return .done
      }
    }

    func resume(_ index: Int) -> ManagementStatus {
      let status = change(index) { $0.isHeld(Hold.paused) ? .done : .notPaused }
      if status == .done, let machine = record.virtualMachine(index) {
        machine.tell(.resumed)
        machine.letGo(Hold.paused)
        #if MARTLET_SERVICE
          machine.noteIfOver()
        #endif
      }
      return status
    }

    /// Ends the VM for good; its memory is scrubbed when it has left its cores.
    func destroy(_ index: Int) -> ManagementStatus {
      let status = change(index) { machine in
        machine.record.sharing.isDestroyed = true
        machine.tell(.destroyed)
        return .done
      }
      if status == .done, let machine = record.virtualMachine(index) {
        machine.leave(.stop)
        machine.letGo(Hold.paused)
        machine.wakeHome()
        #if MARTLET_SERVICE
          machine.withdrawRestart()
          machine.noteIfOver()
        #endif
      }
      return status
    }

    /// Moves the VM to another pool while it runs.
    func move(machine index: Int, toPool target: Int, isByGuard: Bool = false) -> ManagementStatus {
      guard let pool = pool(target) else { return .unknownPool }
      let status = change(index) { machine in
        guard machine.record.mode == .virtual else { return .isDirect }
        guard machine.record.sharing.share.pool != target else { return .alreadySo }
        let status = pool.status(for: machine)
        if status == .done {
          machine.record.sharing.target = target
          machine.hold(Hold.moving)
          if !isByGuard { machine.moveHome(to: target, now: Counter.read()) }
        }
        return status
      }
      if status == .done { record.virtualMachine(index)?.finishMove() }
      return status
    }

    /// Moves the core to another pool; those that are on it go on elsewhere in theirs.
    func move(core index: Int, toPool target: Int) -> ManagementStatus {
      guard let pool = pool(target) else { return .unknownPool }
      guard let core = record.core(index), let old = self.pool(core.record.poolIndex) else {
        return .unknownCore
      }
      guard old.address != pool.address else { return .alreadySo }
      lockMoves()
      var status = old.status(without: core)
      if status == .done,
        !core.record.nextPool.compareExchange(
          expected: 0, desired: UInt32(truncatingIfNeeded: target &+ 1), ordering: .releasing
        ).exchanged
      {
        status = .isBusy
      }
      unlockMoves()
      if status == .done {
        if old.binds { core.kick() } else { old.signal(core.bit) }
      }
      return status
    }

    /// 1 to 1000, as in a scenario.
    func setWeight(_ weight: UInt64, of index: Int) -> ManagementStatus {
      changeShare(of: index, in: .fair, .weight, weight) {
        $0.record.sharing.share.weight = weight &* 64
      }
    }

    func setPriority(_ priority: UInt8, of index: Int) -> ManagementStatus {
      changeShare(of: index, in: .fixedPriority, .priority, UInt64(priority)) {
        $0.record.sharing.share.priority = priority
      }
    }

    /// Nanoseconds. A budget of 0: no limit. A period of 0: as it was.
    func setBudget(_ budget: UInt64, period: UInt64, of index: Int) -> ManagementStatus {
      changeShare(of: index, in: nil, .budget, budget) { machine in
        machine.record.sharing.share.budget = budget
        if period != 0 { machine.record.sharing.share.period = period }
      }
    }

    private func changeShare(
      of index: Int, in scheduler: PoolConfiguration.Scheduler?, _ kind: ManagementEvent.Kind,
      _ value: UInt64, _ body: (Reference<VirtualMachine>) -> Void
    ) -> ManagementStatus {
      change(index, evenAtStart: true) { machine in
        guard let pool = machine.virtualCPU(0).sharedPool else { return .otherScheduler }
        let actual = pool.record.pool.policy.scheduler
        guard actual == scheduler || scheduler == nil && actual != .timePartition else {
          return .otherScheduler
        }
        let weight = machine.record.sharing.share.weight
        let priority = machine.record.sharing.share.priority
        let budget = machine.record.sharing.share.budget
        let period = machine.record.sharing.share.period
        body(machine)
        var status = ManagementStatus.done
        if machine.record.sharing.share.budget > machine.record.sharing.share.period {
          status = .budgetBeyondPeriod
        } else if actual == .deadline, machine.record.sharing.share.budget == 0 {
          status = .outOfRange
        } else if !pool.applyShare(of: machine) {
          status = .notAdmitted
        }
        guard status != .done else {
          machine.tell(kind, value: value)
          return .done
        }
        machine.record.sharing.share.weight = weight
        machine.record.sharing.share.priority = priority
        machine.record.sharing.share.budget = budget
        machine.record.sharing.share.period = period
        _ = pool.applyShare(of: machine)
        return status
      }
    }
  }
#endif
