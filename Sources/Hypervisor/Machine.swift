internal import AArch64
internal import Core
internal import Synchronization

/// What the console shares between cores: at most 16 VMs and 8 cores.
typealias Rings = ConsoleRings<16, 8>

/// The board's UART, behind its device mapping.
typealias BoardUART = PL011Driver<DeviceRegisters>

/// What is asked of the board after boot.
struct BoardFacts {
  let distributor: AddressRange
  let console: AddressRange
  let consoleInterrupt: UInt32
  let hypervisorTimerInterrupt: UInt32
  let usesHypervisorCall: Bool
  #if MARTLET_SHARING
    /// Arm: `power_state` of CPU_SUSPEND for a core with nothing to do, or nil: then it waits by WFI.
    let idleState: UInt32?
  #endif

  init(_ board: borrowing BoardDescription) {
    distributor = board.distributor
    console = board.console
    consoleInterrupt = board.consoleInterrupt
    hypervisorTimerInterrupt = board.hypervisorTimerInterrupt
    usesHypervisorCall = board.conduit == .hypervisorCall
    #if MARTLET_SHARING
      idleState = board.idleState
    #endif
  }
}

/// The whole machine; there is one.
///
/// Constant after boot but for: `console` and `uart` (inside the gate of `rings`); the interrupt controller's shared
/// registers (under `interruptControllerLock`); the atomics.
struct Machine: ~Copyable {
  let board: BoardFacts
  let memory: PhysicalMemory
  var frames: TableFrames
  let table: TranslationTable
  let frequency: UInt64
  /// Counter when the boot core reached Swift with its MMU on.
  let bootTime: UInt64
  /// What the board's clock showed then, in seconds since 1970; 0 for a board without one.
  let startSeconds: UInt32
  let rings: Reference<Rings>
  var console: ConsoleMultiplexer<16>
  var uart: BoardUART
  let interruptControllerLock = OwnedLock()
  /// Addresses of the cores' records, 0 for a core that is not used, in the order of the board's /cpus.
  var cores = InlineArray<8, UInt64>(repeating: 0)
  /// Addresses of the VMs' records.
  var machines = InlineArray<16, UInt64>(repeating: 0)
  var machineCount = 0
  #if MARTLET_SHARING
    var monitor = Reference<Monitor>(address: 16)
    /// The record that stands for no core: where a virtual core of a pool is that is on none.
    var away = Reference<CPU>(address: 16)
    /// Addresses of the pools' records.
    var pools = InlineArray<8, UInt64>(repeating: 0)
    var poolCount = 0
    /// Around every change of who is in which pool; outside all other locks.
    let moveLock = OwnedLock()
    /// Around the events that the monitor keeps; inside all other locks.
    let eventLock = OwnedLock()
  #endif
  #if MARTLET_SERVICE
    /// Address of the `ControlPort`, or 0. Constant after boot.
    var control: UInt64 = 0
    /// Address of the `Reserve`, or 0. Constant after boot.
    var reserve: UInt64 = 0
    #if MARTLET_TRACE
      /// Addresses of the trace, and of the accounts in it of VMs that are created.
      var trace: UInt64 = 0
      var createdAccounts: UInt64 = 0
    #endif
    /// Addresses of the channels' records, in the order of the scenario. Constant after boot.
    var channels = InlineArray<16, UInt64>(repeating: 0)
    /// Made at boot before anybody looks.
    var health = Reference<HealthMonitor>(address: 16)
  #endif
  /// Index of the core that takes the UART's interrupt and drains the console by a timer.
  var consoleCore: UInt32 = 0
  /// Where the bundle lies, physical.
  let bundle: UInt64

  /// Set once something wants the console core to look at the console.
  let consoleWanted = Atomic<UInt32>(0)
  /// The UART's interrupt came while another core was at the console: it stays active, and so cannot come again, until
  /// that core leaves and deactivates it.
  let isUARTParked = Atomic<UInt32>(0)
  /// Set once the machine is to be switched off.
  let isShuttingDown = Atomic<UInt32>(0)
  /// Counter value at which a shut-down stops waiting for cores; 0 while there is none.
  let shutDownDeadline = Atomic<UInt64>(0)
  /// Set by the core that reports and switches off.
  let hasEnded = Atomic<UInt32>(0)
  let reportWanted = Atomic<UInt32>(0)

  /// The machine, from any core that has its record.
  @inline(__always)
  static var current: Reference<Machine> { CPU.current.record.machine }

  static var usesHypervisorCall: Bool { current.record.board.usesHypervisorCall }

  mutating func core(_ index: Int) -> Reference<CPU>? {
    let address = index < 8 ? cores[index] : 0
    return address == 0 ? nil : Reference(address: address)
  }

  mutating func virtualMachine(_ index: Int) -> Reference<VirtualMachine>? {
    let address = index < 16 ? machines[index] : 0
    return address == 0 ? nil : Reference(address: address)
  }
}
