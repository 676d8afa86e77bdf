#if MARTLET_SERVICE
  /// How a vCPU is.
  public enum VirtualCPUState: UInt8, BitwiseCopyable, Sendable {
    case off = 0
    case asleep = 1
    /// It waits for a core.
    case ready = 2
    case running = 3

    public static var count: UInt8 { 4 }

    public var word: RawSpan {
      @_lifetime(immortal)
      get { Self.words.row(rawValue, of: 8) }
    }

    private static var words: StaticString {
      """
      off\0    \
      asleep\0 \
      ready\0  \
      running\0
      """
    }
  }
#endif
