public import Scheduling

/// A pool of cores and the rule by which its VMs share them. Times are nanoseconds.
public struct PoolPlan: Sendable, Equatable {
  public var name: String
  public var cores: [Int]
  public var scheduler: PoolConfiguration.Scheduler
  /// How long one of several equals runs while others wait; 0 where the scheduler has no such time.
  public var quantum: UInt64
  /// Of `timePartition`.
  public var frame: UInt64
  public var donatesSlack: Bool
  /// In the order of their start.
  public var windows: [TimePartition.Window]

  public init(
    name: String, cores: [Int], scheduler: PoolConfiguration.Scheduler = .bind, quantum: UInt64 = 0,
    frame: UInt64 = 0, donatesSlack: Bool = false, windows: [TimePartition.Window] = []
  ) {
    self.name = name
    self.cores = cores
    self.scheduler = scheduler
    self.quantum = quantum
    self.frame = frame
    self.donatesSlack = donatesSlack
    self.windows = windows
  }

  /// Whether VMs share the cores.
  public var isShared: Bool { scheduler != .bind }
}
