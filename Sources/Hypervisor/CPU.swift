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
  /// The virtual core that is bound to this core.
  var virtualCPU: Reference<VirtualCPU>?
  /// Whether the virtual core is inside its VM: entered and not left.
  var isInside = false
  /// Whether this core is inside the console's gate.
  var isInConsole = false
  /// Arm: this core's `RD_base`.
  var redistributor: UInt64 = 0
  /// The guest of this core takes Group 1 interrupts itself, so the core is kicked by Group 0. Constant after boot.
  var kicksByGroup0 = false
  let isOnline = Atomic<UInt32>(0)
  var call = RemoteCall()
  #if MARTLET_TRACE
    /// Address of this core's `TraceRing`.
    var trace: UInt64 = 0
  #endif

  init(
    index: UInt32, affinity: UInt64, machine: Reference<Machine>, stack: UInt64, emergency: UInt64
  ) {
    anchor = martlet_anchor()
    anchor.stack_top = stack
    anchor.emergency_stack_top = emergency
    self.index = index
    self.affinity = affinity
    self.machine = machine
  }

  /// The core this runs on.
  @inline(__always)
  static var current: Reference<CPU> { Reference(address: martlet_read_tpidr_el2()) }
}
