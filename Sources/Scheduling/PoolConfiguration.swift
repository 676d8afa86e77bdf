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

  public static var mostPools: Int { 8 }
  /// In one pool that is shared.
  public static var mostVirtualCPUs: Int { 32 }

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
  /// In the order of their start; none reaches into the next or beyond the frame.
  public var windows = BoundedList<32, TimePartition.Window>(
    filler: TimePartition.Window(start: 0, length: 0, machine: -1))

  /// The limits of `quantum`.
  public static var shortestQuantum: UInt64 { 100_000 }
  public static var longestQuantum: UInt64 { 1_000_000_000 }
  /// The limits of windows, budgets and periods, and of the frame, which is no shorter than a quantum. In ticks of a
  /// counter of up to 1 GHz, times of 10 s can be multiplied by its frequency in 64 bits.
  public static var shortestTime: UInt64 { 10_000 }
  public static var longestTime: UInt64 { 10_000_000_000 }

  public init() {}

  mutating func reset() {
    name.removeAll()
    scheduler = .bind
    cores.removeAll()
    quantum = 0
    frame = 0
    donatesSlack = false
    windows.removeAll()
  }
}
