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

  /// The guest's value of the register at `index`, given the core's own: each field of four bits is the smaller of the
  /// core's and the limit.
  public func value(_ index: Int, hardware: UInt64) -> UInt64 {
    let limit = Self.limits[index]
    let value =
      Self.lesser(hardware, limit) | Self.lesser(hardware &>> 4, limit &>> 4) &<< 4
    switch index {
    // EL2 is non-zero, or software written for "EL1 under EL2" believes it must program CNTFRQ_EL0.
    case Self.pfr0: return value | 1 << 8
    case Self.mmfr0: return value & ~0xF | min(physicalRange, value & 0xF)
    default: return value
    }
  }

  static let pfr0 = 24
  static let mmfr0 = 48

  /// The smaller ones of the lower halves of all bytes.
  private static func lesser(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let halves: UInt64 = 0x0F0F_0F0F_0F0F_0F0F
    let guards: UInt64 = 0x1010_1010_1010_1010
    let own = first & halves
    let other = second & halves
    // What remains of a byte's guard says that the other one is not smaller.
    let kept = ((other | guards) &- own) & guards
    return other ^ ((own ^ other) & (kept &- kept &>> 4))
  }

  /// 15: the field passes; 0: it is hidden. The AArch32 views pass, since EL0 may run AArch32, but for what is hidden in
  /// AArch64 too.
  private static let limits: InlineArray<56, UInt64> = [
    // ID_PFR0_EL1: no RAS and no activity monitors; CSV2 without context numbers. ID_PFR1_EL1. ID_DFR0_EL1: debug, but
    // no PMU and no trace. ID_AFR0_EL1: implementation defined.
    0x0F01_FFFF, .max, 0xFFF, 0, .max, .max, .max, .max,
    // ID_MMFR4_EL1: no EVT.
    .max, .max, .max, .max, .max, .max, 0x0FFF_FFFF, .max,
    // ID_PFR2_EL1: CSV3 and SSBS, no RAS fraction. ID_DFR1_EL1, and what has no register.
    .max, .max, .max, 0, 0xFF, 0, .max, 0,
    // ID_AA64PFR0_EL1: EL1 runs AArch64 only. A GICv3, whatever the core could do beside a newer one. From 2 on, CSV2
    // brings SCXTNUM_ELx, which traps. RAS, SVE, SEL2, MPAM, AMU and RME are hidden.
    // ID_AA64PFR1_EL1: BT and SSBS and nothing newer: MTE, SME, MPAM, NMI, GCS need state that EL2 keeps to itself.
    0xF10F_0000_01FF_F11F, 0xFF, 0, 0, 0, 0, 0, 0,
    // ID_AA64DFR0_EL1: breakpoints, watchpoints, context breakpoints and the double lock pass; no PMU, trace, SPE, TRBE
    // or BRBE. From 11 on, the debug version brings a register that selects banks of breakpoints (MDSELR_EL1).
    0x0000_00F0_F0F0_F00A, 0, 0, 0, 0, 0, 0, 0,
    // ID_AA64ISAR0_EL1: no transactional memory. ID_AA64ISAR1_EL1: no XS, no LS64. ID_AA64ISAR2_EL1: WFxT, RPRES, GPA3,
    // APA3, BC, PAC_frac, CLRBHB, RPRFM and CSSC; not MOPS, which HCRX_EL2 keeps off, and not the 128-bit system
    // registers.
    0xFFFF_FFFF_F0FF_FFFF, 0x00FF_FFFF_FFFF_FFFF, 0x00FF_0000_FFF0_FFFF, 0, 0, 0, 0, 0,
    // ID_AA64MMFR0_EL1: ASID size, endianness and granules pass; no ExS, no fine-grained traps, no ECV.
    // ID_AA64MMFR1_EL1: HAFDBS, HPDS, PAN, XNX, ETS, AFP, nTLBPA and ECBHB pass; VMID bits, VHE, LORegions, TWED, HCX and
    // CMOW are hidden. HAFDBS above 2 needs TCR2_EL1.
    // ID_AA64MMFR2_EL1: CnP, UAO, LSM, IESB, VARange, CCIDX, ST, AT, IDS, TTL, BBM, E0PD; no nested virtualisation, FWB
    // or EVT.
    0xFFFF_FFFF, 0xF00F_F0F0_F0F0_F002, 0xF0FF_00FF_F0FF_FFFF, 0, 0, 0, 0, 0,
  ]
}
