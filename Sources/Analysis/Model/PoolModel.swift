/// A pool of cores and the virtual cores that share them, as far as it decides who gets how much time.
public struct PoolModel: Sendable, Equatable {
  public enum Scheduler: Sendable, Equatable {
    case bind
    case fixedPriority(quantum: Int)
    case timePartition(TimeFrame)
    case deadline
    case fair(quantum: Int)
  }

  public var name: String
  public var scheduler: Scheduler
  public var coreCount: Int
  public var members: [PoolMember]
  /// Time at EL2 each time a virtual core gets onto a core, charged to it.
  public var switchCost: Int

  public init(
    name: String, scheduler: Scheduler, coreCount: Int, members: [PoolMember], switchCost: Int = 0
  ) {
    self.name = name
    self.scheduler = scheduler
    self.coreCount = coreCount
    self.members = members
    self.switchCost = switchCost
  }

  private var allCores: UInt32 { (1 << UInt32(coreCount)) - 1 }

  /// The pool's cores that a member may run on.
  func cores(of index: Int) -> UInt32 { members[index].cores & allCores }

  /// Whether somebody may not run everywhere.
  var isDivided: Bool { members.indices.contains { cores(of: $0) != allCores } }

  /// The others that may run where the member may.
  func neighbours(of index: Int) -> [Int] {
    members.indices.filter { $0 != index && cores(of: $0) & cores(of: index) != 0 }
  }
}
