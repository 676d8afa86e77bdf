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
  /// Not 0: `synchronize` must run before the guest does. Asked on every exit: a word's test is one instruction.
  var isOutOfDate: UInt32 = 0

  /// Interrupts made pending in a list register. Wraps.
  public internal(set) var injectedCount: UInt64 = 0
  /// Maintenance interrupts taken. Wraps.
  public internal(set) var maintenanceCount: UInt64 = 0

  var bank = InterruptBank()
  /// The private interrupts that may take the direct way: forwarded, not active outside the list
  /// registers, and nothing more urgent waits for a register.
  var direct: UInt32 = 0
  /// PPIs that were listed because the guest pended them by hand: not to be overwritten directly.
  var pendedByHand: UInt32 = 0
  /// Enabled, and in a group that the distributor's control register enables.
  var forwarded: UInt32 = 0
  /// The group bits of the distributor's control register when last synchronised.
  var groups: UInt32 = 0

  /// One bit for each list register that exists.
  let allRegisters: UInt32
  /// Registers that were filled and not folded back; the guest may have emptied them meanwhile.
  var usedRegisters: UInt32 = 0
  /// Registers whose pending state includes the interrupt's latch.
  var latchedRegisters: UInt32 = 0
  /// The interrupt in each used register.
  var listedIntid = InlineArray<16, UInt16>(repeating: 0)
  /// The register of each listed private interrupt.
  var privateRegister = InlineArray<32, UInt8>(repeating: 0)

  /// What `ICH_HCR_EL2` was last set to.
  var control = InterfaceControl.atReset
  /// Active interrupts of this vCPU are outside the list registers.
  var hasUnlistedActive = false
  /// Pending interrupts are outside because more urgent ones fill the list registers.
  var hasOverflow = false
  /// vCPUs that the next `synchronize` names.
  var toBeTold: UInt32 = 0
  /// Arm: `GICR_WAKER`, bits 2 and 1.
  var waker: UInt32 = 6
  #if MARTLET_SHARING
    /// What `park` took out of the bank.
    var parked = ParkedInterrupts()
  #endif

  /// - Parameters:
  ///   - index: which vCPU of its VM this is, below `AffinityTable.capacity`.
  ///   - listRegisterCount: `ICH_VTR_EL2.ListRegs` + 1, 1 to 16.
  ///   - hardwareInterrupts: the private interrupts backed by the physical ones of the same number;
  ///     bit 27 is the virtual timer, bit 30 the physical one.
  public init(index: Int, listRegisterCount: Int, hardwareInterrupts: UInt32) {
    self.index = index & 7
    let count = UInt32(truncatingIfNeeded: listRegisterCount) & 31
    allRegisters = count >= 16 ? 0xFFFF : count == 0 ? 1 : (1 &<< count) &- 1
    bank.hardware = hardwareInterrupts
    bank.edge = 0xFFFF
  }

  /// `synchronize` must run before the guest does.
  @inline(__always)
  public internal(set) var needsSynchronization: Bool {
    get { isOutOfDate != 0 }
    set { isOutOfDate = newValue ? 1 : 0 }
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
