internal import AArch64
internal import Core
internal import Synchronization

/// A virtual machine.
///
/// Constant after boot but for: `lifecycle` (atomic); `distributor` (under `interruptLock`); `uart`, `clock` and `flash`
/// (under `deviceLock`); `policy`, `startTime`, `bootTime` and `starts`, which belong to the home core.
struct VirtualMachine: ~Copyable {
  let index: Int
  let hypervisor: Reference<Machine>
  let lifecycle = VirtualMachineLifecycle()
  let interruptLock = OwnedLock()
  let deviceLock = OwnedLock()
  var distributor: VirtualDistributor<InterruptRegisters>
  /// In `direct` mode, under the machine's `interruptControllerLock`.
  var direct: DirectDistributor<BoardInterruptRegisters>
  var uart = PL011()
  var clock: PL031
  var variables: FlashBank<FlashCells>
  let bus: DeviceBus
  var policy: FailurePolicy
  let mode: VirtualMachineConfiguration.InterruptMode
  /// Addresses of the virtual cores' records.
  var virtualCPUs = InlineArray<8, UInt64>(repeating: 0)
  let virtualCPUCount: Int
  let translation: TranslationTable
  /// Arm: `VTTBR_EL2`, `VTCR_EL2`.
  let translationBase: UInt64
  let translationControl: UInt64
  /// Bytes of the root table at `translationBase`.
  let rootSize: UInt64
  /// For a `doorbell` VM, where the root table's contents are kept while its live copy may be emptied; else 0.
  let originalRoot: UInt64
  let identification: IdentificationRegisters
  /// Arm: `CNTVOFF_EL2`: the counter when the VM started; zero in `direct` mode, where nobody may stand between the
  /// guest and its timer.
  var counterOffset: UInt64 = 0
  /// Ticks from the request to start to the first guest instruction, of the last start.
  var bootTime: UInt64 = 0
  var starts: UInt64 = 0
  /// Last, because it is large: what exits need is found by shorter offsets.
  var configuration: VirtualMachineConfiguration
  #if MARTLET_SHARING
    var sharing = MachineSharing()
  #endif
  #if MARTLET_SERVICE
    /// Made at boot before anybody looks.
    var service = Reference<MachineService>(address: 16)
  #endif
}
