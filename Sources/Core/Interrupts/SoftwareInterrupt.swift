/// A guest's write to one of the registers that send SGIs, taken apart.
/// Arm: `ICC_SGI1R_EL1`, `ICC_ASGI1R_EL1`, `ICC_SGI0R_EL1` (IHI 0069, 12.2.21).
public struct SoftwareInterrupt {
  /// The register's value.
  public var value: UInt64

  @inlinable
  public init(_ value: UInt64) { self.value = value }

  /// 0–15. Arm: `INTID`.
  @inlinable
  public var intid: UInt32 { UInt32(truncatingIfNeeded: value &>> 24) & 15 }
  /// To every core but the sender. Arm: `IRM`.
  @inlinable
  public var isBroadcast: Bool { value & (1 << 40) != 0 }
  /// Sixteen cores of the cluster. Arm: `TargetList`.
  @inlinable
  public var targetList: UInt32 { UInt32(truncatingIfNeeded: value) & 0xFFFF }
  /// The `Aff0` value that bit 0 of the target list means. Arm: `RS` times 16.
  @inlinable
  public var firstTarget: UInt32 { (UInt32(truncatingIfNeeded: value &>> 44) & 15) &<< 4 }
  /// Arm: `Aff3`, `Aff2`, `Aff1`, as the upper 24 bits of an affinity moved down.
  @inlinable
  public var cluster: UInt32 {
    let low = UInt32(truncatingIfNeeded: value &>> 16) & 0xFF
    let middle = UInt32(truncatingIfNeeded: value &>> 32) & 0xFF
    let high = UInt32(truncatingIfNeeded: value &>> 48) & 0xFF
    return high &<< 16 | middle &<< 8 | low
  }

  /// The request as a mailbox holds it. `group` is 1 for `ICC_SGI1R_EL1`, 0 for `ICC_SGI0R_EL1`;
  /// with one security state `ICC_ASGI1R_EL1` sends nothing.
  @inlinable
  public func mail(group: UInt32) -> UInt64 {
    1 &<< UInt64(intid &+ (group == 0 ? 16 : 0))
  }
}
