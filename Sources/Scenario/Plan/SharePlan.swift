public import Scheduling

/// A VM's place in its pool. Everything holds for each virtual CPU by itself; times are nanoseconds.
public struct SharePlan: Sendable, Equatable {
  /// Index of the pool.
  public var pool: Int
  /// Of `fair`, as the image counts: 64 for each one of the scenario's.
  public var weight: UInt32
  /// Of `fixedPriority`.
  public var priority: UInt8
  /// Time in each period; a period of 0: no limit.
  public var budget: UInt64
  public var period: UInt64
  /// Of all virtual CPUs together.
  public var guarding: GuardConfiguration
  public var exits: ExitBudget
  /// The cores that each virtual CPU may run on.
  public var cores: [[Int]]

  public init(
    pool: Int = 0, weight: UInt32 = 6400, priority: UInt8 = 100, budget: UInt64 = 0,
    period: UInt64 = 0, guarding: GuardConfiguration = .none, exits: ExitBudget = .none,
    cores: [[Int]] = []
  ) {
    self.pool = pool
    self.weight = weight
    self.priority = priority
    self.budget = budget
    self.period = period
    self.guarding = guarding
    self.exits = exits
    self.cores = cores
  }
}
