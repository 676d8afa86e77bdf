/// The smallest share with which all tasks of a VM are in time, the others' shares as they are.
public struct SmallestShare: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// For each virtual core, in the period that it has.
    case budget
    case weight
    /// The length of each of the VM's windows, which begin when they do.
    case window
  }

  public let kind: Kind
  public let amount: Int
  /// Whether the pool can give it: others' windows begin after it, `deadline` admits it, and no task of another VM
  /// that is in time would not be.
  public let fits: Bool
}
