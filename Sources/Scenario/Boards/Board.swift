/// What Martlet knows of a kind of board before it sees one: enough to refuse, on the host, what such
/// a board could not do. A new board is a new value of this type; see `docs/porting-a-board.md`.
public struct Board: Sendable {
  /// A device of the board that can become a VM's own. None of them reads or writes memory by
  /// itself: without an SMMU in between, such a device would be a hole in every wall.
  public struct Device: Sendable {
    public var name: String
    public var summary: String
    public var plan: VirtualMachinePlan.PassthroughDevice
  }

  /// Addresses and interrupts that no VM can have, and why.
  public struct Reservation: Sendable {
    public var name: String
    public var addresses: Range<UInt64>
    public var interrupts: Set<UInt32>
    /// Completes "… because".
    public var reason: String
  }

  /// The name scenarios use.
  public var name: String
  public var summary: String
  /// The board at its largest; ``model(cores:memorySize:processor:)`` cuts it to size.
  public var largest: BoardModel
  public var defaultCoreCount: Int
  public var defaultMemorySize: UInt64
  public var memorySizes: ClosedRange<UInt64>
  public var processors: [ValueKind.Choice]
  public var defaultProcessor: String
  /// Where firmware puts the hypervisor's file.
  public var imageAddress: UInt64
  /// INTIDs of the shared peripheral interrupts that the interrupt controller has.
  public var interrupts: ClosedRange<UInt32>
  public var devices: [Device]
  public var reservations: [Reservation]

  /// The board with so many cores and so much memory.
  public func model(cores: Int, memorySize: UInt64, processor: String) -> BoardModel {
    var model = largest
    model.cores = Array(model.cores.prefix(cores))
    model.memorySize = memorySize
    if var arguments = model.emulatorArguments,
      let place = arguments.firstIndex(of: "-cpu"), arguments.indices.contains(place + 1)
    {
      arguments[place + 1] = processor
      model.emulatorArguments = arguments
    }
    return model
  }

  /// Every board a scenario can name.
  public static let all: [Board] = [.qemuVirt]
}
