public import Core

/// What the configuration says about one pool. Times are nanoseconds.
public struct PoolConfiguration: ~Copyable {
  public enum Scheduler: UInt32, Sendable {
    /// Each virtual core has a core of its own; nothing is scheduled.
    case bind = 0
    case fixedPriority = 1
    case timePartition = 2
    case deadline = 3
    case fair = 4
  }

  /// A stretch of the major frame that belongs to one VM.
  public struct Window: Equatable, BitwiseCopyable, Sendable {
    public var start: UInt64
    public var length: UInt64
    /// Index of the VM.
    public var machine: Int

    public init(start: UInt64, length: UInt64, machine: Int) {
      self.start = start
      self.length = length
      self.machine = machine
    }
  }

  public static var mostPools: Int { 8 }

  public var name = BoundedList<32, UInt8>(filler: 0)
  public var scheduler = Scheduler.bind
  /// The pool's cores, as indices in the order of the board tree's /cpus.
  public var cores = BoundedList<8, UInt8>(filler: 0)
  /// How long one of several equals may run while others wait. Not for `bind` and `deadline`.
  public var quantum: UInt64 = 0
  /// The major frame of `timePartition`.
  public var frame: UInt64 = 0
  /// Whether others may run while a window's VM leaves a core idle.
  public var donatesSlack = false
  /// In the order of their start.
  public var windows = BoundedList<32, Window>(filler: Window(start: 0, length: 0, machine: -1))

  public init() {}
}
