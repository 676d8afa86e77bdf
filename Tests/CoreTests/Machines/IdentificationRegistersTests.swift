import Core
import Testing

/// Every field of the identification registers by its place in the Arm ARM (D24.2), and what a guest is to see of it.
/// A field that is not listed reads as zero.
@Suite struct IdentificationRegistersTests {
  enum Rule: Sendable {
    case passes
    /// Lowered to a value: what lies above needs state that guests do not have.
    case atMost(UInt64)
    /// One value whatever the core has.
    case always(UInt64)
  }
  struct Register: Sendable, CustomTestStringConvertible {
    let name: String
    let m: UInt32
    let op2: UInt32
    /// By the bit at which the four-bit field begins.
    let fields: [Int: Rule]
    var testDescription: String { name }
    var index: Int? { IdentificationRegisters.index(of: SystemRegisterName(3, 0, 0, m, op2)) }
  }

  private static func passing(_ bits: Int...) -> [Int: Rule] {
    Dictionary(uniqueKeysWithValues: bits.map { ($0, .passes) })
  }
  private static let all = Dictionary(
    uniqueKeysWithValues: (0..<16).map { ($0 * 4, Rule.passes) })

  static let registers: [Register] = [
    Register(
      name: "ID_AA64PFR0_EL1", m: 4, op2: 0,
      fields: [
        0: .passes,  // EL0
        4: .atMost(1),  // EL1: no AArch32
        8: .always(1),  // EL2: there, and AArch64 only
        12: .passes,  // EL3
        16: .passes, 20: .passes,  // FP, AdvSIMD
        24: .atMost(1),  // GIC: version 3 or 4.0
        // RAS 28, SVE 32, SEL2 36, MPAM 40, AMU 44 hidden
        48: .passes,  // DIT
        // RME 52 hidden
        56: .atMost(1),  // CSV2: no SCXTNUM
        60: .passes,  // CSV3
      ]),
    // BT, SSBS; MTE 8, RAS_frac 12, MPAM_frac 16, SME 24, RNDR_trap 28, CSV2_frac 32, NMI 36, MTE_frac 40, GCS 44,
    // THE 48, MTEX 52, DF2 56, PFAR 60 hidden
    Register(name: "ID_AA64PFR1_EL1", m: 4, op2: 1, fields: passing(0, 4)),
    // FPMR, MTE's newer fields, the GICv5 interface
    Register(name: "ID_AA64PFR2_EL1", m: 4, op2: 2, fields: [:]),
    Register(name: "ID_AA64ZFR0_EL1", m: 4, op2: 4, fields: [:]),
    Register(name: "ID_AA64SMFR0_EL1", m: 4, op2: 5, fields: [:]),
    Register(name: "ID_AA64FPFR0_EL1", m: 4, op2: 7, fields: [:]),
    Register(
      name: "ID_AA64DFR0_EL1", m: 5, op2: 0,
      fields: [
        0: .atMost(10),  // DebugVer: no banks of breakpoints
        // TraceVer 4, PMUVer 8 hidden
        12: .passes,  // BRPs
        // PMSS 16 hidden
        20: .passes,  // WRPs
        // SEBEP 24 hidden
        28: .passes,  // CTX_CMPs
        // PMSVer 32 hidden
        36: .passes,  // DoubleLock: 15 where there is none
          // TraceFilt 40, TraceBuffer 44, MTPMU 48, BRBE 52, ExtTrcBuff 56, HPMN0 60 hidden
      ]),
    Register(name: "ID_AA64DFR1_EL1", m: 5, op2: 1, fields: [:]),
    Register(name: "ID_AA64DFR2_EL1", m: 5, op2: 2, fields: [:]),
    Register(name: "ID_AA64AFR0_EL1", m: 5, op2: 4, fields: [:]),
    Register(name: "ID_AA64AFR1_EL1", m: 5, op2: 5, fields: [:]),
    // All instructions without state of their own; TME 24 hidden.
    Register(
      name: "ID_AA64ISAR0_EL1", m: 6, op2: 0,
      fields: passing(0, 4, 8, 12, 16, 20, 28, 32, 36, 40, 44, 48, 52, 56, 60)),
    // XS 56 and LS64 60 hidden.
    Register(
      name: "ID_AA64ISAR1_EL1", m: 6, op2: 1,
      fields: passing(0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52)),
    // MOPS 16, SYSREG_128 32, SYSINSTR_128 36, PRFMSLC 40, LUT 56, ATS1A 60 hidden.
    Register(
      name: "ID_AA64ISAR2_EL1", m: 6, op2: 2,
      fields: [
        0: .passes, 4: .passes, 8: .passes, 12: .passes, 20: .passes, 24: .passes, 28: .passes,
        48: .passes, 52: .passes,
      ]),
    Register(name: "ID_AA64ISAR3_EL1", m: 6, op2: 3, fields: [:]),
    // PARange 0 is tested on its own; ExS 44, FGT 56, ECV 60 hidden; the stage-2 granules 32, 36, 40 say "as stage 1".
    Register(
      name: "ID_AA64MMFR0_EL1", m: 7, op2: 0,
      fields: [
        0: .passes, 4: .passes, 8: .passes, 12: .passes, 16: .passes, 20: .passes, 24: .passes,
        28: .passes,
      ]),
    // VMIDBits 4, VH 8, LO 16, SpecSEI 24, TWED 32, HCX 40, TIDCP1 52, CMOW 56 hidden.
    Register(
      name: "ID_AA64MMFR1_EL1", m: 7, op2: 1,
      fields: [
        0: .atMost(2),  // HAFDBS
        12: .passes, 20: .passes, 28: .passes, 36: .passes, 44: .passes, 48: .passes, 60: .passes,
      ]),
    // NV 24, FWB 40, EVT 56 hidden.
    Register(
      name: "ID_AA64MMFR2_EL1", m: 7, op2: 2,
      fields: passing(0, 4, 8, 12, 16, 20, 28, 32, 36, 48, 52, 60)),
    Register(name: "ID_AA64MMFR3_EL1", m: 7, op2: 3, fields: [:]),
    // E2H0 24 is zero: HCR_EL2.E2H can be.
    Register(name: "ID_AA64MMFR4_EL1", m: 7, op2: 4, fields: [:]),
    // AArch32: State0…State3, CSV2, DIT; AMU 20 and RAS 28 hidden.
    Register(
      name: "ID_PFR0_EL1", m: 1, op2: 0,
      fields: [0: .passes, 4: .passes, 8: .passes, 12: .passes, 16: .atMost(1), 24: .passes]),
    Register(name: "ID_PFR1_EL1", m: 1, op2: 1, fields: all),
    Register(name: "ID_DFR0_EL1", m: 1, op2: 2, fields: passing(0, 4, 8)),
    Register(name: "ID_AFR0_EL1", m: 1, op2: 3, fields: [:]),
    Register(name: "ID_MMFR0_EL1", m: 1, op2: 4, fields: all),
    Register(name: "ID_MMFR3_EL1", m: 1, op2: 7, fields: all),
    Register(name: "ID_ISAR0_EL1", m: 2, op2: 0, fields: all),
    Register(name: "ID_ISAR5_EL1", m: 2, op2: 5, fields: all),
    Register(
      name: "ID_MMFR4_EL1", m: 2, op2: 6, fields: passing(0, 4, 8, 12, 16, 20, 24)),
    Register(name: "ID_ISAR6_EL1", m: 2, op2: 7, fields: all),
    Register(name: "MVFR0_EL1", m: 3, op2: 0, fields: all),
    Register(name: "MVFR2_EL1", m: 3, op2: 2, fields: all),
    Register(name: "ID_PFR2_EL1", m: 3, op2: 4, fields: passing(0, 4)),
    Register(name: "ID_DFR1_EL1", m: 3, op2: 5, fields: [:]),
    Register(name: "ID_MMFR5_EL1", m: 3, op2: 6, fields: all),
  ]

