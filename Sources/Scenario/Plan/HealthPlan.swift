/// What is watched of a VM, and what follows each fault. Times in nanoseconds.
public struct HealthPlan: Sendable, Equatable {
  public struct Rule: Sendable, Equatable {
    public var reaction: ReactionWord
    public var limit: UInt32
    public var backOff: UInt64

    public init(_ reaction: ReactionWord, limit: UInt32 = 0, backOff: UInt64 = 0) {
      self.reaction = reaction
      self.limit = limit
      self.backOff = backOff
    }
  }

  /// Seconds; 0: no watchdog.
  public var watchdog: UInt32
  /// Interrupts in a second; 0: as many as there are.
  public var interrupts: UInt64
  /// Index of the channel, and the period.
  public var heartbeat: Heartbeat?
  /// In the order of the faults' numbers.
  public var rules: [Rule]

  public struct Heartbeat: Sendable, Equatable {
    public var channel: Int
    public var period: UInt64
  }

  /// What there is without a word of the scenario's, `onFailure` being what it says of failures.
  /// `isPaired`: another VM stands by.
  init(onFailure: Rule, isPaired: Bool = false) {
    watchdog = 0
    interrupts = 0
    rules = FaultWord.allCases.map { Self.usual($0, onFailure, isPaired) }
  }

  private static func usual(_ fault: FaultWord, _ onFailure: Rule, _ isPaired: Bool) -> Rule {
    switch fault {
    case .watchdog:
      Rule(
        isPaired ? .switchOver : .restart, limit: UInt32(CheckingPass.defaultRestartLimit))
    case .crash, .trap: onFailure
    case .heartbeat, .exits, .interrupts, .guarantee: Rule(.log)
    }
  }
}

/// The same of the machine.
public struct MachineHealthPlan: Sendable, Equatable {
  /// Indices of the VMs that stay in the safe state.
  public var safe: [Int] = []
  /// 0: never.
  public var bundleCheck: UInt64 = 0
  public var coreCheck: UInt64 = 0
  /// In the order of the faults' numbers.
  public var reactions: [ReactionWord] = MachineFaultWord.allCases.map { _ in .log }

  public init() {}
}
