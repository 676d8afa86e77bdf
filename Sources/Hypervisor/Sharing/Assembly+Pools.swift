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
        guard pool.scheduler == .bind || makePool(machine, index, &pool) else { return false }
      }
      return true
    }

    @inline(never)
    private func makePool(
      _ machine: Reference<Machine>, _ index: Int, _ configuration: inout PoolConfiguration
    ) -> Bool {
      guard let address = Self.take(&machine.record.frames, Reference<SharedPool>.size),
        let policy = makePolicy(machine, &configuration)
      else { return false }
      let made = Reference<SharedPool>.create(
        at: address,
        SharedPool(
          index: index, machine: machine,
          pool: Pool(policy, coreCount: configuration.cores.count)))
      for place in 0..<configuration.cores.count {
        guard let core = machine.record.core(Int(configuration.cores[place])) else { return false }
        made.record.cores[place] = core.address
        core.record.pool = address
        core.record.place = place
      }
      machine.record.pools[index] = address
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
          at: place, EarliestDeadline(coreCount: configuration.cores.count))
      case .bind, .fair:
        _ = Reference<Fair>.create(
          at: place, Fair(coreCount: configuration.cores.count, quantum: quantum))
      }
      return PoolPolicy(scheduler: configuration.scheduler, place: place)
    }

    /// Puts the VM's virtual cores into their pool, where it is one of shared cores. Their records are made.
    @inline(never)
    func join(
      _ machine: Reference<Machine>, _ made: Reference<VirtualMachine>,
      _ configuration: Configuration
    ) -> Bool {
      guard configuration.poolCount > 0 else { return true }
      var share = ShareConfiguration()
      do throws(SharingError) {
        try configuration.decodeShare(virtualMachine: made.record.index, into: &share)
      } catch {
        return true  // decoded before, when it was verified
      }
      let address = machine.record.pools[share.pool & 7]
      guard address != 0 else { return true }
      let count = made.record.virtualCPUCount
      guard
        let states = Self.take(
          &machine.record.frames, GuestState.size &* UInt64(truncatingIfNeeded: count))
      else { return false }
      let pool = Reference<SharedPool>(address: address)
      for index in 0..<count {
        let virtualCPU = made.virtualCPU(index)
        let number = pool.record.count
        virtualCPU.record.core.record.virtualCPU = nil
        virtualCPU.record.core = machine.record.away
        virtualCPU.record.pool = address
        virtualCPU.record.number = number
        virtualCPU.record.state = states &+ GuestState.size &* UInt64(truncatingIfNeeded: index)
        pool.record.virtualCPUs[number & 31] = virtualCPU.address
        pool.record.count = number &+ 1
        pool.setShare(of: virtualCPU, &share)
        _ = pool.record.pool.restrict(
          number, to: pool.places(share.affinities[index]), now: Counter.read())
      }
      return true
    }
  }

  extension Reference<Machine> {
    /// Nanoseconds as ticks, rounded down; nothing overflows below 18 years.
    func ticks(_ nanoseconds: UInt64) -> UInt64 {
      let frequency = record.frequency
      return nanoseconds / 1_000_000_000 &* frequency
        &+ nanoseconds % 1_000_000_000 &* (frequency / 1000) / 1_000_000
        &+ nanoseconds % 1_000_000_000 &* (frequency % 1000) / 1_000_000_000
    }
  }

  extension Reference<SharedPool> {
    /// The pool's places of the board's cores, one bit each.
    func places(_ cores: UInt32) -> UInt32 {
      var places: UInt32 = 0
      for place in 0..<record.pool.coreCount {
        let core = Reference<CPU>(address: record.cores[place]).record.index
        if cores &>> core & 1 != 0 { places |= 1 &<< UInt32(truncatingIfNeeded: place) }
      }
      return places
    }

    /// Tells the policy what the virtual core may have.
    func setShare(of virtualCPU: Reference<VirtualCPU>, _ share: inout ShareConfiguration) {
      let number = virtualCPU.record.number
      let budget = record.machine.ticks(share.budget)
      let period = record.machine.ticks(share.period)
      let now = Counter.read()
      let server =
        period == 0 ? Server.unlimited : Server(budget: budget, period: period, start: now)
      switch record.pool.policy.scheduler {
      case .fixedPriority:
        record.pool.policy.priorities.record.set(number, priority: share.priority, server: server)
      case .timePartition:
        record.pool.policy.windows.record.set(
          number, machine: virtualCPU.record.machine.record.index)
      case .deadline:
        _ = record.pool.policy.deadlines.record.admit(
          number, budget: budget, period: period, now: now)
      case .bind, .fair:
        record.pool.policy.shares.record.set(number, weight: share.weight, cap: server)
      }
    }
  }
#endif
