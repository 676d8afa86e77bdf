/// What the analysis found of one VM that states tasks.
public struct MachineResult: Sendable, Equatable {
  public let machine: Int
  public let name: String
  /// Those of its virtual cores that have tasks.
  public let members: [MemberResult]
  /// Of all its tasks.
  public let utilization: Utilization
  /// Nil: no share would do, its pool knows none, or nobody looked.
  public let smallest: SmallestShare?

  public var isInTime: Bool { members.allSatisfy(\.isInTime) }
}
