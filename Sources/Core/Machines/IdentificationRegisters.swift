// What a guest reads of the core it runs on. HCR_EL2.TID3 makes every read of the AArch64 identification group trap;
// a field is passed where the guest can use the feature with the state that EL2 switches or leaves alone, and
// reads as "not there" otherwise. Fields that newer cores add read as zero until someone has looked at them.

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
    // AArch32 views (m = 1…3) pass: they describe EL0 AArch32, which is passed too.
    case 0..<24: return Self.aarch32(index, hardware)
    case Self.pfr0: return Self.processorFeatures0(hardware)
    // BT, SSBS and nothing newer: MTE, SME, MPAM fraction, NMI, GCS need state that is not switched.
    case Self.pfr1: return hardware & 0x0000_0000_0000_00FF
    case Self.dfr0:
      // Debug version, breakpoints, watchpoints and context breakpoints pass; no PMU, trace, SPE or TRBE.
      return hardware & 0x0000_0000_F0F0_F00F
    case Self.isar0: return hardware & ~(0xF << 24)  // no transactional memory
    case Self.isar1: return hardware & 0x00FF_FFFF_FFFF_FFFF & ~(0xF << 60)
    // WFxT, RPRES, GPA3, APA3, CLRBHB; not MOPS, whose traps need emulation, and nothing newer.
    case Self.isar2: return hardware & 0x00F0_0000_0000_FFFF
    case Self.mmfr0:
      // ASID size, endianness, granules pass; the physical range is the VM's; no ExS, no fine-grained traps, no ECV.
      return (hardware & 0x0000_0000_FFFF_FFF0) | min(physicalRange, hardware & 0xF)
    // HAFDBS, VMID bits hidden, HPDS, PAN, XNX and ETS pass; VMID bits, VHE, LORegions and TWED are hidden.
    case Self.mmfr1: return hardware & 0x0000_00F0_F0F0_F00F
    // CnP, UAO, IESB, VARange, AT, IDS, FWB hidden, TTL, BBM, E0PD; NV hidden.
    case Self.mmfr2: return hardware & 0xF0FF_0FFF_F0FF_FFFF & ~(0xF << 24) & ~(0xF << 40)
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

  private static func aarch32(_ index: Int, _ hardware: UInt64) -> UInt64 {
    switch index {
    // ID_DFR0_EL1: no PMU and no trace.
    case 2: return hardware & 0x0000_0FFF
    default: return hardware
    }
  }

  private static func processorFeatures0(_ hardware: UInt64) -> UInt64 {
    // EL0…EL3, FP, AdvSIMD, GIC system registers, DIT, CSV2 and CSV3 pass. RAS, SVE, SEL2, MPAM, AMU, RME are hidden.
    // EL2 stays non-zero, or software written for "EL1 under EL2" believes it must program CNTFRQ_EL0.
    let kept = hardware & 0xFF0F_0000_0FFF_FFFF
    return kept & (0xF << 8) == 0 ? kept | 1 << 8 : kept
  }
}
