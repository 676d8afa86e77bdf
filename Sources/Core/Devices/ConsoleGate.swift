internal import Synchronization

/// The try-lock around the console's drainer, with a memory.
///
/// A core that finds the drainer busy leaves a mark instead of waiting; the core inside sees the
/// mark when it leaves and goes round again. Lock and mark are one word, so no request falls
/// between them:
///
/// ```
/// guard gate.enter() else { return }        // whoever is inside will see to it
/// repeat { outcome = multiplexer.drain(…) } while !gate.leave()
/// ```
///
/// The loop must be bounded in code that a guest can drive: after a second round, keep the UART's
/// transmit interrupt enabled and call `abandon()`.
public struct ConsoleGate: ~Copyable, Sendable {
  private static let open: UInt8 = 0
  private static let taken: UInt8 = 1
  private static let marked: UInt8 = 2

  private let state = Atomic<UInt8>(ConsoleGate.open)

  public init() {}

  /// Whether a core is inside, at this moment.
  public var isTaken: Bool { state.load(ordering: .sequentiallyConsistent) != Self.open }

  /// Takes the lock and returns true, or leaves the mark for the core that has it.
  ///
  /// The mark is written even where one is: the holder that clears it then also sees all that this
  /// core wrote before.
  public borrowing func enter() -> Bool {
    while true {
      // Each failed exchange means that another core got further, so this ends.
      let seen = state.load(ordering: .relaxed)
      let next = seen == Self.open ? Self.taken : Self.marked
      if state.compareExchange(
        expected: seen, desired: next, ordering: .acquiringAndReleasing
      ).exchanged {
        return seen == Self.open
      }
    }
  }

  /// Gives the lock back and returns true; or, when the mark was left meanwhile, clears it, keeps
  /// the lock and returns false: the caller has to look again.
  public borrowing func leave() -> Bool {
    if state.compareExchange(
      expected: Self.taken, desired: Self.open, ordering: .releasing
    ).exchanged {
      return true
    }
    _ = state.exchange(Self.taken, ordering: .acquiringAndReleasing)
    return false
  }

  /// Gives the lock back whatever was marked; returns whether there was a mark.
  public borrowing func abandon() -> Bool {
    state.exchange(Self.open, ordering: .acquiringAndReleasing) == Self.marked
  }
}
