internal import Core

/// A property or node of the configuration tree that is about pools, by its meaning: the names that reader and writer
/// share, and what an error points at. All others are in `ConfigurationField`.
public enum SharingField: UInt8, Sendable {
  case pool, name, scheduler, cores, quantum, frame, donatesSlack, windows
  case virtualMachine, weight, priority, budget, period, coreMasks, interruptMode
  case guarding, exits, idleState

  /// The name in the tree; for a numbered node, the part before the `@`.
  public var name: RawSpan {
    @_lifetime(immortal)
    get { Self.names.row(rawValue, of: 16) }
  }

  private static var names: StaticString {
    """
    pool\0           \
    name\0           \
    scheduler\0      \
    cpus\0           \
    quantum\0        \
    frame\0          \
    donates-slack\0  \
    windows\0        \
    vm\0             \
    weight\0         \
    priority\0       \
    budget\0         \
    period\0         \
    core-masks\0     \
    interrupts-mode\0\
    guard\0          \
    exits\0          \
    idle-state\0
    """
  }
}
