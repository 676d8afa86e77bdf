/// What a run of the guest is given.
public struct BenchSetting: Sendable {
  public var cores: Int
  /// The guest's boot arguments.
  public var arguments: String
  /// Whether the board's PL031 is the guest's own.
  public var hasClock = false

  public init(cores: Int, arguments: String) {
    self.cores = cores
    self.arguments = arguments
  }
}
