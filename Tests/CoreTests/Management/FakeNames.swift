import Core

/// Names of VMs and pools for a test, on a board of four cores.
struct FakeNames: ManagementNames {
  var machines = ["linux", "linux-rt", "control"]
  var pools = ["general", "realtime"]

  var limits: ManagementLimits {
    ManagementLimits(machines: machines.count, pools: pools.count, cores: 4)
  }

  func byte(ofMachine index: Int, at offset: Int) -> UInt8? {
    Array(machines[index].utf8).dropFirst(offset).first
  }

  func byte(ofPool index: Int, at offset: Int) -> UInt8? {
    Array(pools[index].utf8).dropFirst(offset).first
  }
}
