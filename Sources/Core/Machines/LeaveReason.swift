/// Why a VM stops running.
public enum LeaveReason: UInt8, Sendable {
  /// The guest called SYSTEM_OFF.
  case guestOff = 0
  /// The guest called SYSTEM_RESET or SYSTEM_RESET2.
  case guestReset = 1
  /// The guest cannot go on: it faults without end, or did what nothing but a defect does.
  case guestFault = 2
  /// EL2 trapped while it served the VM.
  case hypervisorFault = 3
  /// Told to stop, from the console or because the machine is powered off.
  case stop = 4
  /// Told to restart.
  case restart = 5
  #if MARTLET_SERVICE
    /// The health monitor ended it; what follows stands in its decision.
    case unhealthy = 6
  #endif
}
