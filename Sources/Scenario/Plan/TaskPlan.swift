/// Work that a guest does again and again on one of its virtual CPUs, as its scenario states it. Times are nanoseconds.
public struct TaskPlan: Sendable, Equatable {
  /// The limits of its times.
  static let shortestTime: UInt64 = 1000
  static let longestTime: UInt64 = 3_600_000_000_000
  static let mostTasks = 64

  public var name: String
  public var position: SourcePosition
  public var virtualCPU: Int
  public var period: UInt64
  public var budget: UInt64
  public var deadline: UInt64
  /// The larger, the more urgent.
  public var priority: Int
}
