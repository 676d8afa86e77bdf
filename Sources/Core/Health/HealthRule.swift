#if MARTLET_SERVICE
  /// What the scenario says of one fault.
  public struct HealthRule: Equatable, BitwiseCopyable, Sendable {
    public var reaction: HealthReaction
    /// With `restart` and `switchOver`: how many restarts the VM has used up, for any fault, before this one stops it.
    public var limit: UInt32
    /// With these two: the wait before the first, which doubles with each. In whatever unit the caller counts time.
    public var backOff: UInt64

    public init(_ reaction: HealthReaction, limit: UInt32 = 0, backOff: UInt64 = 0) {
      self.reaction = reaction
      self.limit = limit
      self.backOff = backOff
    }
  }
#endif
