/// What checking a file brought to light.
public struct CheckResult: Sendable {
  /// As the user named it; begins each line of the report.
  public var file: String
  /// Errors and warnings, sorted by place.
  public var diagnostics: [Diagnostic]
  /// Nil when there is an error.
  public var scenario: CheckedScenario?
  /// The scenario laid out on its board, for an image of the assumed size; nil when there is an error.
  public var plan: MachinePlan?

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// One line for each complaint.
  public var lines: [String] { diagnostics.map { $0.rendered(file: file) } }
}
