/// What the hypervisor needs to know of the board, taken from the device tree that firmware passes
/// in x0. Nothing of any board is known otherwise.
///
/// Interrupts are architectural INTIDs. Addresses are physical: those of nodes below a bus are
/// translated through every `ranges` on the way.
public struct BoardDescription: ~Copyable {
  public static var maximumCores: Int { 8 }

  /// The instruction that calls the board's firmware.
  public enum Conduit: Equatable, Sendable {
    case secureMonitorCall
    case hypervisorCall
  }

  public var memory = BoundedList<8, AddressRange>(filler: Self.noRange)
  /// Memory that firmware keeps: the reservation block and /reserved-memory.
  public var reserved = BoundedList<16, AddressRange>(filler: Self.noRange)
  /// Affinity values (Arm: `MPIDR_EL1` bits 39:32 and 23:0) in the order of /cpus, at most eight.
  public var cores = BoundedList<8, UInt64>(filler: 0)
  /// Cores of the board beyond those in `cores`, which the hypervisor leaves alone.
  public internal(set) var ignoredCoreCount = 0
  public internal(set) var conduit = Conduit.secureMonitorCall
  /// Arm: `GICD` registers.
  public internal(set) var distributor = Self.noRange
  /// Arm: `GICR` registers, by region.
  public var redistributors = BoundedList<8, AddressRange>(filler: Self.noRange)
  /// Arm: `GITS` registers of the first interrupt translation service, if there is one.
  public internal(set) var interruptTranslation: AddressRange?
  /// Registers of the first PL031, if there is one: what the time is when the machine starts.
  public internal(set) var realTimeClock: AddressRange?
  /// Registers of the console's PL011.
  public internal(set) var console = Self.noRange
  public internal(set) var consoleInterrupt: UInt32 = 0
  /// The EL2 physical timer's interrupt.
  public internal(set) var hypervisorTimerInterrupt: UInt32 = 0

  #if MARTLET_SHARING
    /// The board's first state of PSCI in which an idle core keeps all that it has. Arm: CPU_SUSPEND's `power_state`.
    public var idleState: UInt32?
  #endif

  static var noRange: AddressRange { AddressRange(start: 0, size: 0) }

  /// Reads the board's tree. O(size of the tree).
  public init(_ tree: FlattenedDeviceTree) throws(BoardDescriptionError) {
    var finder = BoardNodeFinder(console: tree.standardOutput)
    var index = 0
    while let range = tree.reservation(at: index) {
      try reserve(range)
      index &+= 1
    }
    try read(tree, &finder)
    try requireEverything(finder)
    try readTimer(tree, finder)
  }
}
