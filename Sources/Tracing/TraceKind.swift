/// What an event of the trace is about. The numbers are part of the format: docs/tracing.md.
public enum TraceKind: UInt8, Sendable {
  /// From a guest to EL2 and back. `code`: the `ExitCause`; `location`: the guest's program counter; `detail`: the
  /// syndrome, which means something for traps and aborts only. Arm: `ELR_EL2`, `ESR_EL2`.
  case exit = 1
  /// EL2 waited for an interrupt in the guest's place. Lies within an exit.
  case idle = 2
  /// A list register got an interrupt that is pending for the guest. `detail`: the register. Arm: `ICH_LR<n>_EL2`.
  case injection = 3
  /// The guest was made to take an exception. `location`: where it was; `detail`: the syndrome it sees.
  case exception = 4
  /// The virtual core is on the physical core from here.
  case enter = 5
  /// The virtual core has left the physical core.
  case leave = 6
  /// The VM changed its state. `code`: the `TracePhase`; `detail`: why it leaves (`LeaveReason`).
  case phase = 7
  /// The VM cannot go on, by its own doing. `location`: the guest's program counter.
  case guestFault = 8
  /// A fault of EL2 itself. `location`: where; `detail`: the syndrome.
  case hypervisorFault = 9
}
