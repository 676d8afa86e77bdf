/// What a client knows of the counters: those that it had an answer for.
struct ReplicaModel: ~Copyable {
  private var counters = InlineArray<64, UInt64>(repeating: 0)
  private var known: UInt64 = 0

  enum Verdict {
    case right
    /// Something that was added and answered is missing.
    case lost
    case wrong
  }

  /// Takes the value that a counter has after so much was added. What it was before counts only if it is known.
  mutating func take(_ key: UInt32, amount: UInt64, value: UInt64) -> Verdict {
    let place = Int(key & 63)
    let bit = UInt64(1) &<< UInt64(key & 63)
    let expected = counters[place] &+ amount
    let isKnown = known & bit != 0
    known |= bit
    counters[place] = value
    if !isKnown || value == expected { return .right }
    return value < expected ? .lost : .wrong
  }

  mutating func forget() { known = 0 }
}
