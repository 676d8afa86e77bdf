/// What a core does next.
public struct SchedulingDecision: Sendable, Equatable {
  /// Nil: the core sleeps.
  public var virtualCPU: Int?
  /// When to decide again at the latest, always later than now; `.max`: not before something wakes. There is no tick.
  public var until: UInt64
  /// Other cores that are to decide now, too: one bit each.
  public var wake: UInt32

  public init(virtualCPU: Int?, until: UInt64, wake: UInt32 = 0) {
    self.virtualCPU = virtualCPU
    self.until = until
    self.wake = wake
  }
}
