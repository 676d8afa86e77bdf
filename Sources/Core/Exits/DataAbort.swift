/// A stage-2 fault on a guest's load or store. Arm ARM, ISS encoding for an exception from a Data Abort.
public struct DataAbort: Equatable, Sendable {
  public let syndrome: ExceptionSyndrome

  @inlinable
  public init(syndrome: ExceptionSyndrome) { self.syndrome = syndrome }

  /// Arm: `ISV`. Without it the access cannot be emulated: pair, SIMD, exclusive or writeback forms.
  @inlinable
  public var isDecoded: Bool { syndrome.rawValue & (1 << 24) != 0 }

  /// Bytes: 1, 2, 4 or 8. Arm: `SAS`.
  @inlinable
  public var size: Int { 1 &<< Int(truncatingIfNeeded: (syndrome.rawValue &>> 22) & 3) }

  /// Arm: `SSE`.
  @inlinable
  public var isSignExtended: Bool { syndrome.rawValue & (1 << 21) != 0 }

  /// The general register moved, 31 being the zero register. Arm: `SRT`.
  @inlinable
  public var register: Int { Int(truncatingIfNeeded: (syndrome.rawValue &>> 16) & 0x1F) }

  /// Whether the register is 64 bits wide. Arm: `SF`.
  @inlinable
  public var isWide: Bool { syndrome.rawValue & (1 << 15) != 0 }

  /// Arm: `WnR`. Cache maintenance counts as a write.
  @inlinable
  public var isWrite: Bool { syndrome.rawValue & (1 << 6) != 0 }

  /// The fault came from a cache maintenance or address translation instruction. Arm: `CM`.
  @inlinable
  public var isCacheMaintenance: Bool { syndrome.rawValue & (1 << 8) != 0 }

  /// The guest's own table walk faulted in stage 2. Arm: `S1PTW`.
  @inlinable
  public var isTableWalk: Bool { syndrome.rawValue & (1 << 7) != 0 }

  /// Memory is there, but not for this. Arm: `DFSC`.
  @inlinable
  public var isPermissionFault: Bool { syndrome.rawValue & 0x3C == 0x0C }

  /// A load of 32 bits that are not extended by their sign: how nearly all device registers are read.
  @inlinable
  public var isWordRead: Bool { syndrome.rawValue & (3 << 22 | 1 << 21 | 1 << 6) == 2 << 22 }

  /// What a load of `value` puts into the guest's register: sign extension and register width applied.
  @inlinable
  public func extended(_ value: UInt64) -> UInt64 {
    let unused = UInt64(truncatingIfNeeded: 64 &- size &* 8)
    let left = value &<< unused
    guard isSignExtended else { return left &>> unused }
    let wide = UInt64(bitPattern: Int64(bitPattern: left) &>> Int64(bitPattern: unused))
    return isWide ? wide : wide & 0xFFFF_FFFF
  }
}
