internal import AArch64
internal import CAArch64
internal import Core

// `direct` VMs own their cores' interrupts: HCR_EL2.IMO is clear, so Group 1 interrupts go to EL1 with no exit, and the
// guest acknowledges and ends them at the physical CPU interface. What the hypervisor keeps is memory, the distributor
// (accesses trap and are filtered) and a way to take the core back:
//
// - `fiq`: its kick is a Group 0 SGI, taken at EL2 as FIQ. The common interface registers trap (ICH_HCR_EL2.TC), are
//   checked and written through, so that the guest's priority mask masks its interrupts, but never the kick.
// - `doorbell`: another core empties the VM's stage 2 and then sends an SGI; the guest's next fetch, at the latest
//   that of its interrupt vector, aborts to EL2. Nothing traps in between. `guarded-doorbell`: the common interface
//   registers trap as well, and so does waiting for an interrupt.
//
// Here the CPU interface and the private interrupts change hands.

extension Reference<VirtualCPU> {
  /// The core's interrupts become the guest's, as after reset.
  func handOverInterrupts() {
    let redistributor = record.core.record.redistributor
    BoardInterrupts.setPrivateEnabled(redistributor, PhysicalInterrupts.maintenance, false)
    BoardInterrupts.setPrivateEnabled(
      redistributor, record.core.record.machine.record.board.hypervisorTimerInterrupt, false)
    martlet_write_cnthp_ctl_el2(0)
    martlet_write_icc_ctlr_el1(0)
    martlet_write_icc_bpr1_el1(0)
    martlet_write_icc_igrpen1_el1(0)
    martlet_write_icc_ap1r0_el1(0)
    let mode = record.machine.record.mode
    record.priorityMask = 0
    martlet_write_icc_pmr_el1(mode.trapsCommonRegisters ? InterruptPriority.guestMask(0) : 0)
    martlet_write_ich_hcr_el2(mode.trapsCommonRegisters ? InterfaceControl.trapCommon : 0)
    if mode.isByDoorbell { martlet_write_icc_igrpen0_el1(0) }
    let configuration: HypervisorConfiguration =
      switch mode {
      case .directByFastInterrupt: .guest | .takesFastInterrupts
      case .directByGuardedDoorbell: .guest | .trapsWaiting
      default: .guest
      }
    configuration.activate()
  }

  /// Waits for an interrupt in the guest's place. With its group disabled, or an interrupt of the kick's priority
  /// active, nothing might wake the core again: neither counts meanwhile. The priority mask lets the kick through, but
  /// for a `doorbell` guest's that nobody guards.
  func waitForGuest() {
    #if MARTLET_SHARING
      if isShared { return sleepSoon() }
    #endif
    let isEnabled = martlet_read_icc_igrpen1_el1()
    let active = martlet_read_icc_ap1r0_el1()
    let configuration = martlet_read_hcr_el2()
    HypervisorConfiguration.idle.activate()
    martlet_write_icc_ap1r0_el1(0)
    martlet_write_icc_igrpen1_el1(1)
    Processor.synchronize()
    sleep()
    martlet_write_icc_igrpen1_el1(isEnabled)
    martlet_write_icc_ap1r0_el1(active)
    martlet_write_hcr_el2(configuration)
    Processor.synchronize()
  }

  /// Waits for an interrupt. Asleep is not busy.
  func sleep() {
    let start = Counter.read()
    traceSleep(at: start)
    Processor.waitForInterrupt()
    let end = Counter.read()
    record.counters.addTime(start &- end)
    traceSleep(from: start, to: end)
  }

  /// The core's interrupts are the hypervisor's again, whatever the guest left.
  func takeInterruptsBack() {
    let core = record.core
    do throws(PhysicalGICError) {
      try BoardInterrupts.initializeRedistributor(
        core.record.redistributor, enabled: PhysicalInterrupts.own(core.record.machine),
        kick: PhysicalInterrupts.kick, kickIsGroupZero: core.record.kicksByGroup0)
    } catch {
      core.log("the core's interrupt controller does not settle after its guest left")
    }
    PhysicalInterrupts.activateInterface()
  }

