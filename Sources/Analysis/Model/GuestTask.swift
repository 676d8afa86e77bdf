/// A task that a guest runs, as its author states it. The times of a task and those of its pool are in the same unit,
/// and below 2^50.
public struct GuestTask: Sendable, Equatable {
  public var name: String
  /// The shortest time between two releases.
  public var period: Int
  /// The longest execution time of one job, with all that the guest's kernel spends on it.
  public var budget: Int
  /// From the release of a job to its end. May be longer than the period.
  public var deadline: Int
  /// The larger, the more urgent. Equals may delay each other.
  public var priority: Int

  /// Without a deadline it is the period.
  public init(name: String, period: Int, budget: Int, deadline: Int? = nil, priority: Int) {
    self.name = name
    self.period = period
    self.budget = budget
    self.deadline = deadline ?? period
    self.priority = priority
  }
}
