/// Why a virtual core left for EL2, as far as its counters tell causes apart.
public enum ExitCause: UInt8, Sendable {
  case hypercall
  case smc
  case wfx
  case systemRegister
  /// A write to one of the registers that send SGIs.
  case sgi
  case stage2Data
  case stage2Instruction
  case gicDistributor
  case gicRedistributor
  case uart
  case otherDevice
  case interrupt
  case timerInterrupt
  case maintenance
  case kick
  case fiq
  case sError
  case undefined
  case other

  /// As the report prints it.
  public var name: RawSpan {
    @_lifetime(immortal)
    get { Self.names.line(rawValue) }
  }

  private static var names: StaticString {
    """
    hypercall
    smc
    wfx
    sysreg
    sgi
    data-abort
    fetch-abort
    gicd
    gicr
    uart
    device
    irq
    timer
    maintenance
    kick
    fiq
    serror
    undefined
    other
    """
  }
}