  /// A trapped access to one of the interface registers common to both groups. False for another
  /// register.
  func emulateInterface(_ access: SystemRegisterAccess) -> Bool {
    let registers = GuestRegisters(self)
    switch InterfaceRegister(access.name) {
    case .priorityMask:
      if access.isRead {
        registers[access.register] = record.priorityMask
      } else {
        record.priorityMask = registers[access.register] & 0xFF
        martlet_write_icc_pmr_el1(InterruptPriority.guestMask(record.priorityMask))
      }
    case .control:
      if access.isRead {
        registers[access.register] = martlet_read_icc_ctlr_el1()
      } else {
        // CBPR and EOImode; the rest is read-only or another group's.
        martlet_write_icc_ctlr_el1(registers[access.register] & 3)
      }
    case .runningPriority:
      if access.isRead { registers[access.register] = martlet_read_icc_rpr_el1() }
    case .deactivate:
      let intid = UInt32(truncatingIfNeeded: registers[access.register] & 0xFF_FFFF)
      if !access.isRead, record.machine.ownsPhysically(intid) {
        martlet_write_icc_dir_el1(UInt64(intid))
      }
    case nil: return false
    }
    return true
  }

  /// A trapped SGI: to the VM's own cores and no other.
  func sendPhysically(_ value: UInt64) {
    let machine = record.machine
    let request = SoftwareInterrupt(value)
    var targets = machine.record.direct.targets(of: request, sender: record.index)
    while targets != 0 {
      martlet_write_icc_sgi1r_el1(
        machine.record.direct.takeRequest(from: &targets, intid: request.intid))
    }
  }
}

extension Reference<VirtualMachine> {
  /// Whether a physical interrupt is the VM's own to deactivate.
  func ownsPhysically(_ intid: UInt32) -> Bool {
    intid < 32 ? record.direct.isVisiblePrivate(intid) : record.direct.owns(intid)
  }

  /// The interrupt controller of a `direct` VM, which is the board's, filtered: the redistributor of a virtual core, or
  /// without one the distributor.
  @inline(__always)
  func accessBoard(
    _ access: InterruptRegisterAccess, redistributor index: Int? = nil, core: UInt32
  ) -> UInt64 {
    let lock = record.hypervisor
    lock.record.interruptControllerLock.lock(core: core)
    let value =
      if let index {
        record.direct.redistributorAccess(access, of: index)
      } else {
        record.direct.distributorAccess(access)
      }
    lock.record.interruptControllerLock.unlock()
    return value
  }

  func resetDirectInterrupts(core: UInt32) {
    let lock = record.hypervisor
    lock.record.interruptControllerLock.lock(core: core)
    record.direct.reset()
    lock.record.interruptControllerLock.unlock()
  }

  // The doorbell. The live root table of the VM's stage 2 is a copy; the original stays aside.

  /// Any core: removes all of the VM's memory, so that its cores come to EL2. They were told before what to do there.
  func removeMemory() {
    let root = record.translationBase & 0x0000_FFFF_FFFF_F000
    let memory = record.hypervisor.record.memory
    memory.zero(root, record.rootSize)
    let own = martlet_read_vttbr_el2()
    martlet_dsb_ishst()
    martlet_write_vttbr_el2(record.translationBase)
    martlet_isb()
    martlet_tlbi_vmalls12e1is()
    martlet_dsb_ish()
    martlet_write_vttbr_el2(own)
    martlet_isb()
  }

  /// Home core, while no core is in the VM.
  func restoreMemory() {
    guard record.originalRoot != 0 else { return }
    record.hypervisor.record.memory.copy(
      from: record.originalRoot, to: record.translationBase & 0x0000_FFFF_FFFF_F000,
      size: record.rootSize)
    martlet_dsb_ishst()
  }
}

extension Reference<VirtualCPU> {
  /// Makes its core leave it even where the guest takes all interrupts itself.
  func recall() {
    let machine = record.machine
    if machine.record.mode != .virtual {
      // For `fiq` as well: a guest that keeps an interrupt of the kick's own priority active cannot be interrupted.
      machine.removeMemory()
      martlet_sev()
    }
    kick()
  }
}
