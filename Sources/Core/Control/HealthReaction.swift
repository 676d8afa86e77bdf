#if MARTLET_SERVICE
  /// What is done about a fault.
  public enum HealthReaction: UInt8, BitwiseCopyable, Sendable {
    case ignore = 0
    case log = 1
    case restart = 2
    case stop = 3
    /// Its standby takes over.
    case switchOver = 4
    /// Everything stops but the VMs that are named for that.
    case safeState = 5
    case resetMachine = 6
    /// Everything stops, and the board is switched off.
    case haltMachine = 7

    public static var count: UInt8 { 8 }

    public var word: RawSpan {
      @_lifetime(immortal)
      get { Self.words.row(rawValue, of: 16) }
    }

    private static var words: StaticString {
      """
      ignore\0         \
      log\0            \
      restart\0        \
      stop\0           \
      switch-over\0    \
      safe-state\0     \
      reset-machine\0  \
      halt-machine\0
      """
    }
  }
#endif
