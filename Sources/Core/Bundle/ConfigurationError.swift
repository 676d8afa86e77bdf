/// Why a configuration is refused. A VM is its index; nil stands for the machine as a whole.
public enum ConfigurationError: Error, Equatable {
  case tree(FlattenedDeviceTreeError)
  /// Not `martlet,configuration-1`.
  case foreign
  /// The field is not there, or not of its kind.
  case missing(ConfigurationField, virtualMachine: Int?)
  /// The field has a value that it cannot have.
  case outOfRange(ConfigurationField, virtualMachine: Int?)
  /// More of the field than there is room for.
  case tooMany(ConfigurationField, virtualMachine: Int?)
  /// The field is not aligned to 4 KiB (the device tree: to 8 bytes).
  case misaligned(ConfigurationField, virtualMachine: Int?)
  /// Two entries of the field in one VM, or of two VMs, share an address; the second VM is named.
  case overlapping(ConfigurationField, virtualMachine: Int)
  /// A core or an interrupt given twice; the second VM is named.
  case givenTwice(ConfigurationField, virtualMachine: Int)
  /// A load, the entry or the device tree that is not inside the VM's memory.
  case outsideMemory(ConfigurationField, virtualMachine: Int)
  /// A part that the bundle does not have, or of another kind.
  case wrongPart(ConfigurationField, virtualMachine: Int)
  /// The board has no such memory, core, or is another board.
  case notOnBoard(ConfigurationField, virtualMachine: Int?)

  /// The reason in words, for the console; `field` and `virtualMachine` say where.
  public var reason: StaticString {
    switch self {
    case .tree(let error): error.reason
    case .foreign: "not a configuration of this version"
    case .missing: "is missing or malformed"
    case .outOfRange: "has a value out of range"
    case .tooMany: "has too many entries"
    case .misaligned: "is misaligned"
    case .overlapping: "overlaps"
    case .givenTwice: "is given twice"
    case .outsideMemory: "lies outside the memory"
    case .wrongPart: "names a bundle part that does not fit"
    case .notOnBoard: "is not what the board has"
    }
  }

  /// What the reason is about.
  public var field: ConfigurationField? {
    switch self {
    case .tree, .foreign: nil
    case .missing(let field, _), .outOfRange(let field, _), .tooMany(let field, _),
      .misaligned(let field, _), .notOnBoard(let field, _):
      field
    case .overlapping(let field, _), .givenTwice(let field, _), .outsideMemory(let field, _),
      .wrongPart(let field, _):
      field
    }
  }

  /// The index of the VM that the reason is about.
  public var virtualMachine: Int? {
    switch self {
    case .tree, .foreign: nil
    case .missing(_, let index), .outOfRange(_, let index), .tooMany(_, let index),
      .misaligned(_, let index), .notOnBoard(_, let index):
      index
    case .overlapping(_, let index), .givenTwice(_, let index), .outsideMemory(_, let index),
      .wrongPart(_, let index):
      index
    }
  }
}
