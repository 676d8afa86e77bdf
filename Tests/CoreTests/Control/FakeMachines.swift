import Core

/// VMs in pools, and what each allows.
struct FakeMachines: ManagedMachines {
  var rights: [ManagementRights]
  var pools: [Int?]
  /// Of each pool.
  var shared: [Bool]
  /// The pool of each core.
  var cores: [Int?]

  var limits: ManagementLimits {
    ManagementLimits(machines: rights.count, pools: shared.count, cores: cores.count)
  }

  func rights(ofMachine index: Int) -> ManagementRights { rights[index] }
  func pool(ofMachine index: Int) -> Int? { pools[index] }
  func pool(ofCore index: Int) -> Int? { cores[index] }
  func isShared(pool index: Int) -> Bool { shared[index] }
}
