/// A stage-2 fault on a guest's instruction fetch.
public struct InstructionAbort: Equatable, Sendable {
  public let syndrome: ExceptionSyndrome

  @inlinable
  public init(syndrome: ExceptionSyndrome) { self.syndrome = syndrome }

  /// Arm: `S1PTW`.
  @inlinable
  public var isTableWalk: Bool { syndrome.rawValue & (1 << 7) != 0 }
}
