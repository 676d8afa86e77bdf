/// The shape of one VM's stage-2 table: how many bits of guest-physical address it translates, and from which level.
///
/// The smallest shape that covers the VM's highest address is taken: it makes the walk shorter and the tables fewer.
public struct Stage2Geometry: Equatable, Sendable {
  /// Bits of guest-physical address: 32, 36, 39, 40, 42, 44 or 48.
  public let inputBits: Int
  /// The level at which the walk starts.
  public let startLevel: Int
  /// 4 KiB tables that lie one after the other at the start level, aligned to their total size.
  public let rootTables: Int

  /// The geometry for guest-physical addresses below `end`, on a core with `physicalBits` of physical address.
  ///
  /// Nil where no geometry of this core reaches `end`. A guest may use no more addresses than it reads in
  /// `ID_AA64MMFR0_EL1.PARange`, and that knows no 39: a VM that reaches beyond 36 bits gets 40. An input wider than the
  /// core's physical addresses is not allowed (Arm ARM D8.2.1), so small cores get small tables.
  public init?(end: UInt64, physicalBits: Int) {
    if end <= 1 << 36, physicalBits >= 40 {
      self.init(inputBits: 39, startLevel: 1, rootTables: 1)
    } else if end <= 1 << 32, physicalBits >= 32, physicalBits < 36 {
      self.init(inputBits: 32, startLevel: 1, rootTables: 1)
    } else if end <= 1 << 36, physicalBits >= 36 {
      self.init(inputBits: 36, startLevel: 1, rootTables: 1)
    } else if end <= 1 << 40, physicalBits >= 40 {
      self.init(inputBits: 40, startLevel: 1, rootTables: 2)
    } else if end <= 1 << 42, physicalBits >= 42 {
      self.init(inputBits: 42, startLevel: 1, rootTables: 8)
    } else if end <= 1 << 44, physicalBits >= 44 {
      self.init(inputBits: 44, startLevel: 0, rootTables: 1)
    } else if end <= 1 << 48, physicalBits >= 48 {
      self.init(inputBits: 48, startLevel: 0, rootTables: 1)
    } else {
      return nil
    }
  }

  private init(inputBits: Int, startLevel: Int, rootTables: Int) {
    self.inputBits = inputBits
    self.startLevel = startLevel
    self.rootTables = rootTables
  }

  /// Arm: `VTCR_EL2` for this geometry; `physicalRange` is the PS field (`ID_AA64MMFR0_EL1.PARange`).
  public func control(physicalRange: UInt64) -> UInt64 {
    let inputSize = UInt64(truncatingIfNeeded: 64 &- inputBits)
    let start: UInt64 = startLevel == 0 ? 2 : 1
    // SH0 inner shareable, ORGN0 and IRGN0 write-back write-allocate, TG0 4 KiB, RES1 bit 31.
    return 1 << 31 | physicalRange << 16 | 3 << 12 | 1 << 10 | 1 << 8 | start << 6 | inputSize
  }

  /// Arm: the largest `ID_AA64MMFR0_EL1.PARange` value whose addresses this table translates.
  public var presentedPhysicalRange: UInt64 {
    switch inputBits {
    case 48...: 5
    case 44...: 4
    case 42...: 3
    case 40...: 2
    case 36...: 1
    default: 0
    }
  }

  /// `PARange` as a count of bits; anything newer than 48 bits counts as 48, since LPA2 stays off.
  public static func physicalBits(range: UInt64) -> Int {
    switch range {
    case 0: 32
    case 1: 36
    case 2: 40
    case 3: 42
    case 4: 44
    default: 48
    }
  }
}
