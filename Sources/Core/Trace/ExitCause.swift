/// Why a virtual core left for EL2, as far as its counters tell causes apart. The numbers are part of the trace's format:
/// docs/tracing.md.
public enum ExitCause: UInt8, Sendable {
  case hypercall = 0
  case smc = 1
  case wfx = 2
  case systemRegister = 3
  /// A write to one of the registers that send SGIs.
  case sgi = 4
  case stage2Data = 5
  case stage2Instruction = 6
  case gicDistributor = 7
  case gicRedistributor = 8
  case uart = 9
  case otherDevice = 10
  case interrupt = 11
  case timerInterrupt = 12
  case maintenance = 13
  case kick = 14
  case fiq = 15
  case sError = 16
  case undefined = 17
  case other = 18

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
