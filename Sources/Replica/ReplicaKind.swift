/// What a message is.
enum ReplicaKind: UInt8 {
  /// Of a client's: add this to a counter.
  case request = 1
  /// To a client: what came of it.
  case answer = 2
  /// Of a standby's: send me all there is.
  case ask = 3
  /// To a standby: all there is.
  case state = 4
  /// To a standby: what came next.
  case change = 5
  /// Of a standby's: it has that.
  case taken = 6

  /// Words of 8 bytes, with the head.
  var words: Int {
    switch self {
    case .request, .answer: 4
    case .ask, .taken: 2
    case .state: 6 &+ Int(ReplicaStore.counters)
    case .change: 5
    }
  }
}
