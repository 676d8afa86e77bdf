/// What the analysis found of a pool.
public struct PoolResult: Sendable, Equatable {
  public let pool: PoolModel
  /// The VMs that state tasks.
  public let machines: [MachineResult]
  /// Of all tasks that are stated, as a share of one core; the pool has ``PoolModel/coreCount``.
  public let utilization: Utilization
  /// What budgets or windows set aside, of all cores; nil when the pool has none.
  public let reserved: Utilization?

  public var isInTime: Bool { machines.allSatisfy(\.isInTime) }

  /// `findsSmallest`: whether to look for each VM's smallest share, which takes some forty times as long.
  public init(_ pool: PoolModel, findsSmallest: Bool = true) {
    self.pool = pool
    let numbers = Set(pool.members.filter { !$0.tasks.isEmpty }.map(\.machine)).sorted()
    machines = numbers.map { number in
      let indices = pool.members.indices.filter { pool.members[$0].machine == number }
      let stated = indices.filter { !pool.members[$0].tasks.isEmpty }
      return MachineResult(
        machine: number, name: pool.members[indices[0]].machineName,
        members: stated.map { MemberResult(pool, $0) },
        utilization: Utilization(
          stated.flatMap { pool.members[$0].tasks.map { ($0.budget, $0.period) } }),
        smallest: findsSmallest ? pool.smallestShare(of: number) : nil)
    }
    utilization = Utilization(
      pool.members.flatMap { $0.tasks.map { ($0.budget, $0.period) } })
    reserved = pool.reserved
  }
}

extension PoolModel {
  fileprivate var reserved: Utilization? {
    if case .timePartition(let frame) = scheduler {
      return Utilization(frame.windows.map { ($0.length * coreCount, frame.length) })
    }
    // Caps take from their own VMs only.
    if case .fair = scheduler { return nil }
    let shares = members.compactMap(\.share)
    return shares.isEmpty ? nil : Utilization(shares.map { ($0.budget, $0.period) })
  }
}
