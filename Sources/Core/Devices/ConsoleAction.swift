/// What a byte typed at the physical UART means to the machine.
public enum ConsoleAction: Equatable, Sendable {
  /// Nothing to do.
  case none
  /// There is something in the input ring of this VM: let its UART take it.
  case input(machine: Int)
  /// Typed bytes go to this VM from now on. The console has a message to show: drain it.
  case focusChanged(machine: Int)
  /// The console has a message to show, or shows its output in another way: drain it.
  case drain
  /// Print the report.
  case report
  #if MARTLET_SHARING
    /// There is something in the ring of commands: let the monitor's prompt take it.
    case monitor
  #endif
  /// Print the report and switch the board off.
  case powerOff
}

/// What a call of the drainer left behind.
public struct ConsoleOutcome: Sendable {
  /// There is output that could not be written yet. The UART's transmit interrupt is enabled, and
  /// whoever takes it has to drain again.
  public var workLeft = false
  /// Counter value at which the drainer wants to be called again even if nothing happens: for
  /// lines without end, and for VMs beyond their rate. Nil when not needed.
  public var deadline: UInt64?
  /// VMs, one bit each, whose UART waited for room that exists now: call `PL011.portChanged(_:)`
  /// under the lock of their UART, after the console's gate was left.
  public var spaceFor: UInt64 = 0

  public init() {}

  @inline(__always)
  mutating func wantCall(at time: UInt64) {
    deadline = min(deadline ?? .max, time)
  }
}
