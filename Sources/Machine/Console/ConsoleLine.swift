/// A piece of the shared console's output, told apart by who wrote it.
public struct ConsoleLine: Sendable, Equatable {
  public enum Source: Sendable, Hashable {
    /// A VM, by name.
    case machine(String)
    /// The hypervisor.
    case hypervisor
    /// Whoever used the UART before or without the hypervisor: firmware, or garbage.
    case board
  }

  public var source: Source
  /// Without its prefix and its end.
  public var text: String
  /// Whether this is the rest of the same writer's last line, which had to make room for another's.
  public var continues: Bool

  public init(_ source: Source, _ text: String, continues: Bool = false) {
    self.source = source
    self.text = text
    self.continues = continues
  }
}
