#if MARTLET_SHARING
  /// One operation on the running machine, with everything that it needs: numbers only, checked as far as that goes
  /// without the machine. VMs, pools and cores are indices, in the order of the scenario and of the board.
  public enum ManagementCall: Equatable, BitwiseCopyable, Sendable {
    case listMachines
    case start(machine: Int)
    case stop(machine: Int)
    case restart(machine: Int)
    case pause(machine: Int)
    case resume(machine: Int)
    case destroy(machine: Int)
    case listVirtualCPUs
    case listPools
    case moveCore(core: Int, pool: Int)
    case moveMachine(machine: Int, pool: Int)
    /// As in a scenario, 1 to 1000.
    case setWeight(machine: Int, weight: UInt64)
    /// 0 to 255.
    case setPriority(machine: Int, priority: UInt8)
    /// Nanoseconds. A budget of 0: no limit. A period of 0: as it was.
    case setBudget(machine: Int, budget: UInt64, period: UInt64)
    /// What was used since it was last asked.
    case showLoad
    /// The latest of what happened to VMs and cores.
    case listEvents
    #if MARTLET_SERVICE
      /// The VM's standby takes over, and the VM starts anew as the standby.
      case switchOver(machine: Int)
    #endif

    public static var heaviest: UInt64 { 1000 }
    /// The limits of a budget and a period, in nanoseconds: those of a scenario.
    public static var shortestTime: UInt64 { 10_000 }
    public static var longestTime: UInt64 { 10_000_000_000 }

    /// The operation with its arguments, in the order in which they are typed; those that it does not have do not matter.
    /// Of what there is `machines` VMs, `pools` pools and `cores` cores. Nothing else is looked at.
    public static func decode(
      _ operation: ManagementOperation, _ first: UInt64, _ second: UInt64, _ third: UInt64,
      in limits: ManagementLimits
    ) throws(ManagementStatus) -> ManagementCall {
      switch operation {
      case .listMachines: return .listMachines
      case .listVirtualCPUs: return .listVirtualCPUs
      case .listPools: return .listPools
      case .showLoad: return .showLoad
      case .listEvents: return .listEvents
      case .start: return .start(machine: try limits.machine(first))
      case .stop: return .stop(machine: try limits.machine(first))
      case .restart: return .restart(machine: try limits.machine(first))
      case .pause: return .pause(machine: try limits.machine(first))
      case .resume: return .resume(machine: try limits.machine(first))
      case .destroy: return .destroy(machine: try limits.machine(first))
      case .moveCore:
        return .moveCore(core: try limits.core(first), pool: try limits.pool(second))
      case .moveMachine:
        return .moveMachine(machine: try limits.machine(first), pool: try limits.pool(second))
      case .setWeight:
        let machine = try limits.machine(first)
        guard second >= 1 && second <= heaviest else { throw .outOfRange }
        return .setWeight(machine: machine, weight: second)
      case .setPriority:
        let machine = try limits.machine(first)
        guard let priority = UInt8(exactly: second) else { throw .outOfRange }
        return .setPriority(machine: machine, priority: priority)
      case .setBudget:
        let machine = try limits.machine(first)
        guard second == 0 || second >= shortestTime && second <= longestTime,
          third == 0 || third >= shortestTime && third <= longestTime
        else { throw .outOfRange }
        guard third == 0 || second <= third else { throw .budgetBeyondPeriod }
        return .setBudget(machine: machine, budget: second, period: third)
      #if MARTLET_SERVICE
        case .switchOver: return .switchOver(machine: try limits.machine(first))
      #endif
      }
    }
  }
#endif
