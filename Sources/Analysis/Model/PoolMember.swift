/// A virtual core in a pool: what the pool was told of it, and the tasks that its guest runs on it.
public struct PoolMember: Sendable, Equatable {
  /// A number and the name of its VM, the same for all virtual cores of one VM.
  public var machine: Int
  public var machineName: String
  /// Among those of its VM.
  public var number: Int
  /// The pool's cores that it may run on, one bit each.
  public var cores: UInt32
  /// For `fixedPriority`: the larger, the more urgent.
  public var priority: Int
  /// For `fair`.
  public var weight: Int
  /// What `deadline` guarantees, and what `fixedPriority` and `fair` let it use at most. Nil: no limit.
  public var share: TimeBudget?
  /// Empty: nothing is known of what it does.
  public var tasks: [GuestTask]

  public init(
    machine: Int, machineName: String, number: Int = 0, cores: UInt32 = .max, priority: Int = 0,
    weight: Int = 1024, share: TimeBudget? = nil, tasks: [GuestTask] = []
  ) {
    self.machine = machine
    self.machineName = machineName
    self.number = number
    self.cores = cores
    self.priority = priority
    self.weight = weight
    self.share = share
    self.tasks = tasks
  }

  /// The share, if it limits anything.
  var limit: TimeBudget? { share.flatMap { $0.isWhole ? nil : $0 } }
}
