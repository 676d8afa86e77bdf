internal import Core

/// Packages of VMs that are created while the machine runs.
extension PlanBundle {
  /// A package for the machine of `plan`: a bundle with one VM, as the planner made it for that.
  public static func package(_ package: MachinePlan, for plan: MachinePlan) -> [UInt8] {
    var bundle = PlanBundle()
    bundle.parts = [BundleWriter.Part(kind: .configuration, bytes: [])]
    bundle.parts[0].bytes = FlattenedDeviceTreeWriter.flatten(
      bundle.root(package, for: identity(of: plan)))
    return BundleWriter(parts: bundle.parts).write()
  }

  /// A digest of all that a package relies on: the board and its cores, the pools, which VMs there are, and what is kept for
  /// others. Not of what those VMs run, nor of where anything lies.
  static func identity(of plan: MachinePlan) -> SHA256Digest {
    var root = DeviceTreeNode()
    root.set(.name, string: plan.name)
    root.set(.board, string: plan.board.name)
    root.set(.boardCompatible, string: plan.board.compatible)
    root.set("cores", numbers: plan.board.cores.map(\.affinity))
    root.set("vms", strings: plan.virtualMachines.map(\.name))
    if let reserve = plan.reserve {
      root.set(
        .reserve,
        numbers: [
          reserve.memorySize, UInt64(reserve.machines), UInt64(reserve.virtualCPUs),
          reserve.givableSize,
        ])
    }
    for (index, pool) in plan.pools.enumerated() {
      root.children.append(.pool(pool, index: index))
    }
    return SHA256Digest(hashing: FlattenedDeviceTreeWriter.flatten(root))
  }
}
