internal import Synchronization

/// Whether a virtual core is on, and where it is to start. Source: Arm DEN0022, section 5.6 (CPU_ON) and 6.6.
///
/// One caller at a time can win the step from off to `claimed`; only the winner writes the entry point and then
/// publishes it. The core that is to run it takes it from there.
public struct VirtualCPUPower: ~Copyable {
  private static let off: UInt32 = 0
  private static let claimed: UInt32 = 1
  private static let pending: UInt32 = 2
  private static let on: UInt32 = 3

  private let state: Atomic<UInt32>
  // Published by `state`; atomic so that asking needs no exclusive access.
  private let requestedEntry: Atomic<UInt64>
  private let requestedContext: Atomic<UInt64>

  public init() {
    state = Atomic(Self.off)
    requestedEntry = Atomic(0)
    requestedContext = Atomic(0)
  }

  /// Where the core starts, for the core that took the start.
  public var entry: UInt64 { requestedEntry.load(ordering: .relaxed) }
  /// What it starts with in X0.
  public var context: UInt64 { requestedContext.load(ordering: .relaxed) }

  /// CPU_ON: claims the core and publishes where it starts, or says why not.
  public func request(entry: UInt64, context: UInt64) -> PSCIStatus {
    let (won, found) = state.compareExchange(
      expected: Self.off, desired: Self.claimed, ordering: .acquiringAndReleasing)
    guard won else { return found == Self.on ? .alreadyOn : .onPending }
    requestedEntry.store(entry, ordering: .relaxed)
    requestedContext.store(context, ordering: .relaxed)
    state.store(Self.pending, ordering: .releasing)
    return .success
  }

  /// The core that is to run it: whether a start is pending. It is on then.
  public func take() -> Bool {
    guard state.load(ordering: .relaxed) == Self.pending else { return false }
    return state.compareExchange(
      expected: Self.pending, desired: Self.on, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// CPU_OFF, or the VM's end.
  public func turnOff() { state.store(Self.off, ordering: .releasing) }

  /// Whether it is neither off nor about to be.
  public var isOn: Bool { state.load(ordering: .acquiring) == Self.on }

  /// Arm: AFFINITY_INFO's answer: 0 on, 1 off, 2 on its way.
  public var affinityInformation: UInt64 {
    switch state.load(ordering: .acquiring) {
    case Self.on: 0
    case Self.off: 1
    default: 2
    }
  }
}
