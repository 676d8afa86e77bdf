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
  public var name: StaticString {
    switch self {
    case .hypercall: "hypercall"
    case .smc: "smc"
    case .wfx: "wfx"
    case .systemRegister: "sysreg"
    case .sgi: "sgi"
    case .stage2Data: "data-abort"
    case .stage2Instruction: "fetch-abort"
    case .gicDistributor: "gicd"
    case .gicRedistributor: "gicr"
    case .uart: "uart"
    case .otherDevice: "device"
    case .interrupt: "irq"
    case .timerInterrupt: "timer"
    case .maintenance: "maintenance"
    case .kick: "kick"
    case .fiq: "fiq"
    case .sError: "serror"
    case .undefined: "undefined"
    case .other: "other"
    }
  }
}
