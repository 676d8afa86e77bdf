/// Collects complaints, so that a file is told everything that is wrong with it at once.
public struct DiagnosticList: Sendable {
  private var collected: Set<Diagnostic> = []

  public init() {}

  public mutating func error(_ problem: String, at position: SourcePosition, remedy: String) {
    collected.insert(Diagnostic(.error, at: position, problem, remedy: remedy))
  }

  public mutating func warning(_ problem: String, at position: SourcePosition, remedy: String) {
    collected.insert(Diagnostic(.warning, at: position, problem, remedy: remedy))
  }

  public var hasErrors: Bool { collected.contains { $0.severity == .error } }

  /// Sorted by place.
  public var all: [Diagnostic] { collected.sorted() }
}
