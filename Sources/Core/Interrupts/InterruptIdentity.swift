/// The registers whose values never change, as QEMU's `virt` board shows them (`its=off`). They can
/// be read without any lock and for any vCPU from any core.
public enum InterruptIdentity {
  /// INTIDs 0–287. Arm: `GICD_TYPER.ITLinesNumber` = 8.
  public static var interruptCount: UInt32 { 288 }

  /// No LPIs, no 1-of-N, `Aff3` valid, 16 bits of INTID. Arm: `GICD_TYPER`.
  static var distributorType: UInt64 { 0x0378_0008 }
  /// Arm: `GICD_IIDR`, `GICR_IIDR`: Arm, r0p0.
  static var implementer: UInt64 { 0x43B }

  /// A read of an identification register of the distributor; nil for every other register.
  @inline(__always)
  public static func distributor(_ offset: UInt32, size: UInt8) -> UInt64? {
    guard size == 4 else { return nil }
    if offset == 4 { return distributorType }
    if offset == 8 { return implementer }
    return offset >= 0xFFD0 ? peripheral(offset, part: 0x92) : nil
  }

  /// A read of an identification register of the redistributor of vCPU `index`, the last one or not,
  /// which has this affinity; nil for every other register.
  public static func redistributor(
    _ offset: UInt32, size: UInt8, index: Int, affinity: UInt32, isLast: Bool
  ) -> UInt64? {
    switch offset {
    case 4: return size == 4 ? implementer : nil
    case 8, 12:
      // Affinity, number, whether it is the last one; no LPIs. Arm: `GICR_TYPER`.
      let number = UInt64(truncatingIfNeeded: index) & 0xFFFF
      let type = UInt64(affinity) &<< 32 | 1 << 24 | number &<< 8 | (isLast ? 1 << 4 : 0)
      if size == 8 && offset == 8 { return type }
      guard size == 4 else { return nil }
      return offset == 8 ? type & 0xFFFF_FFFF : type &>> 32
    default:
      return size == 4 && offset >= 0xFFD0 && offset < 0x1_0000
        ? peripheral(offset, part: 0x93) : nil
    }
  }

  /// CoreSight identification. Arm: `GICx_PIDR4` at 0xFFD0 to `GICx_CIDR3` at 0xFFFC.
  static func peripheral(_ offset: UInt32, part: UInt64) -> UInt64? {
    switch offset {
    case 0xFFD0: 0x44
    case 0xFFE0: part
    case 0xFFE4: 0xB4
    case 0xFFE8: 0x3B
    case 0xFFF0: 0x0D
    case 0xFFF4: 0xF0
    case 0xFFF8: 0x05
    case 0xFFFC: 0xB1
    default: offset & 3 == 0 ? 0 : nil
    }
  }
}
