internal import Synchronization

// The life of a virtual machine, as several cores see it at once.
//
//   off ──beginStart──▶ starting ──finishStart──▶ running ──leave(reason)──▶ leaving ──finish──▶ off/failed/starting
//
// A VM has one home core, that of its virtual core 0. Only the home core starts the VM (it scrubs and loads memory) and
// only the home core finishes it, once no core is inside any more. Every other core asks: it sets a request in the
// phase word, or counts itself in and out, and wakes the home core. So nothing here waits, and no order of events
// between cores leaves the VM half-way.

/// The phase of a VM and how many cores run it.
public struct VirtualMachineLifecycle: ~Copyable {
  public enum Phase: UInt32, Sendable {
    case off = 0
    case starting = 1
    case running = 2
    case leaving = 3
    /// Ended by its own fault or a fault of EL2, and not to be restarted.
    case failed = 4
  }

  /// Low byte: phase. Second byte: reason for leaving. Bit 16: told to leave while starting.
  private let word: Atomic<UInt32>
  private let present: Atomic<UInt32>
  private let wanted: Atomic<UInt32>

  public init() {
    word = Atomic(Phase.off.rawValue)
    present = Atomic(0)
    wanted = Atomic(0)
  }

  public var phase: Phase {
    Phase(rawValue: word.load(ordering: .acquiring) & 0xFF) ?? .failed
  }

  /// Why the VM is leaving, or left last.
  public var reason: LeaveReason {
    LeaveReason(rawValue: UInt8(truncatingIfNeeded: word.load(ordering: .acquiring) &>> 8)) ?? .stop
  }

  /// Asks for a start from another core; the home core takes it up.
  public func requestStart() { wanted.store(1, ordering: .sequentiallyConsistent) }

  /// Whether a start was asked for that the home core has not taken up.
  public var isStartWanted: Bool { wanted.load(ordering: .sequentiallyConsistent) != 0 }

  #if MARTLET_SERVICE
    /// Takes back what was asked for, unless the home core has taken it up.
    public func withdrawStart() { wanted.store(0, ordering: .sequentiallyConsistent) }
  #endif

  /// Home core: whether a start was asked for and the VM can start; it is starting then.
  public func takeStart() -> Bool {
    guard wanted.load(ordering: .relaxed) != 0, phase == .off || phase == .failed else {
      return false
    }
    guard wanted.exchange(0, ordering: .sequentiallyConsistent) != 0 else { return false }
    word.store(Phase.starting.rawValue, ordering: .sequentiallyConsistent)
    return true
  }

  /// Home core: memory is loaded and devices are reset. A VM that was told to leave meanwhile leaves at once.
  public func finishStart() {
    let (didRun, found) = word.compareExchange(
      expected: Phase.starting.rawValue, desired: Phase.running.rawValue,
      ordering: .sequentiallyConsistent)
    if !didRun {
      word.store(Phase.leaving.rawValue | found & 0xFF00, ordering: .sequentiallyConsistent)
    }
  }

  /// Asks every core to leave the VM. The first reason wins: true for the caller that gave it, which then
  /// wakes the VM's cores.
  @inline(never)
  public func leave(_ reason: LeaveReason) -> Bool {
    let cause = UInt32(reason.rawValue) &<< 8
    let whileRunning = word.compareExchange(
      expected: Phase.running.rawValue, desired: Phase.leaving.rawValue | cause,
      ordering: .sequentiallyConsistent)
    if whileRunning.exchanged { return true }
    let whileStarting = word.compareExchange(
      expected: Phase.starting.rawValue, desired: Phase.starting.rawValue | cause | Self.isToLeave,
      ordering: .sequentiallyConsistent)
    if whileStarting.exchanged { return true }
    // It was starting at the first look and may be running by the second; there is no way back without an end.
    return word.compareExchange(
      expected: Phase.running.rawValue, desired: Phase.leaving.rawValue | cause,
      ordering: .sequentiallyConsistent
    ).exchanged
  }

  private static let isToLeave: UInt32 = 1 << 16

  /// A core wants to run one of the VM's virtual cores. False where the VM is not running: then it must not.
  public func enter() -> Bool {
    present.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if word.load(ordering: .sequentiallyConsistent) == Phase.running.rawValue { return true }
    present.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    return false
  }

  /// The core runs the VM no more; it wakes the home core afterwards.
  public func exit() { present.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

  /// How many cores run the VM.
  public var presentCores: UInt32 { present.load(ordering: .sequentiallyConsistent) }

  /// Home core: whether the VM is leaving and every core has left, so that it can be finished.
  public var canFinish: Bool {
    phase == .leaving && present.load(ordering: .sequentiallyConsistent) == 0
  }

  /// Home core: the VM's end, after `canFinish`.
  public func finish(failed: Bool) {
    let reason = word.load(ordering: .relaxed) & 0xFF00
    let phase: Phase = failed ? .failed : .off
    word.store(phase.rawValue | reason, ordering: .sequentiallyConsistent)
  }
}
