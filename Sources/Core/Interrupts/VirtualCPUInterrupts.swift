/// The interrupt state of one vCPU: its SGIs and PPIs, and what its list registers hold.
///
/// Owned by the core that runs the vCPU; no lock guards it and no other core touches it. Others
/// reach it through its `InterruptMailbox`, or by having the image run a call on the owning core.
/// While the vCPU is current on its core, list registers and this bookkeeping belong together; a
/// vCPU that leaves its core is folded back first (`foldBack`).
///
/// Two ways lead into a list register. The direct one (`hardwareInterrupt`, `accept`) takes the next
/// free register for an interrupt that may simply be shown. Everything else – too few registers,
/// state changed under the guest, shared interrupts – sets `needsSynchronization`, and `synchronize`
/// folds all list registers back and fills them anew in priority order before the guest runs on.
public struct VirtualCPUInterrupts<Hardware: InterruptHardware>: ~Copyable {
  /// Which vCPU of its VM this is.
  public let index: Int
  /// `synchronize` must run before the guest does.
  public internal(set) var needsSynchronization: Bool

  /// Interrupts made pending in a list register. Wraps.
  public internal(set) var injectedCount: UInt64
  /// Maintenance interrupts taken. Wraps.
  public internal(set) var maintenanceCount: UInt64

  var bank: InterruptBank
  /// The private interrupts that may take the direct way: forwarded, not active outside the list
  /// registers, and nothing more urgent waits for a register.
  var direct: UInt32
  /// PPIs that were listed because the guest pended them by hand: not to be overwritten directly.
  var pendedByHand: UInt32
  /// Enabled, and in a group that the distributor's control register enables.
  var forwarded: UInt32
  /// The group bits of the distributor's control register when last synchronised.
  var groups: UInt32

  /// One bit for each list register that exists.
  let allRegisters: UInt32
  /// Registers that were filled and not folded back; the guest may have emptied them meanwhile.
  var usedRegisters: UInt32
  /// Registers whose pending state includes the interrupt's latch.
  var latchedRegisters: UInt32
  /// The interrupt in each used register.
  var listedIntid: InlineArray<16, UInt16>
  /// The register of each listed private interrupt.
  var privateRegister: InlineArray<32, UInt8>

  /// What `ICH_HCR_EL2` was last set to.
  var control: UInt64
  /// Active interrupts of this vCPU are outside the list registers.
  var hasUnlistedActive: Bool
  /// Pending interrupts are outside because more urgent ones fill the list registers.
  var hasOverflow: Bool
  /// vCPUs that the next `synchronize` names.
  var toBeTold: UInt32
  /// Arm: `GICR_WAKER`, bits 2 and 1.
  var waker: UInt32

  /// - Parameters:
  ///   - index: which vCPU of its VM this is, below `AffinityTable.capacity`.
  ///   - listRegisterCount: `ICH_VTR_EL2.ListRegs` + 1, 1 to 16.
  ///   - hardwareInterrupts: the private interrupts backed by the physical ones of the same number;
  ///     bit 27 is the virtual timer, bit 30 the physical one.
  public init(index: Int, listRegisterCount: Int, hardwareInterrupts: UInt32) {
    self.index = index & 7
    let count = UInt32(truncatingIfNeeded: listRegisterCount) & 31
    allRegisters = count >= 16 ? 0xFFFF : count == 0 ? 1 : (1 &<< count) &- 1
    bank = InterruptBank()
    bank.hardware = hardwareInterrupts
    bank.edge = 0xFFFF
    needsSynchronization = false
    injectedCount = 0
    maintenanceCount = 0
    direct = 0
    pendedByHand = 0
    forwarded = 0
    groups = 0
    usedRegisters = 0
    latchedRegisters = 0
    listedIntid = InlineArray(repeating: 0)
    privateRegister = InlineArray(repeating: 0)
    control = InterfaceControl.atReset
    hasUnlistedActive = false
    hasOverflow = false
    toBeTold = 0
    waker = 6
  }

  /// How many list registers there are.
  var registerCount: Int { allRegisters.nonzeroBitCount }

  /// Recomputes what follows from enable bits, groups and active state.
  mutating func refreshForwarding() {
    forwarded = bank.enabled & bank.inGroups(enabledBy: groups)
    direct = hasOverflow ? 0 : forwarded & ~(bank.active | pendedByHand)
  }

  /// Whether an interrupt waits to be taken, for a vCPU in WFI; it does not ask whether the guest
  /// masks it. Mail must have been collected and `synchronize` have run.
  public mutating func hasPendingInterrupt() -> Bool {
    var rest = usedRegisters
    while rest != 0 {
      let register = rest.trailingZeroBitCount
      rest &= rest &- 1
      if Hardware.readListRegister(register) & ListRegister.pending != 0 { return true }
    }
    return false
  }
}
