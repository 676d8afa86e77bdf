#if MARTLET_SHARING
  /// The latest events, numbered from 0 in the order in which they came. Everything takes constant time; who appends from
  /// several cores has a lock.
  public struct EventRing: ~Copyable {
    public static var capacity: UInt64 { 128 }

    private var events = InlineArray<128, ManagementEvent>(
      repeating: ManagementEvent(time: 0, kind: .started))
    /// How many there ever were: the number of the next.
    public private(set) var total: UInt64 = 0

    public init() {}

    /// The number of the oldest that is still here.
    public var first: UInt64 { total > Self.capacity ? total &- Self.capacity : 0 }

    public mutating func append(_ event: ManagementEvent) {
      events[Int(truncatingIfNeeded: total % Self.capacity)] = event
      total &+= 1
    }

    /// Nil for one that is gone, or is still to come.
    public mutating func event(_ number: UInt64) -> ManagementEvent? {
      guard number >= first, number < total else { return nil }
      return events[Int(truncatingIfNeeded: number % Self.capacity)]
    }
  }
#endif
