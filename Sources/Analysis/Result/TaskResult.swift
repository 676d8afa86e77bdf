/// What the analysis found of one task.
public struct TaskResult: Sendable, Equatable {
  public let task: GuestTask
  /// The longest time from a release to the end of the job; nil when there is no bound.
  public let response: Int?

  /// Whether each job ends before its deadline.
  public var isInTime: Bool { response.map { $0 <= task.deadline } ?? false }

  /// By how much a job may end too late; nil when there is no bound.
  public var lateness: Int? { response.map { max($0 - task.deadline, 0) } }
}
