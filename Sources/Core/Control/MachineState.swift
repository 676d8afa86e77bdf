#if MARTLET_SERVICE
  /// How a VM is, as somebody sees it who looks from outside.
  public enum MachineState: UInt8, BitwiseCopyable, Sendable {
    case off = 0
    case starting = 1
    case running = 2
    case leaving = 3
    case failed = 4
    case destroyed = 5
    case paused = 6
    /// Until its next period, because it made more exits than it may.
    case throttled = 7

    public static var count: UInt8 { 8 }

    public var word: RawSpan {
      @_lifetime(immortal)
      get { Self.words.row(rawValue, of: 10) }
    }

    private static var words: StaticString {
      """
      off\0      \
      starting\0 \
      running\0  \
      leaving\0  \
      failed\0   \
      destroyed\0\
      paused\0   \
      throttled\0
      """
    }
  }
#endif
