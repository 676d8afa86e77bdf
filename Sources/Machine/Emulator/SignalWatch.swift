internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Turns the signals that end a program into a flag, so that the machine is ended and the terminal
/// restored first. A handler and not an ignored signal: an ignored one would be ignored in QEMU too.
struct SignalWatch {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  /// A handler has no other way to say something than a global.
  private static let wasRaised = Atomic(false)

  init() {
    // The first use makes the flag, which must not happen in a handler.
    Self.wasRaised.store(false, ordering: .relaxed)
    for number in Self.numbers {
      _ = signal(number) { _ in SignalWatch.wasRaised.store(true, ordering: .relaxed) }
    }
    // A machine that ended must not take this program with it through its console's pipe.
    _ = signal(SIGPIPE) { _ in }
  }

  var isRaised: Bool { Self.wasRaised.load(ordering: .relaxed) }

  /// Runs `body` with the signals that end a program not blocked. A new process inherits what its parent's
  /// thread blocks, and threads of a pool block everything: it could then not be ended. All others stay as
  /// they are: one that waits on this thread must not be delivered because a process is started.
  static func withEndingUnblocked<E>(_ body: () throws(E) -> Void) throws(E) {
    var ending = sigset_t()
    var before = sigset_t()
    // Safety: both sets outlive the calls.
    unsafe sigemptyset(&ending)
    for number in numbers { unsafe sigaddset(&ending, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &ending, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// Gives the signals their usual effect back.
  func stop() {
    for number in Self.numbers { _ = signal(number, SIG_DFL) }
  }
}
