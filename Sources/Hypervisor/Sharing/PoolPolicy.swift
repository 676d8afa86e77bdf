#if MARTLET_SHARING
  internal import Core
  internal import Scheduling

  /// The policy of one pool, which its configuration chooses. Each lies in memory of its own, and only the one that is
  /// used has any.
  struct PoolPolicy: SchedulingPolicy, ~Copyable {
    let scheduler: PoolConfiguration.Scheduler
    /// Address of the policy's record.
    let place: UInt64

    var priorities: Reference<FixedPriority> { Reference<FixedPriority>(address: place) }
    var windows: Reference<TimePartition> { Reference<TimePartition>(address: place) }
    var deadlines: Reference<EarliestDeadline> { Reference<EarliestDeadline>(address: place) }
    var shares: Reference<Fair> { Reference<Fair>(address: place) }

    mutating func setCores(_ cores: UInt32) {
      switch scheduler {
      case .bind, .fixedPriority, .timePartition: break
      case .deadline: deadlines.record.setCores(cores)
      case .fair: shares.record.setCores(cores)
      }
    }

    mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64) {
      switch scheduler {
      case .fixedPriority: priorities.record.wake(virtualCPU, cores: cores, now: now)
      case .timePartition: windows.record.wake(virtualCPU, cores: cores, now: now)
      case .deadline: deadlines.record.wake(virtualCPU, cores: cores, now: now)
      default: shares.record.wake(virtualCPU, cores: cores, now: now)
      }
    }

    mutating func block(_ virtualCPU: Int, now: UInt64) {
      switch scheduler {
      case .fixedPriority: priorities.record.block(virtualCPU, now: now)
      case .timePartition: windows.record.block(virtualCPU, now: now)
      case .deadline: deadlines.record.block(virtualCPU, now: now)
      default: shares.record.block(virtualCPU, now: now)
      }
    }

    mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64) {
      switch scheduler {
      case .fixedPriority: priorities.record.charge(virtualCPU, ticks, core: core, now: now)
      case .timePartition: windows.record.charge(virtualCPU, ticks, core: core, now: now)
      case .deadline: deadlines.record.charge(virtualCPU, ticks, core: core, now: now)
      default: shares.record.charge(virtualCPU, ticks, core: core, now: now)
      }
    }

    mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int? {
      switch scheduler {
      case .fixedPriority: priorities.record.choose(among: candidates, core: core, now: now)
      case .timePartition: windows.record.choose(among: candidates, core: core, now: now)
      case .deadline: deadlines.record.choose(among: candidates, core: core, now: now)
      default: shares.record.choose(among: candidates, core: core, now: now)
      }
    }

    mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64 {
      switch scheduler {
      case .fixedPriority: priorities.record.end(of: virtualCPU, waiting: waiting, now: now)
      case .timePartition: windows.record.end(of: virtualCPU, waiting: waiting, now: now)
      case .deadline: deadlines.record.end(of: virtualCPU, waiting: waiting, now: now)
      default: shares.record.end(of: virtualCPU, waiting: waiting, now: now)
      }
    }

    mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64 {
      switch scheduler {
      case .fixedPriority: priorities.record.nextStart(among: candidates, now: now)
      case .timePartition: windows.record.nextStart(among: candidates, now: now)
      case .deadline: deadlines.record.nextStart(among: candidates, now: now)
      default: shares.record.nextStart(among: candidates, now: now)
      }
    }

    mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
      switch scheduler {
      case .fixedPriority: priorities.record.precedes(virtualCPU, other, now: now)
      case .timePartition: windows.record.precedes(virtualCPU, other, now: now)
      case .deadline: deadlines.record.precedes(virtualCPU, other, now: now)
      default: shares.record.precedes(virtualCPU, other, now: now)
      }
    }

    mutating func preempts(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
      switch scheduler {
      case .fixedPriority: priorities.record.preempts(virtualCPU, other, now: now)
      case .timePartition: windows.record.preempts(virtualCPU, other, now: now)
      case .deadline: deadlines.record.preempts(virtualCPU, other, now: now)
      default: shares.record.preempts(virtualCPU, other, now: now)
      }
    }

    mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool {
      switch scheduler {
      case .fixedPriority: priorities.record.isEligible(virtualCPU, now: now)
      case .timePartition: windows.record.isEligible(virtualCPU, now: now)
      case .deadline: deadlines.record.isEligible(virtualCPU, now: now)
      default: shares.record.isEligible(virtualCPU, now: now)
      }
    }
  }
#endif
