/// What a run of the guest is given.
public struct BenchSetting: Sendable {
  /// How two virtual cores get the one core that there is.
  public enum Sharing: Sendable, Equatable {
    /// They take turns, and one that wakes up comes first.
    case turns
    /// They take turns, and one that wakes up waits for its own.
    case strictTurns
  }

  public var cores: Int
  /// The guest's boot arguments.
  public var arguments: String
  /// Whether the board's PL031 is the guest's own.
  public var hasClock = false
  /// Nil where each virtual core has a core.
  public var sharing: Sharing?

  public init(cores: Int, arguments: String) {
    self.cores = cores
    self.arguments = arguments
  }

  public init(sharing: Sharing, arguments: String) {
    self.init(cores: 1, arguments: "cores=shared " + arguments)
    self.sharing = sharing
  }

  var virtualCores: Int { sharing == nil ? cores : 2 }
}
