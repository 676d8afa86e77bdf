#if MARTLET_SERVICE
  /// What a pool does with its cores. The numbers are those of a pool's configuration.
  public enum SchedulerKind: UInt8, BitwiseCopyable, Sendable {
    case bind = 0
    case fixedPriority = 1
    case timePartition = 2
    case deadline = 3
    case fair = 4

    public static var count: UInt8 { 5 }

    public var word: RawSpan {
      @_lifetime(immortal)
      get { Self.words.row(rawValue, of: 16) }
    }

    private static var words: StaticString {
      """
      bind\0           \
      fixed-priority\0 \
      time-partition\0 \
      deadline\0       \
      fair\0
      """
    }
  }
#endif
