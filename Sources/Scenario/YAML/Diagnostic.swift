/// One complaint about a scenario: where, what is wrong, and what would be right.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Sendable {
    /// The scenario is refused.
    case error
    /// The scenario is accepted; somebody should still read this.
    case warning
  }

  public var severity: Severity
  public var position: SourcePosition
  public var problem: String
  public var remedy: String

  public init(
    _ severity: Severity, at position: SourcePosition, _ problem: String, remedy: String
  ) {
    self.severity = severity
    self.position = position
    self.problem = problem
    self.remedy = remedy
  }

  /// The line that compilers print too, so that editors can jump to the place.
  public func rendered(file: String) -> String {
    "\(file):\(position.line):\(position.column): \(severity.rawValue): \(problem); \(remedy)"
  }
}

extension Diagnostic: Comparable {
  /// By place; then errors before warnings; then by text, so that the order never varies.
  public static func < (one: Diagnostic, other: Diagnostic) -> Bool {
    if one.position != other.position { return one.position < other.position }
    if one.severity != other.severity { return one.severity == .error }
    return (one.problem, one.remedy) < (other.problem, other.remedy)
  }
}
