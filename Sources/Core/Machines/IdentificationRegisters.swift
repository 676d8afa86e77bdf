// What a guest reads of the core it runs on. HCR_EL2.TID3 makes every read of the AArch64 identification group trap;
// a field is passed where the guest can use the feature with the state that EL2 resets or leaves alone, and
// reads as "not there" otherwise. Fields that newer cores add read as zero until someone has looked at them.
// docs/system-registers.md says the same by register.

/// The identification registers S3_0_C0_C1_0…S3_0_C0_C7_7 as a VM sees them.
public struct IdentificationRegisters: Sendable {
  /// What the VM's stage 2 translates, as `ID_AA64MMFR0_EL1.PARange`.
  public let physicalRange: UInt64

  public init(physicalRange: UInt64) { self.physicalRange = physicalRange }

  /// The index of a register for `value`, or nil outside the group.
  public static func index(of name: SystemRegisterName) -> Int? {
    guard name.op0 == 3, name.op1 == 0, name.n == 0, (1...7).contains(name.m) else { return nil }
    return Int(name.m &- 1) &* 8 &+ Int(name.op2)
  }

  /// The guest's value of the register at `index`, given the core's own.
  public func value(_ index: Int, hardware: UInt64) -> UInt64 {
    switch index {
    case 0..<24: return Self.aarch32(index, hardware)
    case Self.pfr0: return Self.processorFeatures0(hardware)
    // BT and SSBS and nothing newer: MTE, SME, MPAM, NMI, GCS need state that EL2 keeps to itself.
    case Self.pfr1: return hardware & 0xFF
    // Breakpoints, watchpoints, context breakpoints and the double lock pass; no PMU, trace, SPE, TRBE or BRBE. From
    // 11 on, the debug version brings a register that selects banks of breakpoints (MDSELR_EL1).
    case Self.dfr0: return Self.atMost(10, 0, hardware & 0x0000_00F0_F0F0_F00F)
    case Self.isar0: return hardware & ~(0xF << 24)  // no transactional memory
    case Self.isar1: return hardware & 0x00FF_FFFF_FFFF_FFFF  // no XS, no LS64
    // WFxT, RPRES, GPA3, APA3, BC, PAC_frac, CLRBHB, RPRFM and CSSC; not MOPS, which HCRX_EL2 keeps off, and not the
    // 128-bit system registers.
    case Self.isar2: return hardware & 0x00FF_0000_FFF0_FFFF
    // ASID size, endianness and granules pass; the physical range is the VM's; no ExS, no fine-grained traps, no ECV.
    case Self.mmfr0:
      return (hardware & 0xFFFF_FFF0) | min(physicalRange, hardware & 0xF)
    // HAFDBS, HPDS, PAN, XNX, ETS, AFP, nTLBPA and ECBHB pass; VMID bits, VHE, LORegions, TWED, HCX and CMOW are
    // hidden. HAFDBS above 2 needs TCR2_EL1.
    case Self.mmfr1: return Self.atMost(2, 0, hardware & 0xF00F_F0F0_F0F0_F00F)
    // CnP, UAO, LSM, IESB, VARange, CCIDX, ST, AT, IDS, TTL, BBM, E0PD; no nested virtualisation, FWB or EVT.
    case Self.mmfr2: return hardware & 0xF0FF_00FF_F0FF_FFFF
    default: return 0
    }
  }

  static let pfr0 = 24
  static let pfr1 = 25
  static let dfr0 = 32
  static let isar0 = 40
  static let isar1 = 41
  static let isar2 = 42
  static let mmfr0 = 48
  static let mmfr1 = 49
  static let mmfr2 = 50

  /// The AArch32 views. They pass, since EL0 may run AArch32, but for what is hidden in AArch64 too.
  private static func aarch32(_ index: Int, _ hardware: UInt64) -> UInt64 {
    switch index {
    // ID_PFR0_EL1: no RAS and no activity monitors; CSV2 without context numbers.
    case 0: return atMost(1, 16, hardware & 0x0F0F_FFFF)
    // ID_DFR0_EL1: debug, but no PMU and no trace.
    case 2: return hardware & 0x0000_0FFF
    // ID_AFR0_EL1: implementation defined.
    case 3: return 0
    // ID_MMFR4_EL1: no EVT.
    case 14: return hardware & 0x0FFF_FFFF
    // ID_PFR2_EL1: CSV3 and SSBS, no RAS fraction.
    case 20: return hardware & 0xFF
    // ID_DFR1_EL1, and what has no register.
    case 19, 21, 23: return 0
    default: return hardware
    }
  }

  private static func processorFeatures0(_ hardware: UInt64) -> UInt64 {
    // EL0…EL3, FP, AdvSIMD, GIC system registers, DIT, CSV2 and CSV3 pass. RAS, SVE, SEL2, MPAM, AMU, RME are hidden.
    var kept = hardware & 0xFF0F_0000_0FFF_FFFF
    // EL1 runs AArch64 only.
    kept = atMost(1, 4, kept)
    // EL2 stays non-zero, or software written for "EL1 under EL2" believes it must program CNTFRQ_EL0.
    kept = kept & ~0xF00 | 0x100
    // A GICv3, whatever the core could do beside a newer one.
    kept = atMost(1, 24, kept)
    // From 2 on, CSV2 brings SCXTNUM_ELx, which traps.
    return atMost(1, 56, kept)
  }

  /// `value` with the four-bit field at bit `shift` lowered to `limit`.
  private static func atMost(_ limit: UInt64, _ shift: UInt64, _ value: UInt64) -> UInt64 {
    let field = (value &>> shift) & 0xF
    return field > limit ? value & ~(0xF &<< shift) | limit &<< shift : value
  }
}
