internal import Core
internal import Synchronization

/// A register access that one core asks another to carry out, because the state lies in the other's list registers.
///
/// One caller at a time; the owner serves it at its next exit or in its run loop. A caller that waits serves its own
/// incoming call meanwhile, so two cores that call each other both go on.
struct RemoteCall: ~Copyable {
  enum Target: UInt8 {
    case distributor
    case redistributor
  }

  private static let free: UInt32 = 0
  private static let claimed: UInt32 = 1
  private static let posted: UInt32 = 2
  private static let served: UInt32 = 3

  private let state = Atomic<UInt32>(RemoteCall.free)
  var target = Target.distributor
  var access = InterruptRegisterAccess.read(0)
  var only: UInt32 = 0
  var outcome = VirtualDistributor<InterruptRegisters>.Outcome()
  #if MARTLET_SHARING
    /// Address of the virtual core that is meant, and whether it had left the core when the call was served.
    var callee: UInt64 = 0
    var isMissed = false
  #endif

  @inline(__always)
  var isPosted: Bool { state.load(ordering: .acquiring) == Self.posted }

  /// Caller: whether the call is ours to fill in.
  func claim() -> Bool {
    state.compareExchange(expected: Self.free, desired: Self.claimed, ordering: .acquiring)
      .exchanged
  }

  /// Caller: hands the filled-in call over.
  func post() { state.store(Self.posted, ordering: .releasing) }

  /// Caller: whether the answer is there.
  var isServed: Bool { state.load(ordering: .acquiring) == Self.served }

  /// Caller: has taken the answer, or gives the claim back.
  func release() { state.store(Self.free, ordering: .releasing) }

  /// Owner: the answer is in `outcome`.
  func finish() { state.store(Self.served, ordering: .releasing) }
}
