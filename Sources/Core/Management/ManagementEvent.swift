#if MARTLET_SHARING
  /// Something that happened to a VM or a core, by somebody's hand or by itself.
  public struct ManagementEvent: BitwiseCopyable, Equatable, Sendable {
    /// The numbers are what a management VM will get.
    public enum Kind: UInt8, BitwiseCopyable, Sendable {
      case started = 0
      case off = 1
      case failed = 2
      case restarts = 3
      case destroyed = 4
      case paused = 5
      case resumed = 6
      /// It is in the pool of this index now.
      case moved = 7
      /// The core in the low half of the value is in the pool in the high half.
      case coreMoved = 8
      /// As in a scenario.
      case weight = 9
      case priority = 10
      /// In nanoseconds; 0: none.
      case budget = 11
      /// The guard's word, for the pool of this index: the VM is on its way.
      case promoted = 12
      case demoted = 13
      /// With the `ManagementStatus` of the move.
      case promotionRefused = 14
      /// With how many exits it made in the period.
      case exitsExceeded = 15
      /// It was on its way to another pool, which had no room any more, and is back in that of this index.
      case stayed = 16
      /// As `promotionRefused`.
      case demotionRefused = 17
      #if MARTLET_SERVICE
        case created = 24
        /// Its room is free again.
        case removed = 25
      #endif

      public static var count: UInt8 { 18 }

      /// What to tell somebody who asks, up to the place of the value, if there is any.
      public var words: RawSpan {
        @_lifetime(immortal)
        get {
          #if MARTLET_SERVICE
            if rawValue >= Self.created.rawValue {
              return Self.serviceTexts.row(rawValue &- Self.created.rawValue, of: 24)
            }
          #endif
          return Self.texts.row(rawValue, of: 24)
        }
      }

      #if MARTLET_SERVICE
        private static var serviceTexts: StaticString {
          """
          created\0                \
          removed\0
          """
        }
      #endif

      private static var texts: StaticString {
        """
        started\0                \
        off\0                    \
        failed\0                 \
        restarts\0               \
        destroyed\0              \
        paused\0                 \
        resumed\0                \
        moved to pool \0         \
        core \0                  \
        weight \0                \
        priority \0              \
        budget \0                \
        promoted to pool \0      \
        demoted to pool \0       \
        not promoted: \0         \
        exits in a period: \0    \
        stays in pool \0         \
        not demoted: \0
        """
      }
    }

    /// In counter ticks since boot.
    public var time: UInt64
    public var kind: Kind
    /// Index of the VM, or `nobody`.
    public var machine: UInt8
    public var value: UInt64

    public static var nobody: UInt8 { 0xFF }

    public init(time: UInt64, kind: Kind, machine: UInt8 = nobody, value: UInt64 = 0) {
      self.time = time
      self.kind = kind
      self.machine = machine
      self.value = value
    }
  }
#endif
