#if MARTLET_SERVICE
  /// What is done about a fault that happened.
  public struct HealthDecision: Equatable, BitwiseCopyable, Sendable {
    public var reaction: HealthReaction
    /// How long the VM stays off before it starts again.
    public var delay: UInt64
    /// Whether those who ask what happened are told. One that comes again and again and is only logged is counted.
    public var isTold: Bool

    public init(_ reaction: HealthReaction, delay: UInt64 = 0, isTold: Bool = true) {
      self.reaction = reaction
      self.delay = delay
      self.isTold = isTold
    }
  }
#endif
