/// A scenario as somebody wrote it: everything with its place in the file, defaults not filled in,
/// nothing compared with anything else. The checker makes a ``CheckedScenario`` of it.
struct ScenarioDocument: Sendable {
  var position: SourcePosition
  var name: Located<String>?
  var board: BoardClause?
  var console: ConsoleClause?
  /// Nil when the key is absent.
  var pools: [PoolClause]?
  var vms: Located<[VirtualMachineClause]>?
  var channels: Located<[ChannelClause]>?
  var standby: Located<[StandbyClause]>?
  var reserve: ReserveClause?
  var health: MachineHealthClause?

  struct BoardClause: Sendable {
    var name: Located<String>
    var memory: Located<UInt64>?
    var cores: Located<Int>?
    var processor: Located<String>?
    var idleState: Located<Int>?
  }

  struct ConsoleClause: Sendable {
    var mode: Located<ConsoleMode>?
    var focus: Located<String>?
    var escape: Located<String>?
  }

  struct PoolClause: Sendable {
    var position: SourcePosition
    var name: Located<String>?
    var cores: Located<[Located<Int>]>?
    var scheduler: Located<Scheduler>?
    var quantum: Located<UInt64>?
    var frame: Located<UInt64>?
    var slack: Located<Slack>?
    var windows: Located<[WindowClause]>?
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
  }

  struct WindowClause: Sendable {
    var position: SourcePosition
    var machine: Located<String>?
    var start: Located<UInt64>?
    var length: Located<UInt64>?
  }

  struct ReserveClause: Sendable {
    var position: SourcePosition
    var memory: Located<UInt64>?
    var machines: Located<Int>?
    var virtualCPUs: Located<Int>?
    var given: Located<UInt64>?
  }

  struct ChannelClause: Sendable {
    var position: SourcePosition
    var name: Located<String>?
    var between: Located<[Located<String>]>?
    var size: Located<UInt64>?
    var parts: Located<[PartClause]>?
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
  }

  struct StandbyClause: Sendable {
    var position: SourcePosition
    var primary: Located<String>?
    var standby: Located<String>?
    var channel: Located<String>?
  }

  struct PartClause: Sendable {
    var position: SourcePosition
    var size: Located<UInt64>?
    var writer: Located<String>?
  }

  struct GuardClause: Sendable {
    var position: SourcePosition
    var pool: Located<String>?
    var budget: Located<UInt64>?
    var period: Located<UInt64>?
    var deadline: Located<UInt64>?
    var misses: Located<Int>?
    var of: Located<Int>?
    var calm: Located<Int>?
    var dwell: Located<UInt64>?
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
  }

  struct ExitsClause: Sendable {
    var position: SourcePosition
    var most: Located<Int>?
    var period: Located<UInt64>?
  }

  struct HealthClause: Sendable {
    var position: SourcePosition
    var watchdog: Located<UInt64>?
    var heartbeat: HeartbeatClause?
    var interrupts: Located<Int>?
    var reactions: [FaultWord: Located<ReactionClause>]
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
  }

  struct HeartbeatClause: Sendable {
    var position: SourcePosition
    var channel: Located<String>?
    var period: Located<UInt64>?
  }

  struct MachineHealthClause: Sendable {
    var position: SourcePosition
    var bundleCheck: Located<UInt64>?
    var coreCheck: Located<UInt64>?
    var safeState: Located<[Located<String>]>?
    var reactions: [MachineFaultWord: Located<ReactionWord>]
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
  }

  enum ReactionClause: Sendable, Equatable {
    case word(ReactionWord)
    case restart(limit: Int, backOff: UInt64)
    case switchOver(limit: Int, backOff: UInt64)
  }

  struct TaskClause: Sendable {
    var position: SourcePosition
    var name: Located<String>?
    var period: Located<UInt64>?
    var budget: Located<UInt64>?
    var deadline: Located<UInt64>?
    var priority: Located<Int>?
    var virtualCPU: Located<Int>?
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
  }

  struct VirtualMachineClause: Sendable {
    var position: SourcePosition
    var name: Located<String>?
    var pool: Located<String>?
    var virtualCPUs: Located<Int>?
    var cores: Located<[Located<Int>]>?
    var affinity: Located<[Located<[Located<Int>]>]>?
    var weight: Located<Int>?
    var cap: Located<Int>?
    var priority: Located<Int>?
    var budget: Located<UInt64>?
    var period: Located<UInt64>?
    var guarding: GuardClause?
    var exits: ExitsClause?
    var tasks: Located<[TaskClause]>?
    /// Where each key that is there has its value, readable or not.
    var places: [String: SourcePosition]
    var interrupts: Located<InterruptClause>?
    var memory: Located<UInt64>?
    var address: Located<AddressClause>?
    var physical: Located<UInt64>?
    var payload: PayloadClause?
    var deviceTree: Located<DeviceTreeClause>?
    var devices: [Located<VirtualDevice>]?
    var passthrough: [Located<PassthroughClause>]
    var onFailure: Located<FailureClause>?
    var health: HealthClause?
    var autostart: Bool
    var role: Located<MachineRole>?
    var managed: Located<[Located<ManagedWord>]>?
    var expectations: [String]
  }

  enum InterruptClause: Sendable, Equatable {
    case virtual
    /// Nil: whichever the board can.
    case direct(DirectVariant?)
  }

  enum AddressClause: Sendable, Equatable {
    case fixed(UInt64)
    case identity
  }

  enum DeviceTreeClause: Sendable, Equatable {
    case start
    case end
    case fixed(UInt64)
  }

  struct PayloadClause: Sendable {
    var position: SourcePosition
    var kind: PayloadKind
    var file: Located<String>
    var initialRamdisk: Located<String>?
    var arguments: Located<String>?
    var address: Located<UInt64>?
    var entry: Located<UInt64>?
  }

  enum PassthroughClause: Sendable {
    case named(String)
    case described(
      name: Located<String>?, compatible: [String], address: Located<UInt64>?,
      size: Located<UInt64>?, interrupts: [Located<Int>])
  }

  enum FailureClause: Sendable, Equatable {
    case word(FailureWord)
    case restart(limit: Int, backOff: UInt64)
  }
}
