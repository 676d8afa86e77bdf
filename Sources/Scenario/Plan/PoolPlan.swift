/// A pool of cores and the rule by which its VMs share them. Times are nanoseconds.
public struct PoolPlan: Sendable, Equatable {
  public enum Scheduler: UInt32, Sendable {
    case bind = 0
    case fixedPriority = 1
    case timePartition = 2
    case deadline = 3
    case fair = 4
  }

  /// A stretch of the frame that belongs to one VM.
  public struct Window: Sendable, Equatable {
    /// Index of the VM.
    public var machine: Int
    public var start: UInt64
    public var length: UInt64

    public init(machine: Int, start: UInt64, length: UInt64) {
      self.machine = machine
      self.start = start
      self.length = length
    }
  }

  public var name: String
  public var cores: [Int]
  public var scheduler: Scheduler
  /// How long one of several equals runs while others wait; 0 where the scheduler has no such time.
  public var quantum: UInt64
  /// Of `timePartition`.
  public var frame: UInt64
  public var donatesSlack: Bool
  /// In the order of their start.
  public var windows: [Window]

  public init(
    name: String, cores: [Int], scheduler: Scheduler = .bind, quantum: UInt64 = 0,
    frame: UInt64 = 0, donatesSlack: Bool = false, windows: [Window] = []
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
