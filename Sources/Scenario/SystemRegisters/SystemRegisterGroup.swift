/// Registers that are treated alike for the same reason.
public struct SystemRegisterGroup: Sendable {
  public enum Handling: String, CaseIterable, Sendable {
    /// The virtual core's own: guests use the register itself, and every start of a virtual core sets it anew.
    case reset
    /// Each access comes to EL2, which answers it.
    case trapped
    /// Guests use the register itself, and nothing of one VM stays in it for another.
    case passed
    /// Of a feature that is hidden: not there, or its accesses end in an undefined-instruction exception.
    case absent
  }

  /// What EL2 answers where an access comes to it.
  public enum Answer: Sendable {
    case identification
    case softwareInterrupt
    case readsZero
    case undefined
  }

  public let title: String
  public let handling: Handling
  public let reason: String
  /// Nil where nothing traps.
  public let answer: Answer?
  public let entries: [SystemRegisterEntry]

  init(
    _ title: String, _ handling: Handling, answer: Answer? = nil, _ reason: String,
    _ registers: String
  ) {
    self.title = title
    self.handling = handling
    self.answer = answer
    self.reason = reason
    entries = registers.split(separator: "\n").map { SystemRegisterEntry(line: $0) }
  }
}
