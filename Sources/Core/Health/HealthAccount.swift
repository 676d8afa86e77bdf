#if MARTLET_SERVICE
  /// What went wrong with one VM, or with the machine, since boot, and the next decision. Faults and times come in, reactions
  /// go out; nothing here knows what a reaction is.
  public struct HealthAccount: ~Copyable {
    /// Of one fault.
    public struct Entry: BitwiseCopyable, Equatable, Sendable {
      public var count: UInt32 = 0
      public var reaction = HealthReaction.ignore
      /// When last, and what more there was to say.
      public var time: UInt64 = 0
      public var detail: UInt64 = 0
      /// When somebody was told of it last.
      var toldTime: UInt64 = 0
      var isTold = false

      public init() {}
    }

    private var entries = InlineArray<10, Entry>(repeating: Entry())
    /// Restarts after faults.
    public private(set) var restarts: UInt32 = 0

    public init() {}

    public subscript(fault: HealthFault) -> Entry {
      mutating get { entries[Int(fault.rawValue)] }
    }

    /// How many times the wait before a restart doubles at most.
    public static var mostDoublings: UInt32 { 6 }

    /// Counts the fault and says what to do. `quiet`: how long one that is only logged stays untold after it was told.
    public mutating func decide(
      _ fault: HealthFault, by rule: HealthRule, detail: UInt64, now: UInt64, quiet: UInt64
    ) -> HealthDecision {
      var decision = HealthDecision(rule.reaction)
      if rule.reaction == .restart || rule.reaction == .switchOver {
        if restarts < rule.limit {
          let doublings = restarts < Self.mostDoublings ? restarts : Self.mostDoublings
          // What would not fit is the longest wait that there is.
          decision.delay =
            rule.backOff > UInt64.max &>> UInt64(doublings)
            ? .max : rule.backOff &<< UInt64(doublings)
          restarts &+= 1
        } else {
          decision.reaction = .stop
        }
      }
      var entry = entries[Int(fault.rawValue)]
      if entry.count < .max { entry.count &+= 1 }
      entry.reaction = decision.reaction
      entry.time = now
      entry.detail = detail
      switch decision.reaction {
      case .ignore: decision.isTold = false
      case .log: decision.isTold = !entry.isTold || now &- entry.toldTime >= quiet
      default: break
      }
      if decision.isTold {
        entry.isTold = true
        entry.toldTime = now
      }
      entries[Int(fault.rawValue)] = entry
      return decision
    }
  }
#endif
