internal import Core

/// Why a configuration is refused for what it says about pools: what is wrong with which field of which pool or VM.
public struct SharingError: Error, Equatable {
  public enum Kind: UInt8, Sendable {
    /// The field is not there, or not of its kind.
    case missing
    /// The field has a value that it cannot have.
    case outOfRange
    /// More of the field than there is room for.
    case tooMany
    /// A core given twice, in one pool or in two; the second pool is named.
    case givenTwice
    /// A window that begins before the one before it ends, or ends after the frame does.
    case doesNotFit
    /// A core that is not the pool's, or not the bound VM's own.
    case outsidePool
    /// A window of a VM that is not in the pool; or a VM in the pool that has no window.
    case otherPool
    /// The VM takes its interrupts itself, and its pool is shared; or the pool to be promoted to is shared.
    case notBound
    /// What only a VM in a pool that is shared can have.
    case notShared
    /// A pool to be promoted to that could never take the VM.
    case tooFewCores
    /// A state of sleep in which a core would lose its registers.
    case losesState
  }

  /// Index of the pool or VM; or what concerns none of them.
  public enum Place: Equatable, BitwiseCopyable, Sendable {
    case pool(Int)
    case virtualMachine(Int)
    case board
  }

  public let kind: Kind
  public let field: SharingField
  public let place: Place

  public init(_ kind: Kind, _ field: SharingField, _ place: Place) {
    self.kind = kind
    self.field = field
    self.place = place
  }

  /// The reason in words, for the console; `field` and `place` say where.
  public var reason: RawSpan {
    @_lifetime(immortal)
    get { Self.reasons.row(kind.rawValue, of: 40) }
  }

  private static var reasons: StaticString {
    """
    is missing or malformed\0                \
    has a value out of range\0               \
    has too many entries\0                   \
    is given twice\0                         \
    overlaps or lies outside the frame\0     \
    is not of the pool's cores\0             \
    is not of the pool's VMs\0               \
    needs a pool that binds\0                \
    needs a pool that is shared\0            \
    has a pool with too few cores\0          \
    would lose a core's registers\0
    """
  }
}
