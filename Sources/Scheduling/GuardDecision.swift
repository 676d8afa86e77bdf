/// What a guard wants at the end of a period.
public enum GuardDecision: UInt8, Sendable {
  case stay
  /// The VM should get cores of its own.
  case promote
  /// It should go back to the pool that it came from.
  case demote
}
