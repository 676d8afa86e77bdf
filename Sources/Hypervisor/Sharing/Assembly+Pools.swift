#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling

  extension Assembly {
    /// Records of the pools whose cores are shared. Each core knows its pool then.
    @inline(never)
    func makePools(_ machine: Reference<Machine>, _ configuration: Configuration) -> Bool {
      guard configuration.poolCount > 0 else { return true }
      guard let page = Self.take(&machine.record.frames, Granule.size) else { return false }
      let nowhere = Reference<CPU>.create(
        at: page, CPU(index: 31, affinity: 0, machine: machine, stack: 0, emergency: 0))
      nowhere.record.isNowhere = true
      nowhere.record.kickRequest = CPU.byGroup0
      machine.record.away = nowhere
      for index in 0..<configuration.poolCount {
        var pool = PoolConfiguration()
        do throws(SharingError) {
          try configuration.decode(pool: index, into: &pool)
        } catch {
          continue  // decoded before, when it was verified
        }
        machine.record.monitor.setName(ofPool: index, &pool)
        guard makePool(machine, index, &pool) else { return false }
      }
      return true
    }

    @inline(never)
    private func makePool(
      _ machine: Reference<Machine>, _ number: Int, _ configuration: inout PoolConfiguration
    ) -> Bool {
      guard let address = Self.take(&machine.record.frames, Reference<SharedPool>.size),
        let policy = makePolicy(machine, &configuration)
      else { return false }
      let made = Reference<SharedPool>.create(
        at: address,
        SharedPool(
          index: number, machine: machine,
          pool: Pool(policy, cores: configuration.coreSet)))
      for index in 0..<configuration.cores.count {
        guard let core = machine.record.core(Int(configuration.cores[index])) else { return false }
        core.record.poolIndex = number
        if !made.binds { core.record.pool = address }
      }
      machine.record.pools[number] = address
      machine.record.poolCount = number &+ 1
      return true
    }

    @inline(never)
    private func makePolicy(
      _ machine: Reference<Machine>, _ configuration: inout PoolConfiguration
    ) -> PoolPolicy? {
      let quantum = machine.ticks(configuration.quantum)
      let size =
        switch configuration.scheduler {
        case .fixedPriority: Reference<FixedPriority>.size
        case .timePartition: Reference<TimePartition>.size
        case .deadline: Reference<EarliestDeadline>.size
        case .bind, .fair: Reference<Fair>.size
        }
      guard let place = Self.take(&machine.record.frames, size) else { return nil }
      switch configuration.scheduler {
      case .fixedPriority:
        _ = Reference<FixedPriority>.create(at: place, FixedPriority(quantum: quantum))
      case .timePartition:
        let made = Reference<TimePartition>.create(
          at: place,
          TimePartition(
            frame: machine.ticks(configuration.frame), origin: machine.record.bootTime,
            quantum: quantum, donatesSlack: configuration.donatesSlack))
        for index in 0..<configuration.windows.count {
          let window = configuration.windows[index]
          let start = machine.ticks(window.start)
          let end = machine.ticks(window.start &+ window.length)
          do throws(TimePartition.WindowError) {
            try made.record.append(
              TimePartition.Window(start: start, length: end &- start, machine: window.machine))
          } catch {
            return nil  // checked before
          }
        }
      case .deadline:
        _ = Reference<EarliestDeadline>.create(
          at: place, EarliestDeadline(cores: configuration.coreSet))
      case .bind, .fair:
        _ = Reference<Fair>.create(
          at: place, Fair(cores: configuration.coreSet, quantum: quantum))
      }
      return PoolPolicy(scheduler: configuration.scheduler, place: place)
    }

    /// Where the virtual cores are while they are on no core: one that is bound, because its VM is paused.
    func makeStates(
      _ machine: Reference<Machine>, _ made: Reference<VirtualMachine>
    ) -> Bool {
      let count = made.record.virtualCPUCount
      guard
        let states = Self.take(
          &machine.record.frames, GuestState.size &* UInt64(truncatingIfNeeded: count))
      else { return false }
      for index in 0..<count {
        made.virtualCPU(index).record.state =
          states &+ GuestState.size &* UInt64(truncatingIfNeeded: index)
      }
      return true
    }

    /// Puts the VM's virtual cores into their pool, where it is one of shared cores. Their records are made.
    @inline(never)
    func join(
      _ machine: Reference<Machine>, _ made: Reference<VirtualMachine>,
      _ configuration: Configuration
    ) -> Bool {
      guard makeStates(machine, made) else { return false }
      guard configuration.poolCount > 0 else { return true }
      do throws(SharingError) {
        try configuration.decodeShare(
          virtualMachine: made.record.index, into: &made.record.sharing.share)
      } catch {
        return true  // decoded before, when it was verified
      }
      guard makeStolenTime(machine, made) else { return false }
      let now = Counter.read()
      if let home = made.settleHome(in: made.record.sharing.share.pool, now: now) {
        home.record.watchTime = min(home.record.watchTime, made.record.sharing.watch.due)
      }
      guard let pool = machine.pool(made.record.sharing.share.pool) else { return false }
      for index in 0..<made.record.virtualCPUCount where !pool.binds {
        let virtualCPU = made.virtualCPU(index)
        let mask = made.record.sharing.share.affinities[index]
        // One that may run on all cores of its pool may so on those that the pool gets later.
        virtualCPU.record.affinityMask = mask == pool.record.pool.cores ? .max : mask
        virtualCPU.record.core.record.virtualCPU = nil
        guard pool.join(virtualCPU, now: Counter.read()), pool.applyShare(of: virtualCPU) else {
          return false
        }
      }
      return true
    }
  }

  extension PoolConfiguration {
    /// The cores, one bit each.
    var coreSet: UInt32 {
      mutating get {
        var set: UInt32 = 0
        for index in 0..<cores.count { set |= 1 &<< UInt32(cores[index] & 31) }
        return set
      }
    }
  }

  extension Reference<Machine> {
    func pool(_ index: Int) -> Reference<SharedPool>? {
      let address = index >= 0 && index < 8 ? record.pools[index] : 0
      return address == 0 ? nil : Reference<SharedPool>(address: address)
    }

    /// Nanoseconds as ticks, rounded down; nothing overflows below 18 years.
    func ticks(_ nanoseconds: UInt64) -> UInt64 {
      let frequency = record.frequency
      return nanoseconds / 1_000_000_000 &* frequency
        &+ nanoseconds % 1_000_000_000 &* (frequency / 1000) / 1_000_000
        &+ nanoseconds % 1_000_000_000 &* (frequency % 1000) / 1_000_000_000
    }
  }

  extension Reference<SharedPool> {
    /// Tells the policy what the virtual core may have. With the lock held, or at boot. False where a `deadline` pool
    /// cannot guarantee it; nothing has changed then.
    func applyShare(of virtualCPU: Reference<VirtualCPU>) -> Bool {
      let number = virtualCPU.record.number
      let machine = virtualCPU.record.machine
      let budget = record.machine.ticks(machine.record.sharing.share.budget)
      let period = record.machine.ticks(machine.record.sharing.share.period)
      let now = Counter.read()
      let server =
        period == 0 || budget == 0
        ? Server.unlimited : Server(budget: budget, period: period, start: now)
      switch record.pool.policy.scheduler {
      case .fixedPriority:
        record.pool.policy.priorities.record.set(
          number, priority: machine.record.sharing.share.priority, server: server)
      case .timePartition:
        record.pool.policy.windows.record.set(number, machine: machine.record.index)
      case .deadline:
        return record.pool.policy.deadlines.record.admit(
          number, budget: budget, period: period, now: now)
      case .bind, .fair:
        record.pool.policy.shares.record.set(
          number, weight: machine.record.sharing.share.weight, cap: server)
      }
      return true
    }
  }
#endif
