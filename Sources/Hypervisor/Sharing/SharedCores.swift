#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  // A core of a pool: what it runs next, and how a virtual core comes onto it and leaves it.

  extension PhysicalInterrupts {
    /// The SGI by which a core of a pool is told to decide anew.
    static let reschedule: UInt32 = 14
    /// What a request to kick has more than one to reschedule.
    static let kickToReschedule: UInt64 = UInt64(kick - reschedule) << 24

    /// Bits of priority of the virtual CPU interface. Arm: `ICH_VTR_EL2.PREbits`.
    static var priorityBits: UInt64 { (martlet_read_ich_vtr_el2() &>> 26) & 7 &+ 1 }
  }

  extension Reference<CPU> {
    var sharedPool: Reference<SharedPool>? {
      record.pool == 0 ? nil : Reference<SharedPool>(address: record.pool)
    }

    var isShared: Bool { record.pool != 0 }

    /// A core of a pool starts to share: the timers' physical interrupts are always on.
    func startSharing() {
      BoardInterrupts.setPrivateEnabled(
        record.redistributor, PhysicalInterrupts.reschedule, true)
      if record.pool != 0 { setTimerInterrupts(true) }
      record.predictorCall = Workarounds.betweenGuests
    }

    /// Whether the guests' timers interrupt this core.
    func setTimerInterrupts(_ areOn: Bool) {
      BoardInterrupts.setPrivateEnabled(record.redistributor, GuestTimers.virtual, areOn)
      BoardInterrupts.setPrivateEnabled(record.redistributor, GuestTimers.physical, areOn)
    }

    /// A core with a bound virtual core: the frame to go on with where that was parked; nil where it was not, or may not
    /// run.
    func findParkedWork() -> UInt64? {
      guard let virtualCPU = record.virtualCPU, virtualCPU.record.isParked,
        claim(virtualCPU, evenHeld: !virtualCPU.mayRun, { _ in })
      else { return nil }
      guard virtualCPU.mayRun else {
        virtualCPU.retireParked()
        return nil
      }
      // Nobody waits for this core but who calls it.
      while !virtualCPU.cleanMemory() {
        acknowledgeWhileIdle()
        serveCall()
      }
      setTimerInterrupts(true)
      virtualCPU.load()
      return virtualCPU.address
    }

    /// Whether the bound virtual core is still this core's and may come onto it; under the lock of moves it is noted then,
    /// so that nobody takes it away.
    private func claim(
      _ virtualCPU: Reference<VirtualCPU>, evenHeld: Bool,
      _ body: (Reference<VirtualCPU>) -> Void
    ) -> Bool {
      let machine = record.machine
      machine.lockMoves()
      let isOwn =
        record.virtualCPU?.address == virtualCPU.address
        && (evenHeld || !virtualCPU.record.machine.isHeld)
      if isOwn {
        virtualCPU.record.isParked = false
        body(virtualCPU)
      }
      machine.unlockMoves()
      return isOwn
    }

    /// The same for one that is about to start.
    func claimStart(_ virtualCPU: Reference<VirtualCPU>) -> Bool {
      claim(virtualCPU, evenHeld: false) {
        $0.record.isStarted = true
        $0.ownCore()
      }
    }

    /// The frame of the virtual core to run, or nil while there is none.
    @inline(never)
    func findSharedWork(_ pool: Reference<SharedPool>) -> UInt64? {
      while true {
        if let virtualCPU = pool.takeAttention(for: self) {
          lookAfter(virtualCPU, pool)
          continue
        }
        guard let virtualCPU = pool.decide(for: self, inPlace: false) else { return nil }
        if bring(virtualCPU, pool) { return virtualCPU.address }
        if record.hasMore { return nil }
      }
    }

    /// Brings the virtual core into its guest. False where there is nothing to run; it has left the core again then.
    private func bring(_ virtualCPU: Reference<VirtualCPU>, _ pool: Reference<SharedPool>) -> Bool {
      let machine = virtualCPU.record.machine
      virtualCPU.record.mailbox.discard(VirtualCPU.attention)
      if machine.isHeld, machine.record.lifecycle.phase == .running {
        // Since it was decided on.
        pool.release(virtualCPU, from: self, sleeps: false, until: .max)
        return false
      }
      if virtualCPU.record.isStarted {
        if virtualCPU.mayRun {
          if virtualCPU.cleanMemory() {
            virtualCPU.load()
            return true
          }
          record.hasMore = true
          pool.release(virtualCPU, from: self, sleeps: false, until: .max)
          return false
        }
        virtualCPU.retireParked()
      }
      if virtualCPU.record.index == 0, !machine.keepHouse() {
        record.hasMore = true
      } else if virtualCPU.record.power.take() {
        if machine.record.lifecycle.enter() {
          virtualCPU.record.isStarted = true
          record.isInside = true
          virtualCPU.ownCore()
          virtualCPU.prepare()
          return true
        }
        virtualCPU.record.power.turnOff()
        machine.wakeHome()
      }
      pool.release(virtualCPU, from: self, sleeps: false, until: .max)
      return false
    }

    /// The virtual core's VM ends, perhaps; that does not wait for its turn.
    private func lookAfter(_ virtualCPU: Reference<VirtualCPU>, _ pool: Reference<SharedPool>) {
      virtualCPU.record.mailbox.discard(VirtualCPU.attention)
      let machine = virtualCPU.record.machine
      if virtualCPU.record.isStarted, !virtualCPU.mayRun { virtualCPU.retireParked() }
      // What has to be scrubbed waits for its turn.
      if virtualCPU.record.index == 0, machine.record.lifecycle.canFinish, !machine.mustScrub {
        machine.finish()
      }
      pool.release(virtualCPU, from: self, sleeps: false, until: .max)
    }

    /// The timer is due, or another core asks to decide: the guest of this core leaves it at the end of this exit, unless
    /// it is certain to stay.
    @inline(never)
    func decideSoon(_ now: UInt64) {
      if record.turnEnd > now, record.isInside, !record.mustDecide, let pool = sharedPool,
        pool.decide(for: self, inPlace: true) != nil
      {
        return
      }
      record.mustDecide = true
      record.virtualCPU?.record.mailbox.post(VirtualCPU.attention)
    }

    /// The core's timer, for whatever comes first.
    func armTimer() {
      #if MARTLET_SERVICE
        let first = min(record.decisionTime, record.healthTime)
      #else
        let first = record.decisionTime
      #endif
      let time = min(min(first, record.consoleTime), record.watchTime)
      if time == .max {
        martlet_write_cnthp_ctl_el2(0)
      } else {
        martlet_write_cnthp_cval_el2(time)
        martlet_write_cnthp_ctl_el2(1)
      }
      Processor.synchronize()
    }

    /// The timer of a core of a pool was taken, and is off.
    @inline(never)
    func takeSharedTimer() {
      let now = Counter.read()
      let serves = record.consoleTime <= now
      if serves { record.consoleTime = .max }
      if record.decisionTime <= now {
        record.decisionTime = .max
        decideSoon(now)
      }
      if record.watchTime <= now {
        record.watchTime = .max
        sharedPool?.keepWatch()
      }
      #if MARTLET_SERVICE
        if record.healthTime <= now { serveHealth() }
      #endif
      armTimer()
      if serves { serveConsole() }
    }
  }

  extension Reference<CPU> {
    /// Another core asked this one, and the virtual core that was meant had moved on: the call is to be made again.
    func releaseMissedCall() -> Bool {
      guard record.call.isMissed else { return false }
      record.call.release()
      return true
    }

    /// An interrupt, acknowledged and dropped, that is not of the VM on this core: to decide anew, or some VM's wherever
    /// that is. False where it is nobody's.
    @inline(never)
    func takeOther(_ intid: UInt32) -> Bool {
      if intid == PhysicalInterrupts.reschedule {
        martlet_write_icc_dir_el1(UInt64(intid))
        // One that left its pool has nothing to decide.
        if isShared { decideSoon(Counter.read()) }
        return true
      }
      let hypervisor = record.machine
      for index in 0..<hypervisor.record.machineCount {
        guard let machine = hypervisor.record.virtualMachine(index),
          machine.record.configuration.passthroughInterrupts.contains(intid)
        else { continue }
        machine.take(intid, core: record.index)
        return true
      }
      return false
    }

    /// The same for one that the VM on this core did not know.
    @inline(never)
    func takeLeftOver() {
      let intid = record.leftOver
      guard intid != 0 else { return }
      record.leftOver = 0
      if !takeOther(intid) { martlet_write_icc_dir_el1(UInt64(intid)) }
    }
  }

  extension Reference<VirtualCPU> {
    /// Whether its VM runs and it is on.
    var mayRun: Bool { record.machine.record.lifecycle.phase == .running && record.power.isOn }

    /// WFI of a guest that shares its core, or CPU_SUSPEND: it gives the core up at the end of this exit if nothing is
    /// pending.
    func sleepSoon() {
      record.sleeps = true
      record.mailbox.post(VirtualCPU.attention)
    }

    /// Accesses the virtual core's interrupts while it is on no core; nil where it is on one, which `core` says, and which
    /// has to do it.
    func whileAway<Value>(_ core: inout Reference<CPU>, _ access: () -> Value) -> Value? {
      while core.record.isNowhere {
        if let value = whileAway(access) { return value }
        core = record.core
      }
      return nil
    }

    /// The same under the lock of its pool, so that nobody can bring it onto a core; nil where it is on one, or on its way
    /// between pools.
    private func whileAway<Value>(_ access: () -> Value) -> Value? {
      guard let pool = sharedPool else { return nil }
      pool.lock()
      guard isAway, record.pool == pool.address else {
        pool.unlock()
        return nil
      }
      let value = access()
      // It may have something to take now.
      let places = pool.wake(self, now: Counter.read())
      pool.unlock()
      pool.signal(places)
      return value
    }

    /// The end of an exit after which the core decides anew; `mail` was collected and not taken in. False where the guest
    /// stays: it wanted to sleep, and something came.
    @inline(never)
    func giveUpCore(_ mail: UInt64, since start: ExitStart) -> Bool {
      let core = record.core
      let sleeps = record.sleeps
      record.sleeps = false
      var isPending = mail != 0
      if sleeps, !isPending {
        if record.interrupts.needsSynchronization { synchronizeInterrupts() }
        isPending = record.interrupts.hasPendingInterrupt()
      }
      if isPending, !core.record.mustDecide, !record.cleansMemory, !record.machine.isHeld {
        return false
      }
      account(start)
      // For when it is back.
      if mail != 0 { record.mailbox.post(mail) }
      core.record.isInside = false
      let wakeTime = save()
      traceMove(isInside: false)
      HypervisorConfiguration.idle.activate()
      Processor.synchronize()
      if let pool = sharedPool {
        pool.release(
          self, from: core, sleeps: sleeps && !isPending, until: sleeps ? wakeTime : .max)
      } else {
        core.setTimerInterrupts(false)
        martlet_dmb_ish()
        record.machine.finishMove()
      }
      return true
    }

    /// Its VM has ended, or it was turned off, while it was on no core: nothing of it is left but its record.
    @inline(never)
    func retireParked() {
      let machine = record.machine
      machine.record.interruptLock.lock(core: CPU.current.record.index)
      record.interrupts.resetParked(&machine.record.distributor)
      machine.record.interruptLock.unlock()
      leaveMachine()
    }

    /// It runs no more in this life of its VM.
    func leaveMachine() {
      let machine = record.machine
      record.isStarted = false
      record.isParked = false
      if machine.record.lifecycle.phase != .running { record.power.turnOff() }
      machine.record.lifecycle.exit()
      machine.wakeHome()
    }
  }
#endif
