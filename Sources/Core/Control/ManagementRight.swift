#if MARTLET_SERVICE
  /// What a VM may let the service VM do to it: the words of `managed` in a scenario.
  public enum ManagementRight: UInt8, BitwiseCopyable, Sendable {
    /// To see its figures and what happens to it.
    case observe = 0
    case start = 1
    case stop = 2
    case restart = 3
    /// To pause it, and to let it go on.
    case pause = 4
    case destroy = 5
    /// To put it into another pool.
    case move = 6
    /// To change its share of its pool: by its weight, priority or budget, by those of the others there, by who comes into the
    /// pool, and by the pool's cores.
    case share = 7
    /// To see what it prints, and to type to it.
    case console = 8

    public static var count: UInt8 { 9 }

    public var word: RawSpan {
      @_lifetime(immortal)
      get { Self.words.row(rawValue, of: 8) }
    }

    private static var words: StaticString {
      """
      observe\0\
      start\0  \
      stop\0   \
      restart\0\
      pause\0  \
      destroy\0\
      move\0   \
      share\0  \
      console\0
      """
    }
  }
#endif
