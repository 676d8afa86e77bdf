/// What came of a request.
enum ReplicaStatus: UInt8 {
  /// The counter has the value that the answer says, and whoever could take over knows it.
  case done = 0
  /// Another one is to be asked.
  case notPrimary = 1
  /// The store has not seen the request before this one.
  case outside = 2
  /// There is no such counter.
  case noCounter = 3
}
