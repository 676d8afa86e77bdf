#if MARTLET_SERVICE
  /// Whether each core answers: all are asked now and then, and who was asked must have answered by the next time.
  public struct CoreCheck: Sendable {
    /// Cores that were asked, and those that are known not to answer, one bit each.
    private var asked: UInt32 = 0
    private var silent: UInt32 = 0
    /// When to ask again.
    public private(set) var due: UInt64 = 0

    public init() {}

    /// `answered`: those that answered since they were asked. The cores to ask now are `asking`; answers those that are silent
    /// for the first time.
    public mutating func look(
      answered: UInt32, asking: UInt32, now: UInt64, period: UInt64
    ) -> UInt32 {
      let missing = asked & ~answered & asking
      let found = missing & ~silent
      silent = missing
      asked = asking
      due = now &+ period
      return found
    }
  }
#endif
