internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization

/// A physical core under the hypervisor. TPIDR_EL2 of the core points at its record.
///
/// `requests`, `isOnline` and `call` are for all cores; the rest belongs to the core itself once it is online.
struct CPU: ~Copyable {
  /// First: assembly finds it by TPIDR_EL2.
  var anchor: martlet_anchor
  /// In the order of the board's /cpus.
  let index: UInt32
  let affinity: UInt64
  let machine: Reference<Machine>
  /// The virtual core that is bound to this core, or on it now.
  var virtualCPU: Reference<VirtualCPU>?
  /// Whether the virtual core is inside its VM: entered and not left.
  var isInside = false
  /// Whether this core is inside the console's gate.
  var isInConsole = false
  /// Arm: this core's `RD_base`.
  var redistributor: UInt64 = 0
  /// What kicks this core: `ICC_SGI1R_EL1`'s value or, with the flag `byGroup0`, that of `ICC_SGI0R_EL1`. Constant after boot.
  var kickRequest: UInt64
  let isOnline = Atomic<UInt32>(0)
  var call = RemoteCall()
  #if MARTLET_TRACE
    /// Address of this core's `TraceRing`.
    var trace: UInt64 = 0
  #endif
  #if MARTLET_SHARING
    /// Address of the pool of shared cores that this one is in, or 0; and the index of its pool, shared or not.
    var pool: UInt64 = 0
    var poolIndex = 0
    /// The pool that it is to go to, from 1; 0 for none. Another core sets it.
    let nextPool = Atomic<UInt32>(0)
    /// When the turn of the virtual core that is on it ends, as of the last decision.
    var turnEnd: UInt64 = 0
    /// When to decide anew, when to keep watch over its pool, and when to look at the console, at the latest.
    var decisionTime = UInt64.max
    var watchTime = UInt64.max
    var consoleTime = UInt64.max
    /// Work was left for an interrupt: the core must not sleep now.
    var hasMore = false
    /// What runs here is to leave.
    var mustDecide = false
    /// Whether vector registers do not trap. Arm: `CPTR_EL2.TFP`.
    var passesVectors = true
    /// Whether the registers are as a virtual core finds them that starts, and nobody is on the core.
    var isReset = false
    /// Addresses of the virtual cores whose system registers and whose vector registers were here last.
    var loaded: UInt64 = 0
    var vectorsOf: UInt64 = 0
    /// The call of firmware that keeps two VMs here from each other's branch predictions; 0 where none is needed.
    var predictorCall: UInt32 = 0
    /// A shared interrupt, acknowledged here, whose VM is to be found; 0 for none.
    var leftOver: UInt32 = 0
    /// Ticks that it slept for lack of work, and since when it does; 0 while it does not.
    var sleepTime: UInt64 = 0
    var sleepStart: UInt64 = 0
    /// This is no core, but stands for none.
    var isNowhere = false
  #endif
  #if MARTLET_SERVICE
    /// Console core: when to look at the health of VMs and the machine.
    var healthTime = UInt64.max
    /// It was asked whether it is there, and has answered.
    let hasAnswered = Atomic<UInt32>(0)
  #endif

  /// The guest of the core takes Group 1 interrupts itself, so the core is kicked by Group 0.
  static let byGroup0: UInt64 = 1 << 63
  var kicksByGroup0: Bool { kickRequest & Self.byGroup0 != 0 }

  init(
    index: UInt32, affinity: UInt64, machine: Reference<Machine>, stack: UInt64, emergency: UInt64
  ) {
    anchor = martlet_anchor()
    anchor.stack_top = stack
    anchor.emergency_stack_top = emergency
    self.index = index
    self.affinity = affinity
    self.machine = machine
    kickRequest = PhysicalInterface.softwareInterrupt(
      PhysicalInterrupts.kick, affinity: packedAffinity(affinity))
  }

  /// The core this runs on.
  @inline(__always)
  static var current: Reference<CPU> { Reference(address: martlet_read_tpidr_el2()) }
}
