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
  #if MARTLET_SHARING
    /// Where it is now. In a pool it moves under the pool's lock; others read it to know whom to kick.
    var core: Reference<CPU>
  #else
    let core: Reference<CPU>
  #endif
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
  #if MARTLET_SHARING
    /// Address of the pool that it is in, or 0, and its number there.
    var pool: UInt64 = 0
    var number = 0
    /// Address of its registers while it is on no core, see `GuestState`.
    var state: UInt64 = 0
    /// Addresses of the cores where its system registers and its vector registers were last.
    var loadedOn: UInt64 = 0
    var vectorsOn: UInt64 = 0
    /// The cores that it may run on, one bit each.
    var affinityMask: UInt32 = .max
    /// It is in its VM: it started and did not retire.
    var isStarted = false
    /// Ticks that it would have run and did not, and since when it would run; while it is on no core.
    var stolen: UInt64 = 0
    var readySince: UInt64 = 0
    /// All of it is in memory.
    var isParked = false
    /// Before it goes on all memory of its VM is cleaned, and how far that is.
    var cleansMemory = false
    var cleaning = PieceCursor()
    /// It wants to sleep at the end of this exit.
    var sleeps = false
    /// Ticks that it was on a core, and since when it is on this one; 0 while on none.
    var turnTime: UInt64 = 0
    var turnStart: UInt64 = 0
    /// When its timers want it, while it sleeps and a core watches them; under the pool's lock.
    var wakeTime = UInt64.max
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
