/// What watches over a virtual machine in a pool that is shared, and when it moves the machine to cores of its own. Times
/// are nanoseconds.
public struct GuardConfiguration: BitwiseCopyable, Equatable, Sendable {
  /// Index of the pool that the VM is promoted to. It binds.
  public var pool: Int
  /// What each virtual core has to get in each period, and until when. A period of 0: nobody watches.
  public var budget: UInt64
  public var period: UInt64
  public var deadline: UInt64
  /// How long the VM stays at least where it came to.
  public var dwell: UInt64
  /// It is promoted when it missed so many of the last `of` periods.
  public var misses: UInt8
  public var of: UInt8
  /// It goes home after so many calm periods in a row.
  public var calm: UInt32

  public static var mostPeriods: UInt8 { 64 }
  public static var mostCalm: UInt32 { 100_000 }
  public static var none: Self {
    Self(pool: 0, budget: 0, period: 0, deadline: 0, dwell: 0, misses: 0, of: 0, calm: 0)
  }

  public init(
    pool: Int, budget: UInt64, period: UInt64, deadline: UInt64, dwell: UInt64, misses: UInt8,
    of: UInt8, calm: UInt32
  ) {
    self.pool = pool
    self.budget = budget
    self.period = period
    self.deadline = deadline
    self.dwell = dwell
    self.misses = misses
    self.of = of
    self.calm = calm
  }
}
