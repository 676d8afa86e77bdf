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
    get { Self.names.row(rawValue, of: 12) }
  }

  private static var names: StaticString {
    """
    hypercall\0  \
    smc\0        \
    wfx\0        \
    sysreg\0     \
    sgi\0        \
    data-abort\0 \
    fetch-abort\0\
    gicd\0       \
    gicr\0       \
    uart\0       \
    device\0     \
    irq\0        \
    timer\0      \
    maintenance\0\
    kick\0       \
    fiq\0        \
    serror\0     \
    undefined\0  \
    other\0
    """
  }
}
