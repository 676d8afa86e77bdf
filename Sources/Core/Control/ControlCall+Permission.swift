#if MARTLET_SERVICE
  extension ControlCall {
    /// `done` where all whom the call touches allow it, else `notAllowed`. Nothing is changed either way. Lists are for
    /// everybody: what is in them is asked record by record. Whether a
    /// VM may be created is asked when it is known for which pool: `allowsSharing`.
    public func permission(
      by machines: borrowing some ManagedMachines & ~Copyable
    ) -> ManagementStatus {
      let isAllowed =
        switch self {
        case .management(let call): call.isAllowed(by: machines)
        case .readConsole(let machine, _), .writeConsole(let machine, _):
          machines.rights(ofMachine: machine).contains(.console)
        case .describe, .events, .health, .beginPackage, .putPackage, .create, .resources,
          .giveMemory, .takeMemory, .listChannels, .readTrace:
          true
        }
      return isAllowed ? .done : .notAllowed
    }
  }

  extension ManagedMachines where Self: ~Copyable {
    /// Whether all in the pool let others change their shares.
    public func allowsSharing(_ pool: Int) -> Bool {
      guard isShared(pool: pool) else { return true }
      var machine = 0
      while machine < limits.machines {
        if self.pool(ofMachine: machine) == pool, !rights(ofMachine: machine).contains(.share) {
          return false
        }
        machine &+= 1
      }
      return true
    }
  }

  extension ManagementCall {
    func isAllowed(by machines: borrowing some ManagedMachines & ~Copyable) -> Bool {
      func allows(_ machine: Int, _ right: ManagementRight) -> Bool {
        machines.rights(ofMachine: machine).contains(right)
      }
      func allowsSharing(_ pool: Int) -> Bool { machines.allowsSharing(pool) }
      switch self {
      case .listMachines, .listVirtualCPUs, .listPools, .showLoad, .listEvents: return true
      case .start(let machine): return allows(machine, .start)
      case .stop(let machine): return allows(machine, .stop)
      // Roles and shares change as the scenario planned it.
      case .restart(let machine), .switchOver(let machine): return allows(machine, .restart)
      case .pause(let machine), .resume(let machine): return allows(machine, .pause)
      case .destroy(let machine): return allows(machine, .destroy)
      case .moveMachine(let machine, let pool):
        return allows(machine, .move) && allowsSharing(pool)
      case .moveCore(let core, let pool):
        guard let source = machines.pool(ofCore: core) else { return allowsSharing(pool) }
        return allowsSharing(source) && allowsSharing(pool)
      case .setWeight(let machine, _), .setPriority(let machine, _), .setBudget(let machine, _, _):
        guard allows(machine, .share) else { return false }
        guard let pool = machines.pool(ofMachine: machine) else { return true }
        return allowsSharing(pool)
      }
    }
  }

  extension ManagementEvent {
    /// Whether the service VM is told: what happens to a VM is for those whom it lets observe it, and what happens to cores for
    /// all.
    public func isVisible(to machines: borrowing some ManagedMachines & ~Copyable) -> Bool {
      guard Int(machine) < machines.limits.machines else { return true }
      return machines.rights(ofMachine: Int(machine)).contains(.observe)
    }
  }
#endif
