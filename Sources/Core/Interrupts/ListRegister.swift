/// The fields of one list register, the slot through which the virtual CPU interface shows an
/// interrupt to the guest. Arm: `ICH_LR<n>_EL2` (IHI 0069, 12.4.6).
public struct ListRegister: RawRepresentable, Equatable {
  public var rawValue: UInt64

  @inlinable
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Arm: `State`, bit 0 of the field.
  public static let pending: UInt64 = 1 << 62
  /// Arm: `State`, bit 1 of the field.
  public static let active: UInt64 = 1 << 63
  /// Deactivating it deactivates the physical interrupt too. Arm: `HW`.
  public static let hardware: UInt64 = 1 << 61
  /// Arm: `Group`.
  public static let group1: UInt64 = 1 << 60
  /// Maintenance interrupt when the guest deactivates it; only without `hardware`. Arm: `EOI`.
  public static let notifyEnd: UInt64 = 1 << 41

  /// Arm: `vINTID`.
  public var intid: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  /// Arm: `Priority`; 0 is the most urgent.
  public var priority: UInt8 { UInt8(truncatingIfNeeded: rawValue &>> 48) }
  /// Arm: `State` != 0.
  public var isOccupied: Bool { rawValue & (Self.pending | Self.active) != 0 }

  /// Everything but state, group and end notification, for a physical interrupt that keeps its
  /// number. Arm: `HW` and `pINTID`.
  static func backing(_ intid: UInt32) -> UInt64 { hardware | UInt64(intid & 0x1FFF) &<< 32 }
}
