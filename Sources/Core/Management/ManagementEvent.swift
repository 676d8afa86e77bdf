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
        /// Something is wrong with it, or with the machine: the fault in the lowest byte, what is done about it in the next, and
        /// what more there is to say above.
        case fault = 18
        /// All VMs stop but those that are named for that.
        case safeState = 19
        case created = 20
        /// Its room is free again.
        case removed = 21
        /// It is the primary of its pair now; the value is the index of the VM that was.
        case tookOver = 22

        public static var count: UInt8 { 23 }
      #else
        public static var count: UInt8 { 18 }
      #endif

      /// What to tell somebody who asks, up to the place of the value, if there is any.
      public var words: RawSpan {
        @_lifetime(immortal)
        get {
          #if MARTLET_SERVICE
            if rawValue >= Self.fault.rawValue {
              return Self.serviceTexts.row(rawValue &- Self.fault.rawValue, of: 24)
            }
          #endif
          return Self.texts.row(rawValue, of: 24)
        }
      }

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

      #if MARTLET_SERVICE
        private static var serviceTexts: StaticString {
          """
          fault: \0                \
          safe state\0             \
          created\0                \
          removed\0                \
          took over from \0
          """
        }
      #endif
    }

    /// In counter ticks since boot.
    public var time: UInt64
    public var kind: Kind
    /// Index of the VM, or `nobody`.
    public var machine: UInt8
    public var value: UInt64

    public static var nobody: UInt8 { 0xFF }

    #if MARTLET_SERVICE
      /// The value of a `fault`. What does not fit above is the most that does.
      public static func value(
        of fault: HealthFault, _ reaction: HealthReaction, detail: UInt64
      ) -> UInt64 {
        let most: UInt64 = 1 &<< 48 &- 1
        return UInt64(fault.rawValue) | UInt64(reaction.rawValue) &<< 8
          | (detail < most ? detail : most) &<< 16
      }

      /// What a `fault` says; nil where it says nothing that is known.
      public var fault: (HealthFault, HealthReaction, detail: UInt64)? {
        guard let fault = HealthFault(rawValue: UInt8(truncatingIfNeeded: value)),
          let reaction = HealthReaction(rawValue: UInt8(truncatingIfNeeded: value &>> 8))
        else { return nil }
        return (fault, reaction, value &>> 16)
      }
    #endif

    public init(time: UInt64, kind: Kind, machine: UInt8 = nobody, value: UInt64 = 0) {
      self.time = time
      self.kind = kind
      self.machine = machine
      self.value = value
    }
  }
#endif
