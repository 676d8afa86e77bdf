/// A system register's encoding, `S<op0>_<op1>_C<n>_C<m>_<op2>`, kept as the syndrome has it.
public struct SystemRegisterName: Equatable, Sendable {
  /// The syndrome's bits 21:10 and 4:1.
  public let rawValue: UInt32

  @usableFromInline static let mask: UInt64 = 0x3F_FC1E

  @inlinable
  init(syndrome: ExceptionSyndrome) {
    rawValue = UInt32(truncatingIfNeeded: syndrome.rawValue & Self.mask)
  }

  @inlinable
  public init(_ op0: UInt32, _ op1: UInt32, _ n: UInt32, _ m: UInt32, _ op2: UInt32) {
    rawValue = op0 &<< 20 | op2 &<< 17 | op1 &<< 14 | n &<< 10 | m &<< 1
  }

  public var op0: UInt32 { (rawValue &>> 20) & 3 }
  public var op1: UInt32 { (rawValue &>> 14) & 7 }
  public var op2: UInt32 { (rawValue &>> 17) & 7 }
  /// Arm: `CRn`.
  public var n: UInt32 { (rawValue &>> 10) & 15 }
  /// Arm: `CRm`.
  public var m: UInt32 { (rawValue &>> 1) & 15 }
}
