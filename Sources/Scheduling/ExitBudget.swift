/// How many exits a virtual machine in a pool that is shared may make in each period.
public struct ExitBudget: BitwiseCopyable, Equatable, Sendable {
  /// Of all its virtual cores together.
  public var most: UInt32
  /// In nanoseconds. 0: as many as it likes.
  public var period: UInt64

  /// The limits of `most`.
  public static var fewest: UInt32 { 100 }
  public static var largest: UInt32 { 100_000_000 }
  public static var none: Self { Self(most: 0, period: 0) }

  public init(most: UInt32, period: UInt64) {
    self.most = most
    self.period = period
  }
}
