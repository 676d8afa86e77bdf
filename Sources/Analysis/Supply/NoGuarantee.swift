/// Why a pool guarantees a virtual core nothing.
public enum NoGuarantee: Error, Equatable, Sendable {
  /// Nothing is left that is sure, for one that has no budget and is at least as urgent.
  case unlimited(machineName: String)
  /// `fair` on several cores, where too many have no cap.
  case uncapped
  case noBudget
  case notAdmitted
  case noWindow
  /// Virtual cores that may not run everywhere, where that takes the guarantee away.
  case divided
  /// Several virtual cores on fewer cores that also take turns in donated time, where each turn costs a switch.
  case turnsInDonatedTime
}
