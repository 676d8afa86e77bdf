/// A trapped MSR, MRS or system instruction. Arm ARM, ISS encoding for EC 0x18.
public struct SystemRegisterAccess: Equatable, Sendable {
  public let syndrome: ExceptionSyndrome

  @inlinable
  public init(syndrome: ExceptionSyndrome) { self.syndrome = syndrome }

  @inlinable
  public var isRead: Bool { syndrome.rawValue & 1 != 0 }

  /// The general register moved, 31 being the zero register.
  @inlinable
  public var register: Int { Int(truncatingIfNeeded: (syndrome.rawValue &>> 5) & 0x1F) }

  /// The register named by the instruction.
  @inlinable
  public var name: SystemRegisterName { SystemRegisterName(syndrome: syndrome) }
}
