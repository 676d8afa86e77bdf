public import Core

/// What the configuration says about a VM's place in its pool; what does not concern the pool's scheduler stays as it is
/// here. Times are nanoseconds. Everything holds for each virtual core by itself, but for a guard and a budget of exits.
public struct ShareConfiguration: ~Copyable {
  /// Index of the pool.
  public var pool = 0
  /// `fair`: 2^6 to 2^16, see `Fair`.
  public var weight: UInt64 = Fair.unit
  /// `fixedPriority`: the larger, the more urgent.
  public var priority: UInt8 = 0
  /// Time in each period: of `deadline` what is guaranteed and given, of `fixedPriority` and `fair` what is not exceeded.
  /// A period of 0: no limit.
  public var budget: UInt64 = 0
  public var period: UInt64 = 0
  /// These two never in a pool that binds.
  public var guarding = GuardConfiguration.none
  public var exits = ExitBudget.none
  /// The cores that each virtual core may run on, one bit for each of the board's cores.
  public var affinities = BoundedList<8, UInt32>(filler: 0)

  public init() {}

  mutating func reset() {
    pool = 0
    weight = Fair.unit
    priority = 0
    budget = 0
    period = 0
    guarding = .none
    exits = .none
    affinities.removeAll()
  }
}
