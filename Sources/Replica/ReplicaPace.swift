/// How a client goes on.
struct ReplicaPace {
  /// Answers after which it ends; 0: never.
  var count: UInt64 = 0
  /// Milliseconds from an answer to the next request.
  var every: UInt64 = 10
  /// An answer is late after so many milliseconds.
  var late: UInt64 = 1000
  /// Milliseconds from one line of figures to the next; 0: only at the end.
  var report: UInt64 = 0
}
