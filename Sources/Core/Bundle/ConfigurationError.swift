/// Why a configuration is refused: what is wrong with which field of which VM.
public struct ConfigurationError: Error, Equatable {
  public enum Kind: UInt8, Sendable {
    /// The field is not there, or not of its kind.
    case missing
    /// The field has a value that it cannot have.
    case outOfRange
    /// More of the field than there is room for.
    case tooMany
    /// The field is not aligned to 4 KiB (the device tree: to 8 bytes).
    case misaligned
    /// Two entries of the field in one VM, or of two VMs, share an address; the second VM is named.
    case overlapping
    /// A core or an interrupt given twice; the second VM is named.
    case givenTwice
    /// A load, the entry or the device tree that is not inside the VM's memory.
    case outsideMemory
    /// A part that the bundle does not have, or of another kind.
    case wrongPart
    /// The board has no such memory, core, or is another board.
    case notOnBoard
    /// Not a device tree, or not of this version.
    case foreign
  }

  public let kind: Kind
  public let field: ConfigurationField
  /// The index of the VM; nil for the machine as a whole.
  public let virtualMachine: UInt8?

  public init(_ kind: Kind, _ field: ConfigurationField, virtualMachine: UInt8? = nil) {
    self.kind = kind
    self.field = field
    self.virtualMachine = virtualMachine
  }

  /// The same of a VM: what reads a VM's values need not know which it is.
  func of(virtualMachine index: Int) -> ConfigurationError {
    ConfigurationError(kind, field, virtualMachine: UInt8(truncatingIfNeeded: index))
  }

  /// The reason in words, for the console; `field` and `virtualMachine` say where.
  public var reason: RawSpan {
    @_lifetime(immortal)
    get { Self.reasons.row(kind.rawValue, of: 44) }
  }

  private static var reasons: StaticString {
    """
    is missing or malformed\0                    \
    has a value out of range\0                   \
    has too many entries\0                       \
    is misaligned\0                              \
    overlaps\0                                   \
    is given twice\0                             \
    lies outside the memory\0                    \
    names a bundle part that does not fit\0      \
    is not what the board has\0                  \
    is not of a configuration of this version\0
    """
  }
}