  @Test(arguments: registers)
  func everyFieldFollowsItsRule(register: Register) throws {
    let index = try #require(register.index)
    let identification = IdentificationRegisters(physicalRange: 15)
    for bit in stride(from: 0, to: 64, by: 4) {
      for value in 0..<16 as Range<UInt64> {
        for others in [0, UInt64.max] {
          let hardware = others & ~(0xF << UInt64(bit)) | value << UInt64(bit)
          let seen = identification.value(index, hardware: hardware) >> UInt64(bit) & 0xF
          let expected: UInt64
          switch register.fields[bit] {
          case .passes: expected = value
          case .atMost(let limit): expected = min(value, limit)
          case .always(let fixed): expected = fixed
          case nil: expected = 0
          }
          #expect(seen == expected, "bits \(bit + 3):\(bit) of \(register.name), value \(value)")
        }
      }
    }
  }

  @Test func thePhysicalRangeIsTheSmallerOfBoth() {
    for own in 0..<8 as Range<UInt64> {
      for hardware in 0..<8 as Range<UInt64> {
        let value = IdentificationRegisters(physicalRange: own).value(48, hardware: hardware)
        #expect(value & 0xF == min(own, hardware))
      }
    }
  }

  @Test func reservedRegistersOfTheGroupReadAsZero() throws {
    let named = Set(Self.registers.map { $0.m * 8 + $0.op2 })
    for m in 4...7 as ClosedRange<UInt32> {
      for op2 in 0..<8 as Range<UInt32> where !named.contains(m * 8 + op2) {
        let index = try #require(
          IdentificationRegisters.index(of: SystemRegisterName(3, 0, 0, m, op2)))
        #expect(IdentificationRegisters(physicalRange: 5).value(index, hardware: .max) == 0)
      }
    }
  }

  @Test func theIndexIsThatOfTheGroupAlone() {
    #expect(IdentificationRegisters.index(of: SystemRegisterName(3, 0, 0, 1, 0)) == 0)
    #expect(IdentificationRegisters.index(of: SystemRegisterName(3, 0, 0, 7, 7)) == 55)
    for name in [
      SystemRegisterName(3, 0, 0, 0, 0), SystemRegisterName(3, 0, 0, 8, 0),
      SystemRegisterName(3, 1, 0, 1, 0), SystemRegisterName(2, 0, 0, 1, 0),
      SystemRegisterName(3, 0, 1, 1, 0),
    ] {
      #expect(IdentificationRegisters.index(of: name) == nil)
    }
  }
}
