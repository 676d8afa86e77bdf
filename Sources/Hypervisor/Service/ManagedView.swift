#if MARTLET_SERVICE
  internal import Core
  internal import Scheduling

  /// The machine as permissions see it.
  struct ManagedView: ManagedMachines {
    let machine: Reference<Machine>

    var limits: ManagementLimits { MachineNames(machine: machine).limits }

    func rights(ofMachine index: Int) -> ManagementRights {
      machine.record.virtualMachine(index)?.record.configuration.managed
        ?? machine.reserve?.formerRights(ofMachine: index) ?? ManagementRights()
    }

    func pool(ofMachine index: Int) -> Int? {
      guard machine.record.poolCount > 0 else { return nil }
      return machine.record.virtualMachine(index)?.record.sharing.share.pool
    }

    func pool(ofCore index: Int) -> Int? {
      guard machine.record.poolCount > 0 else { return nil }
      return machine.record.core(index)?.record.poolIndex
    }

    func isShared(pool index: Int) -> Bool { machine.pool(index).map { !$0.binds } ?? false }
  }
#endif
