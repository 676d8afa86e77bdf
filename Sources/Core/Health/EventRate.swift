#if MARTLET_SERVICE
  /// Whether something that is counted happens too often. Looked at from time to time, by whoever has a clock.
  public struct EventRate: Sendable {
    /// How long is counted at once, in parts of a second.
    public static var windowsPerSecond: UInt64 { 4 }

    private var count: UInt64 = 0
    private var since: UInt64 = 0
    /// When to look again.
    public private(set) var due: UInt64 = 0

    public init() {}

    /// Begins anew: what is counted may have begun anew, too.
    public mutating func reset(_ count: UInt64, now: UInt64, frequency: UInt64) {
      self.count = count
      since = now
      due = now &+ frequency / Self.windowsPerSecond
    }

    /// How many there were in a second, if they were more than `most` would be; nil else, and before the time.
    public mutating func look(
      _ count: UInt64, now: UInt64, frequency: UInt64, most: UInt64
    ) -> UInt64? {
      guard now >= due else { return nil }
      let happened = count >= self.count ? count &- self.count : 0
      let took = max(now &- since, 1)
      reset(count, now: now, frequency: frequency)
      // A rate of its own for the time that it really was, since nobody looks at the very moment.
      let (product, isMore) = happened.multipliedReportingOverflow(by: frequency)
      let rate = isMore ? UInt64.max : product / took
      return rate > most ? rate : nil
    }
  }
#endif
