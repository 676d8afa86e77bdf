/// How often a virtual core left for EL2, by cause, and how long it was there. Belongs to the core that runs it.
public struct ExitCounters: ~Copyable {
  private var counts = InlineArray<19, UInt64>(repeating: 0)
  /// Ticks of the counter spent at EL2 for the virtual core.
  public private(set) var time: UInt64 = 0

  #if MARTLET_TRACE
    /// What was counted last.
    public private(set) var lastCause = ExitCause.other
  #endif

  public init() {}

  /// One exit more.
  @inline(__always)
  public mutating func count(_ cause: ExitCause) {
    #if MARTLET_TRACE
      lastCause = cause
    #endif
    counts[Int(truncatingIfNeeded: cause.rawValue)] &+= 1
  }

  #if MARTLET_SHARING
    /// The exit that was counted last as `cause` turned out to be for `other`.
    public mutating func correct(_ cause: ExitCause, to other: ExitCause) {
      counts[Int(truncatingIfNeeded: cause.rawValue)] &-= 1
      count(other)
    }
  #endif

  @inline(__always)
  public mutating func addTime(_ ticks: UInt64) { time &+= ticks }

  /// Exits for `cause`.
  public mutating func count(of cause: ExitCause) -> UInt64 {
    counts[Int(truncatingIfNeeded: cause.rawValue)]
  }

  /// All exits.
  public var total: UInt64 {
    mutating get {
      var sum: UInt64 = 0
      for index in 0..<19 { sum &+= counts[index] }
      return sum
    }
  }

  /// Counter `index` as guests may read it: 0 is the total, then one for each cause in order. Nil beyond.
  public mutating func value(at index: UInt64) -> UInt64? {
    if index == 0 { return total }
    guard index <= 19 else { return nil }
    return counts[Int(truncatingIfNeeded: index &- 1)]
  }
}
