#if MARTLET_SERVICE
  /// Whether a number that a guest writes again and again still changes. Its first change after the start begins the watch: a
  /// guest that boots does not beat yet.
  public struct Heartbeat: Sendable {
    private var value: UInt64 = 0
    private var hasBegun = false
    /// When to look again.
    public private(set) var due: UInt64 = 0

    public init() {}

    public mutating func reset(_ value: UInt64, now: UInt64, period: UInt64) {
      self.value = value
      hasBegun = false
      due = now &+ period
    }

    /// False where a period went by without a change. Then the watch waits for the next change.
    public mutating func look(_ value: UInt64, now: UInt64, period: UInt64) -> Bool {
      guard now >= due else { return true }
      due = now &+ period
      let changed = value != self.value
      self.value = value
      let isMissed = hasBegun && !changed
      hasBegun = changed
      return !isMissed
    }
  }
#endif
