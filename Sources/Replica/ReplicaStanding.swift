/// How a server is to the other one, for who watches its console.
enum ReplicaStanding: Equatable {
  /// It answers, and nobody could take over.
  case alone
  /// It answers, and nothing is answered before the standby has it.
  case followed
  /// It waits for the primary's state.
  case behind
  /// It can take over at any time.
  case inSync

  var sentence: StaticString {
    switch self {
    case .alone: "primary, alone"
    case .followed: "primary, with a standby"
    case .behind: "standby, not in sync"
    case .inSync: "standby, in sync"
    }
  }
}
