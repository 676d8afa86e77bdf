#if MARTLET_SERVICE
  /// Two VMs that do one job: one is the primary, the other stands by for it. The two are called by their ends of the channel
  /// between them, 0 and 1. Exactly one is the primary at any time, and who it is changes only when it has ended.
  public struct StandbyPair: Equatable, BitwiseCopyable, Sendable {
    /// What a VM of a pair is; the numbers are those of the register.
    public enum Role: UInt32, BitwiseCopyable, Sendable {
      case primary = 1
      case standby = 2

      public var word: RawSpan {
        @_lifetime(immortal)
        get { Self.words.row(UInt8(truncatingIfNeeded: rawValue &- 1), of: 8) }
      }

      private static var words: StaticString {
        """
        primary\0\
        standby\0
        """
      }
    }

    /// The end that is the primary.
    public private(set) var primary: Int
    /// How often the roles changed since boot.
    public private(set) var count: UInt32 = 0
    /// Bit n: end n has said that it is ready.
    private var ready: UInt32 = 0

    public init(primary: Int) { self.primary = primary & 1 }

    public var standby: Int { primary ^ 1 }

    public func role(of end: Int) -> Role { end & 1 == primary ? .primary : .standby }

    public func isReady(_ end: Int) -> Bool { ready &>> UInt32(end & 1) & 1 != 0 }

    /// A guest's word, true only for as long as its VM runs. Whether it is news.
    public mutating func setReady(_ end: Int, _ isReady: Bool) -> Bool {
      let bit: UInt32 = 1 &<< UInt32(end & 1)
      let before = ready
      ready = isReady ? ready | bit : ready & ~bit
      return ready != before
    }

    /// The primary has ended. True where its standby is the primary now: it runs, and has said that it is ready.
    public mutating func switchOver(standbyRuns: Bool) -> Bool {
      guard standbyRuns, isReady(standby) else { return false }
      ready &= ~(1 &<< UInt32(primary))
      primary ^= 1
      count &+= 1
      return true
    }

    /// The register Role of one end.
    ///
    /// | Bits | |
    /// |---|---|
    /// | 1:0 | 1: primary; 2: standby; 0 where the channel is no pair's |
    /// | 2 | this end has said that it is ready |
    /// | 3 | the other end has |
    /// | 31:8 | how often the roles changed since boot |
    public func word(of end: Int) -> UInt32 {
      role(of: end).rawValue | (isReady(end) ? 4 : 0) | (isReady(end ^ 1) ? 8 : 0)
        | count &<< 8
    }
  }
#endif
