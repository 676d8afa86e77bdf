internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization

/// A virtual core. SP_EL2 points at its record while it runs.
///
/// `power` and `mailbox` are for all cores; the rest belongs to the core it is bound to.
struct VirtualCPU: ~Copyable {
  /// First: the vectors save the general registers here.
  var frame = martlet_frame()
  let index: Int
  /// Bits of `MPIDR_EL1` that tell cores apart, as the guest sees them.
  let affinity: UInt64
  let machine: Reference<VirtualMachine>
  let core: Reference<CPU>
  var power = VirtualCPUPower()
  let mailbox = InterruptMailbox()
  var interrupts: VirtualCPUInterrupts<InterruptRegisters>
  var counters = ExitCounters()
  /// What the guest of a `fiq` VM last wrote to its priority mask. Arm: `ICC_PMR_EL1`.
  var priorityMask: UInt64 = 0
  /// The complements of the core's identification registers as the guest sees them; 0 where none was read yet.
  var identification = InlineArray<56, UInt64>(repeating: 0)
  /// Faults at the guest's own vectors in a row: a guest that faults without end is ended.
  var vectorFaults: UInt32 = 0
  #if MARTLET_TRACE
    /// Address of this virtual core's `TraceAccount`.
    var account: UInt64 = 0
  #endif

  /// In the mailbox: the core has something to look at beyond interrupts. Above what `InterruptMailbox` uses.
  static let attention: UInt64 = 1 << 33

  init(
    index: Int, affinity: UInt64, machine: Reference<VirtualMachine>, core: Reference<CPU>,
    listRegisters: Int, timers: UInt32
  ) {
    self.index = index
    self.affinity = affinity
    self.machine = machine
    self.core = core
    interrupts = VirtualCPUInterrupts(
      index: index, listRegisterCount: listRegisters, hardwareInterrupts: timers)
    frame.stack_top = core.record.anchor.stack_top
  }
}
