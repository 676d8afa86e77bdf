#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Synchronization

  // Health: what is noticed on any core is decided on by the console core, where no lock is held, but for the end of a VM, which
  // its home core decides on. What is decided is Core's, see `HealthAccount`.

  extension Reference<Machine> {
    /// How long a fault that comes again and again, and is only logged, stays untold.
    fileprivate var quietTime: UInt64 { record.frequency }

    /// Any core, whatever locks it holds: the console core looks soon.
    func wantHealth() {
      if record.health.record.isWanted.exchange(1, ordering: .acquiringAndReleasing) == 0 {
        record.core(Int(record.consoleCore))?.kick()
      }
    }

    /// Any core, whatever locks it holds: something is wrong with the machine.
    func notice(_ fault: HealthFault, detail: UInt64) {
      record.health.record.details[Int(fault.rawValue)] = detail
      record.health.record.noticed.bitwiseOr(
        1 &<< UInt32(fault.rawValue), ordering: .releasing)
      wantHealth()
    }

    /// Does what the rule for a fault of the machine says.
    @inline(never)
    fileprivate func react(to fault: HealthFault, detail: UInt64) {
      let monitor = record.health
      monitor.record.lock.lock(core: CPU.current.record.index)
      let decision = monitor.record.account.decide(
        fault, by: monitor.record.configuration.rules[fault], detail: detail,
        now: Counter.read(), quiet: quietTime)
      monitor.record.lock.unlock()
      if decision.isTold { tellFault(fault, decision.reaction, detail: detail, of: nil) }
      follow(decision.reaction)
    }

    fileprivate func tellFault(
      _ fault: HealthFault, _ reaction: HealthReaction, detail: UInt64,
      of machine: Reference<VirtualMachine>?
    ) {
      tell(
        .fault, machine: machine?.record.index,
        value: ManagementEvent.value(of: fault, reaction, detail: detail))
      var line = LogLine()
      if let machine {
        line.append("vm ")
        line.append(machine: machine)
        line.append(" ")
      }
      line.append("fault: ")
      line.append(fault.word)
      line.append(" ", decimal: detail)
      line.append(", reaction: ")
      line.append(reaction.word)
      CPU.current.log(&line)
    }

    /// What concerns the whole machine. With no lock held.
    func follow(_ reaction: HealthReaction) {
      switch reaction {
      case .safeState: enterSafeState()
      case .resetMachine:
        // Who said before that it is to be switched off is heard.
        guard record.isShuttingDown.load(ordering: .sequentiallyConsistent) == 0 else { return }
        record.health.record.resets.store(1, ordering: .sequentiallyConsistent)
        shutDown()
      case .haltMachine: shutDown()
      case .ignore, .log, .restart, .stop, .switchOver: break
      }
    }

    /// Stops all VMs but those that stay.
    private func enterSafeState() {
      record.health.record.isSafe.store(1, ordering: .sequentiallyConsistent)
      tell(.safeState)
      CPU.current.log("safe state")
      for index in 0..<record.machineCount {
        guard let machine = record.virtualMachine(index), !machine.isSafe else { continue }
        machine.withdrawRestart()
        machine.record.lifecycle.withdrawStart()
        machine.leave(.stop)
        machine.wakeHome()
      }
    }

    /// Console core, with no lock held: everything whose time has come. Answers when to look again.
    @inline(never)
    func lookAtHealth() -> UInt64 {
      let monitor = record.health
      monitor.record.isWanted.store(0, ordering: .sequentiallyConsistent)
      var rest = monitor.record.noticed.exchange(0, ordering: .acquiring)
      while rest != 0 {
        let number = rest.trailingZeroBitCount
        rest &= rest &- 1
        if let fault = HealthFault(rawValue: UInt8(truncatingIfNeeded: number)) {
          react(to: fault, detail: monitor.record.details[number])
        }
      }
      // Before anybody starts again.
      var next = lookAtPairs()
      next = min(next, min(lookAtCores(), lookAtBundle()))
      for index in 0..<record.machineCount {
        guard let machine = record.virtualMachine(index) else { continue }
        next = min(next, machine.lookAtHealth())
      }
      return next
    }
  }

  // What nobody's VM is to blame for.

  extension Reference<Machine> {
    /// All cores but those of `direct` VMs, which pay nothing, and this one.
    private var askable: UInt32 {
      var cores: UInt32 = 0
      for index in 0..<8 {
        guard let cpu = record.core(index), cpu.record.index != record.consoleCore,
          cpu.record.isOnline.load(ordering: .relaxed) != 0,
          cpu.isShared || cpu.record.virtualCPU?.record.machine.record.mode ?? .virtual == .virtual
        else { continue }
        cores |= cpu.bit
      }
      return cores
    }

    private func lookAtCores() -> UInt64 {
      let monitor = record.health
      let period = monitor.record.configuration.corePeriod
      guard period > 0 else { return .max }
      let now = Counter.read()
      guard monitor.record.cores.due <= now else { return monitor.record.cores.due }
      let asking = askable
      var answered: UInt32 = 0
      for index in 0..<8 {
        if let cpu = record.core(index), cpu.record.hasAnswered.exchange(0, ordering: .relaxed) != 0
        {
          answered |= cpu.bit
        }
      }
      var silent = monitor.record.cores.look(
        answered: answered, asking: asking, now: now, period: period)
      for index in 0..<8 where asking &>> UInt32(index) & 1 != 0 { record.core(index)?.kick() }
      while silent != 0 {
        react(to: .stuckCore, detail: UInt64(silent.trailingZeroBitCount))
        silent &= silent &- 1
      }
      return monitor.record.cores.due
    }

    private func lookAtBundle() -> UInt64 {
      let monitor = record.health
      let now = Counter.read()
      guard monitor.record.bundleDue <= now else { return monitor.record.bundleDue }
      monitor.record.bundleDue = now &+ monitor.record.bundleStep
      let bytes = MemorySpan.bytes(at: record.bundle, size: monitor.record.bundleSize)
      if case .isDamaged(let part) = monitor.record.bundle?.step(
        bytes, mixing: HashInstructions.mix)
      {
        react(to: .bundle, detail: part)
      }
      return monitor.record.bundleDue
    }
  }

  extension Reference<CPU> {
    /// Console core: a look, and the time of the next.
    func serveHealth() {
      record.healthTime = record.machine.lookAtHealth()
      armTimer()
    }
  }

  extension Reference<VirtualMachine> {
    private var health: Reference<MachineService> { record.service }

    /// Whether it stays in the safe state.
    fileprivate var isSafe: Bool {
      let index = UInt32(truncatingIfNeeded: record.index)
      return record.hypervisor.record.health.record.configuration.safe &>> index & 1 != 0
    }

    /// In the safe state it does not start by itself.
    var staysOff: Bool {
      record.hypervisor.record.health.record.isSafe.load(ordering: .sequentiallyConsistent) != 0
        && !isSafe && record.sharing.startIsTold.load(ordering: .relaxed) == 0
    }

    /// Whether it is off and starts again when its time has come.
    var waitsToRestart: Bool { health.record.health.restartTime.load(ordering: .acquiring) != .max }

    /// It is not to start again by itself. False where it was not going to.
    @discardableResult
    func withdrawRestart() -> Bool {
      health.record.health.restartTime.exchange(.max, ordering: .acquiringAndReleasing) != .max
    }

    /// Any core, whatever locks it holds: something is wrong with the VM.
    func notice(_ fault: HealthFault, detail: UInt64) {
      health.record.health.details[Int(fault.rawValue)] = detail
      health.record.health.noticed.bitwiseOr(
        1 &<< UInt32(fault.rawValue), ordering: .releasing)
      record.hypervisor.wantHealth()
    }

    /// Home core: the VM has ended for this reason; what follows where it was a fault.
    @inline(never)
    func decideEnd(_ reason: LeaveReason) -> HealthDecision {
      switch reason {
      case .guestFault: return decide(.crash, detail: 0)
      case .hypervisorFault: return decide(.hypervisorTrap, detail: 0)
      case .unhealthy:
        let monitor = record.hypervisor.record.health
        monitor.record.lock.lock(core: CPU.current.record.index)
        defer { monitor.record.lock.unlock() }
        return health.record.health.decision
      case .guestOff, .guestReset, .stop, .restart: return HealthDecision(.ignore)
      }
    }

    /// Home core: the VM is off, and is to run again. One of a pair not before it is settled what it is then.
    func restart(after delay: UInt64) {
      guard delay > 0 || isPaired else { return record.lifecycle.requestStart() }
      let now = Counter.read()
      // Never is what nobody waits for.
      let time = delay >= UInt64.max &- 1 &- now ? UInt64.max &- 1 : now &+ delay
      health.record.health.restartTime.store(time, ordering: .releasing)
      record.hypervisor.wantHealth()
    }

    private func decide(_ fault: HealthFault, detail: UInt64) -> HealthDecision {
      let monitor = record.hypervisor.record.health
      monitor.record.lock.lock(core: CPU.current.record.index)
      let decision = health.record.health.account.decide(
        fault, by: health.record.health.configuration.rules[fault], detail: detail,
        now: Counter.read(), quiet: record.hypervisor.quietTime)
      // For when it has left.
      health.record.health.decision = decision
      monitor.record.lock.unlock()
      if decision.isTold {
        record.hypervisor.tellFault(fault, decision.reaction, detail: detail, of: self)
      }
      return decision
    }

    /// Does what the rule says, of a VM that runs.
    @inline(never)
    private func react(to fault: HealthFault, detail: UInt64) {
      let decision = decide(fault, detail: detail)
      switch decision.reaction {
      case .ignore, .log: break
      case .restart, .switchOver, .stop:
        leave(.unhealthy)
        wakeHome()
      case .safeState, .resetMachine, .haltMachine:
        record.hypervisor.follow(decision.reaction)
      }
    }

    /// Console core: everything of this VM whose time has come. Answers when to look again.
    fileprivate func lookAtHealth() -> UInt64 {
      let now = Counter.read()
      var next = lookAtRestart(now)
      let noticed = health.record.health.noticed.exchange(0, ordering: .acquiring)
      next = min(next, lookAtLeaving(now))
      guard record.lifecycle.phase == .running else { return next }
      var rest = noticed
      while rest != 0 {
        let number = rest.trailingZeroBitCount
        rest &= rest &- 1
        if let fault = HealthFault(rawValue: UInt8(truncatingIfNeeded: number)) {
          react(to: fault, detail: health.record.health.details[number])
        }
      }
      next = min(next, lookAtWatchdog(now))
      if health.record.health.starts != record.starts {
        health.record.health.starts = record.starts
        health.record.health.rate.reset(
          injectedCount, now: now, frequency: record.hypervisor.record.frequency)
        health.record.health.heartbeat.reset(
          heartbeat, now: now, period: health.record.health.configuration.heartbeatPeriod)
      }
      next = min(next, lookAtRate(now))
      return min(next, lookAtHeartbeat(now))
    }

    private func lookAtRestart(_ now: UInt64) -> UInt64 {
      let time = health.record.health.restartTime.load(ordering: .acquiring)
      guard time <= now else { return time }
      // Then it is looked at again.
      guard !isSwitching else { return .max }
      record.hypervisor.lockMoves()
      let starts = withdrawRestart() && !record.sharing.isDestroyed && !staysOff
      if starts { record.lifecycle.requestStart() }
      record.hypervisor.unlockMoves()
      guard starts else {
        noteIfOver()
        return .max
      }
      wakeHome()
      return .max
    }

    /// Cores leave within their next exit, so a core that does not is stuck, or its guest keeps it.
    private func lookAtLeaving(_ now: UInt64) -> UInt64 {
      guard record.lifecycle.phase == .leaving, record.lifecycle.presentCores > 0 else {
        health.record.health.leavingSince = 0
        return .max
      }
      let since = health.record.health.leavingSince
      if since == .max { return .max }
      if since == 0 { health.record.health.leavingSince = now }
      let end = (since == 0 ? now : since) &+ 2 &* record.hypervisor.record.frequency
      guard end <= now else { return end }
      health.record.health.leavingSince = .max
      record.hypervisor.react(
        to: .stuckCore, detail: UInt64(virtualCPU(0).record.core.record.index))
      return .max
    }

    /// A paused guest cannot call, so its time begins anew.
    private func lookAtWatchdog(_ now: UInt64) -> UInt64 {
      let timeout =
        UInt64(health.record.health.watchdog.timeout) &* record.hypervisor.record.frequency
      while true {
        let deadline = health.record.health.deadline.load(ordering: .acquiring)
        guard deadline <= now else { return deadline }
        let isPaused = isPaused
        let later = isPaused ? now &+ timeout : .max
        // Else the guest called at the last moment.
        guard
          health.record.health.deadline.compareExchange(
            expected: deadline, desired: later, ordering: .acquiringAndReleasing
          ).exchanged
        else { continue }
        if !isPaused {
          react(to: .watchdog, detail: UInt64(health.record.health.watchdog.timeout))
        }
        return later
      }
    }

    /// Interrupts that were listed for its virtual cores.
    private var injectedCount: UInt64 {
      var count: UInt64 = 0
      for index in 0..<record.virtualCPUCount {
        count &+= virtualCPU(index).record.interrupts.injectedCount
      }
      return count
    }

    private func lookAtRate(_ now: UInt64) -> UInt64 {
      let most = health.record.health.configuration.interrupts
      guard most > 0 else { return .max }
      if let rate = health.record.health.rate.look(
        injectedCount, now: now, frequency: record.hypervisor.record.frequency, most: most)
      {
        react(to: .interruptRate, detail: rate)
      }
      return health.record.health.rate.due
    }

    /// The word that has to change. The guest may have written it past its caches.
    private var heartbeat: UInt64 {
      let address = health.record.health.heartbeatAddress
      guard address != 0 else { return 0 }
      GuestCaches.clean(address, 8)
      return martlet_load64(address)
    }

    private func lookAtHeartbeat(_ now: UInt64) -> UInt64 {
      let period = health.record.health.configuration.heartbeatPeriod
      guard period > 0 else { return .max }
      if isPaused {
        health.record.health.heartbeat.reset(heartbeat, now: now, period: period)
      } else if now >= health.record.health.heartbeat.due,
        !health.record.health.heartbeat.look(heartbeat, now: now, period: period)
      {
        react(to: .heartbeat, detail: record.hypervisor.nanoseconds(period) / 1_000_000)
      }
      return health.record.health.heartbeat.due
    }

    /// Home core, under the device lock: the VM starts.
    func resetHealth() {
      health.record.health.watchdog.reset()
      health.record.health.deadline.store(.max, ordering: .releasing)
      health.record.health.noticed.store(0, ordering: .relaxed)
      let configuration = health.record.health.configuration
      if configuration.interrupts > 0 || configuration.heartbeatPeriod > 0 {
        record.hypervisor.wantHealth()
      }
    }
  }

  extension Reference<VirtualCPU> {
    /// A call of the guest's to its watchdog. Answers x0.
    @inline(never)
    func callWatchdog() -> UInt64 {
      let registers = GuestRegisters(self)
      let call = registers[1] & 0xFFFF_FFFF
      let machine = record.machine
      let argument = registers[2]
      let frequency = machine.record.hypervisor.record.frequency
      machine.record.deviceLock.lock(core: CPU.current.record.index)
      let answer = machine.record.service.record.health.watchdog.call(
        call, argument & 0xFFFF_FFFF, now: Counter.read(), frequency: frequency)
      machine.record.service.record.health.deadline.store(
        machine.record.service.record.health.watchdog.deadline, ordering: .releasing)
      machine.record.deviceLock.unlock()
      guard answer.status == .success else { return answer.status.register }
      registers[1] = answer.first
      registers[2] = answer.second
      registers[3] = 0
      if answer.isEarlier { machine.record.hypervisor.wantHealth() }
      return answer.status.register
    }
  }
#endif
