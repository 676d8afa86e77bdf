import Core
import Testing

@Suite struct ExitTests {
  private func exit(_ exceptionClass: UInt64, _ specific: UInt64 = 0) -> Exit {
    Exit(ExceptionSyndrome(exceptionClass << 26 | 1 << 25 | specific))
  }

  @Test func syndromeFieldsAreWhereTheArchitecturePutsThem() {
    let syndrome = ExceptionSyndrome(0xFFFF_FFFF_9789_ABCD)
    #expect(syndrome.exceptionClass == 0x25)
  }

  /// Every exception class of the Arm ARM (ESR_EL2, table of EC), and what Martlet makes of it.
  @Test(arguments: 0...63 as ClosedRange<UInt64>)
  func everyExceptionClassIsOneOfTheKnownOrUnexpected(exceptionClass: UInt64) {
    let found = exit(exceptionClass)
    switch exceptionClass {
    case 0x01: #expect(found == .waitForInterruptOrEvent(isEvent: false))
    case 0x16: #expect(found == .hypercall(immediate: 0))
    case 0x17: #expect(found == .secureMonitorCall(immediate: 0))
    case 0x18:
      guard case .systemRegister = found else {
        Issue.record("\(found)")
        return
      }
    case 0x20:
      guard case .instructionAbort = found else {
        Issue.record("\(found)")
        return
      }
    case 0x24:
      guard case .dataAbort = found else {
        Issue.record("\(found)")
        return
      }
    case 0x00,  // unknown reason
      0x03, 0x04, 0x05, 0x06, 0x08, 0x0C,  // AArch32 coprocessor accesses
      0x07, 0x09, 0x0A, 0x0D, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x27,  // features kept off
      0x12, 0x13, 0x14:  // AArch32 HVC and SMC; 128-bit system register accesses
      #expect(found == .undefined)
    default:
      #expect(found == .unexpected(exceptionClass: UInt8(exceptionClass)))
    }
  }

  @Test func callsCarryTheirImmediate() {
    #expect(exit(0x16, 0xBEEF) == .hypercall(immediate: 0xBEEF))
    #expect(exit(0x17, 0x1_0001) == .secureMonitorCall(immediate: 1))
    #expect(exit(0x01, 1) == .waitForInterruptOrEvent(isEvent: true))
    #expect(exit(0x01, 2) == .waitForInterruptOrEvent(isEvent: true))  // WFIT
    #expect(exit(0x01, 3) == .waitForInterruptOrEvent(isEvent: true))  // WFET
  }

  @Test func everySystemRegisterNameSurvivesTheWayThroughASyndrome() {
    var seen: Set<UInt32> = []
    for op0 in 0..<4 as Range<UInt32> {
      for op1 in 0..<8 as Range<UInt32> {
        for n in 0..<16 as Range<UInt32> {
          for m in 0..<16 as Range<UInt32> {
            for op2 in 0..<8 as Range<UInt32> {
              let name = SystemRegisterName(op0, op1, n, m, op2)
              seen.insert(name.rawValue)
              let register = UInt64(n ^ m) | 0x10
              let specific =
                UInt64(op0) << 20 | UInt64(op2) << 17 | UInt64(op1) << 14 | UInt64(n) << 10
                | register << 5 | UInt64(m) << 1 | UInt64(op2 & 1)
              guard case .systemRegister(let access) = exit(0x18, specific) else {
                Issue.record("not a system register")
                return
              }
              // One comparison for all: #expect for each would take minutes.
              guard access.name == name, access.register == Int(register),
                access.isRead == (op2 & 1 == 1), name.op0 == op0, name.op1 == op1, name.n == n,
                name.m == m, name.op2 == op2
              else {
                Issue.record("S\(op0)_\(op1)_C\(n)_C\(m)_\(op2)")
                return
              }
            }
          }
        }
      }
    }
    #expect(seen.count == 4 * 8 * 16 * 16 * 8)
  }

  @Test func instructionAbortFields() {
    let abort = InstructionAbort(syndrome: ExceptionSyndrome(0x20 << 26 | 1 << 7 | 0x15))
    #expect(abort.isTableWalk)
    #expect(!InstructionAbort(syndrome: ExceptionSyndrome(0x20 << 26)).isTableWalk)
  }
}
