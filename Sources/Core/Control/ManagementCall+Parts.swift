#if MARTLET_SERVICE
  extension ManagementCall {
    /// What `decode` makes it of.
    var parts: (ManagementOperation, (UInt64, UInt64, UInt64)) {
      func number(_ value: Int) -> UInt64 { UInt64(truncatingIfNeeded: value) }
      return switch self {
      case .listMachines: (.listMachines, (0, 0, 0))
      case .start(let machine): (.start, (number(machine), 0, 0))
      case .stop(let machine): (.stop, (number(machine), 0, 0))
      case .restart(let machine): (.restart, (number(machine), 0, 0))
      case .pause(let machine): (.pause, (number(machine), 0, 0))
      case .resume(let machine): (.resume, (number(machine), 0, 0))
      case .destroy(let machine): (.destroy, (number(machine), 0, 0))
      case .listVirtualCPUs: (.listVirtualCPUs, (0, 0, 0))
      case .listPools: (.listPools, (0, 0, 0))
      case .moveCore(let core, let pool): (.moveCore, (number(core), number(pool), 0))
      case .moveMachine(let machine, let pool):
        (.moveMachine, (number(machine), number(pool), 0))
      case .setWeight(let machine, let weight): (.setWeight, (number(machine), weight, 0))
      case .setPriority(let machine, let priority):
        (.setPriority, (number(machine), UInt64(priority), 0))
      case .setBudget(let machine, let budget, let period):
        (.setBudget, (number(machine), budget, period))
      case .showLoad: (.showLoad, (0, 0, 0))
      case .listEvents: (.listEvents, (0, 0, 0))
      case .switchOver(let machine): (.switchOver, (number(machine), 0, 0))
      }
    }
  }
#endif
