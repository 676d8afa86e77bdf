/// Why there is nothing to work with.
public enum ChannelFailure: Error, Sendable {
  case noChannel
  case noPermission

  /// What is wrong, and what would be right.
  package var sentence: StaticString {
    switch self {
    case .noChannel:
      "this machine has no channel (PCI 1af4:1110): name its VM under `channels` in the scenario"
    case .noPermission: "a channel cannot be opened: run as root"
    }
  }
}
