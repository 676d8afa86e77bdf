/// A guest's exit to EL2, told apart by what it needs; decoding touches nothing.
public enum Exit: Equatable, Sendable {
  case hypercall(immediate: UInt16)
  case secureMonitorCall(immediate: UInt16)
  case systemRegister(SystemRegisterAccess)
  case dataAbort(DataAbort)
  case instructionAbort(InstructionAbort)
  case waitForInterruptOrEvent(isEvent: Bool)
  /// An instruction the hypervisor keeps from guests (SVE, SME, pointer authentication that the VM lacks, AArch32
  /// coprocessor accesses, …): the guest gets an undefined-instruction exception.
  case undefined
  /// Nothing a guest should be able to cause; its VM is ended.
  case unexpected(exceptionClass: UInt8)

  @inlinable
  public init(_ syndrome: ExceptionSyndrome) {
    if syndrome.isDataAbort {
      self = .dataAbort(DataAbort(syndrome: syndrome))
      return
    }
    switch syndrome.exceptionClass {
    case 0x16: self = .hypercall(immediate: UInt16(truncatingIfNeeded: syndrome.rawValue))
    case 0x17: self = .secureMonitorCall(immediate: UInt16(truncatingIfNeeded: syndrome.rawValue))
    case 0x18: self = .systemRegister(SystemRegisterAccess(syndrome: syndrome))
    case 0x20: self = .instructionAbort(InstructionAbort(syndrome: syndrome))
    // What has a timeout (WFIT, WFET) may end at once, as waiting for an event may.
    case 0x01: self = .waitForInterruptOrEvent(isEvent: syndrome.rawValue & 3 != 0)
    // AArch32 traps (0x03…0x06, 0x08, 0x0C, 0x12, 0x13) and what is switched off: FP/SIMD/SVE (0x07, 0x19),
    // pointer authentication (0x09), LS64 (0x0A), branch targets at EL2 (0x0D), ERET (0x1A), TME (0x1B),
    // SME (0x1D), unknown (0x00), memory copy (0x27), MTE (0x1C is a FPAC fault and stays a guest's own).
    case 0x00, 0x03...0x0A, 0x0C, 0x0D, 0x12...0x14, 0x19...0x1D, 0x27: self = .undefined
    default: self = .unexpected(exceptionClass: UInt8(truncatingIfNeeded: syndrome.exceptionClass))
    }
  }
}
