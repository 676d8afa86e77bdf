/// What follows when a VM has left: the scenario's `on_failure`, with a count of what it has used up.
public struct FailurePolicy: Sendable {
  public enum Reaction: UInt32, Sendable {
    case stop = 0
    case restart = 1
    case haltMachine = 2
  }

  public enum Disposition: Equatable, Sendable {
    /// Stays off, as it asked or was told.
    case off
    case restart
    /// Stays off because of a fault.
    case failed
    /// The whole machine is powered off.
    case haltMachine
  }

  public let reaction: Reaction
  /// Restarts after a fault before the VM is given up.
  public let restartLimit: UInt32
  public private(set) var failures: UInt32 = 0
  /// Resets that the guest asked for.
  public private(set) var resets: UInt32 = 0

  public init(reaction: Reaction, restartLimit: UInt32) {
    self.reaction = reaction
    self.restartLimit = restartLimit
  }

  /// Decides, and counts. Resets that a guest asks for are its own business and have no limit.
  public mutating func decide(_ reason: LeaveReason) -> Disposition {
    switch reason {
    case .guestOff, .stop: return .off
    case .guestReset, .restart:
      resets &+= 1
      return .restart
    case .guestFault, .hypervisorFault:
      failures &+= 1
      switch reaction {
      case .stop: return .failed
      case .restart: return failures <= restartLimit ? .restart : .failed
      case .haltMachine: return .haltMachine
      }
    #if MARTLET_SERVICE
      case .unhealthy:
        failures &+= 1
        return .failed
    #endif
    }
  }

  #if MARTLET_SERVICE
    /// The same where the health monitor decides what follows a fault.
    public mutating func decide(
      _ reason: LeaveReason, by decision: HealthDecision
    ) -> Disposition {
      switch reason {
      case .guestFault, .hypervisorFault, .unhealthy:
        failures &+= 1
        return switch decision.reaction {
        case .restart, .switchOver: .restart
        case .haltMachine: .haltMachine
        default: .failed
        }
      default: return decide(reason)
      }
    }
  #endif
}
