#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core

  // What a virtual core has of its core besides the general registers, in memory while another one runs there.

  /// Where each group of registers lies, in bytes from the start of the state.
  enum GuestState {
    static let system: UInt64 = 0
    /// Arm: `TCR_EL1`, apart, since it comes last.
    static let translationControl: UInt64 = 0xD0
    static let exit: UInt64 = 0xE0
    /// Arm: `HCR_EL2`.
    static let configuration: UInt64 = exit + 56
    static let priorities: UInt64 = 0x130
    static let keys: UInt64 = 0x160
    static let aarch32: UInt64 = 0x1A0
    static let errors: UInt64 = 0x1D0
    /// Arm: `OSLSR_EL1`, `DBGCLAIMCLR_EL1`.
    static let debugLock: UInt64 = 0x1E0
    static let debugClaim: UInt64 = 0x1E8
    static let debug: UInt64 = 0x200
    static let vectors: UInt64 = 0x400
    static let size: UInt64 = 0x640

    /// How many breakpoints and watchpoints there are, 1 to 16 each. Arm: `ID_AA64DFR0_EL1.BRPs`, `WRPs`.
    static var breakpoints: (UInt64, watchpoints: UInt64) {
      let features = martlet_read_id_aa64dfr0_el1()
      return ((features &>> 12) & 0xF &+ 1, (features &>> 20) & 0xF &+ 1)
    }

    /// Both kinds of translation off. Arm: `TCR_EL1.EPD0`, `EPD1`.
    static let noWalks: UInt64 = 1 << 7 | 1 << 23
    /// Arm: `CPTR_EL2.TFP`.
    static let trapsVectors: UInt64 = 1 << 10
  }

  extension Reference<VirtualCPU> {
    /// Everything into memory; nothing of the guest acts on the core any more. Answers when its timers want it back.
    @inline(never)
    func save() -> UInt64 {
      let state = record.state
      let core = record.core
      endTurn()
      martlet_save_exit(state &+ GuestState.exit)
      martlet_write_cntv_ctl_el0(0)
      martlet_write_cntp_ctl_el0(0)
      Processor.synchronize()
      martlet_store64(state &+ GuestState.translationControl, martlet_read_tcr_el1())
      martlet_save_system(state &+ GuestState.system)
      let priorityBits = PhysicalInterrupts.priorityBits
      if priorityBits >= 6 { martlet_save_six_bit_priorities(state &+ GuestState.priorities) }
      if priorityBits >= 7 {
        martlet_save_seven_bit_priorities(state &+ GuestState.priorities &+ 16)
      }
      if Processor.hasPointerAuthentication { martlet_save_keys(state &+ GuestState.keys) }
      if Processor.hasAArch32 { martlet_save_aarch32(state &+ GuestState.aarch32) }
      if Processor.hasErrorRecords { martlet_save_errors(state &+ GuestState.errors) }
      martlet_store64(state &+ GuestState.debugLock, martlet_read_oslsr_el1())
      martlet_store64(state &+ GuestState.debugClaim, martlet_read_dbgclaimclr_el1())
      let (breakpoints, watchpoints) = GuestState.breakpoints
      martlet_save_debug(state &+ GuestState.debug, breakpoints, watchpoints)
      if core.record.passesVectors { martlet_save_vectors(state &+ GuestState.vectors) }
      park()
      martlet_write_ich_hcr_el2(0)
      record.isParked = true
      record.readySince = Counter.read()
      return wakeTime(state)
    }

    /// When the earlier of the timers that would wake the guest expires.
    private func wakeTime(_ state: UInt64) -> UInt64 {
      let saved = state &+ GuestState.exit
      var wakeTime = UInt64.max
      // Arm: `CNTV_CTL_EL0`: ENABLE and not IMASK.
      if martlet_load64(saved &+ 32) & 3 == 1 {
        let compare = martlet_load64(saved &+ 16) &+ record.machine.record.counterOffset
        wakeTime = record.interrupts.wouldWake(GuestTimers.virtual) ? compare : .max
      }
      if martlet_load64(saved &+ 40) & 3 == 1, record.interrupts.wouldWake(GuestTimers.physical) {
        wakeTime = min(wakeTime, martlet_load64(saved &+ 24))
      }
      return wakeTime
    }

    /// Interrupts into memory.
    private func park() {
      let machine = record.machine
      machine.record.interruptLock.lock(core: record.core.record.index)
      let told = record.interrupts.park(&machine.record.distributor)
      machine.record.interruptLock.unlock()
      if told != 0 { machine.tell(told) }
    }

    /// Everything back, on the core that it was given.
    @inline(never)
    func load() {
      let state = record.state
      let core = record.core
      let machine = record.machine
      record.frame.stack_top = core.record.anchor.stack_top
      core.record.isReset = false
      // Whoever walks for the guest now, by speculation, would mix two guests' registers.
      martlet_write_tcr_el1(GuestState.noWalks)
      Processor.synchronize()
      martlet_write_vtcr_el2(machine.record.translationControl)
      martlet_write_vttbr_el2(machine.record.translationBase)
      martlet_write_vpidr_el2(martlet_read_midr_el1())
      martlet_write_vmpidr_el2(record.affinity | 1 << 31)
      martlet_write_cntvoff_el2(machine.record.counterOffset)
      if core.record.loaded != address || record.loadedOn != core.address { loadSystem(state) }
      record.interrupts.unpark()
      martlet_dsb_sy()
      martlet_load_exit(state &+ GuestState.exit)
      let priorityBits = PhysicalInterrupts.priorityBits
      if priorityBits >= 6 { martlet_load_six_bit_priorities(state &+ GuestState.priorities) }
      if priorityBits >= 7 {
        martlet_load_seven_bit_priorities(state &+ GuestState.priorities &+ 16)
      }
      trapVectors()
      Processor.synchronize()
      martlet_write_tcr_el1(martlet_load64(state &+ GuestState.translationControl))
      separateTranslations()
      let mail = record.mailbox.collect()
      // Whoever asked for the core while the guest came onto it interrupts it, too, and is answered at that exit.
      if mail & VirtualCPU.attention != 0 { record.mailbox.post(VirtualCPU.attention) }
      record.interrupts.accept(mail)
      synchronizeInterrupts()
      record.isParked = false
      countStolenTime()
      core.record.isInside = true
      traceMove(isInside: true)
      beginTurn()
    }

    /// What stays on the core for as long as no other virtual core comes there.
    private func loadSystem(_ state: UInt64) {
      let core = record.core
      if record.loadedOn != core.address { distrustCaches() }
      if core.record.predictorCall != 0 { forgetPredictions() }
      martlet_load_system(state &+ GuestState.system)
      if Processor.hasPointerAuthentication { martlet_load_keys(state &+ GuestState.keys) }
      if Processor.hasAArch32 { martlet_load_aarch32(state &+ GuestState.aarch32) }
      if Processor.hasErrorRecords { martlet_load_errors(state &+ GuestState.errors) }
      martlet_write_oslar_el1((martlet_load64(state &+ GuestState.debugLock) &>> 1) & 1)
      martlet_write_dbgclaimclr_el1(0xFF)
      martlet_write_dbgclaimset_el1(martlet_load64(state &+ GuestState.debugClaim))
      let (breakpoints, watchpoints) = GuestState.breakpoints
      martlet_load_debug(state &+ GuestState.debug, breakpoints, watchpoints)
      core.record.loaded = address
      record.loadedOn = core.address
    }

    /// What another VM taught the core's branch predictors is not this one's.
    private func forgetPredictions() {
      let core = record.core
      guard core.record.loaded != 0,
        Reference(address: core.record.loaded).record.machine.address != record.machine.address
      else { return }
      _ = Firmware.architectureCall(
        core.record.predictorCall, 0, usesHypervisorCall: Machine.usesHypervisorCall)
    }

    /// Two virtual cores of one VM may mean different things by the same ASID; on a core of its own each has a TLB of
    /// its own.
    private func separateTranslations() {
      let machine = record.machine
      let index = Int(record.core.record.index) & 7
      let own = UInt8(truncatingIfNeeded: record.index &+ 1)
      guard machine.record.sharing.lastOn[index] != own else { return }
      if machine.record.sharing.lastOn[index] != 0 { martlet_tlbi_vmalle1() }
      machine.record.sharing.lastOn[index] = own
    }

    /// The first use of a vector register comes to EL2.
    private func trapVectors() {
      martlet_write_cptr_el2(martlet_read_cptr_el2() | GuestState.trapsVectors)
      record.core.record.passesVectors = false
    }

    /// An undefined exception that may be the first use of a vector register since the guest came to this core. Then
    /// the instruction is tried again.
    func takeVectors() -> Bool {
      let core = record.core
      guard !core.record.passesVectors,
        ExceptionSyndrome(martlet_read_esr_el2()).exceptionClass == 7
      else { return false }
      record.counters.correct(.undefined, to: .other)
      passVectors()
      if core.record.vectorsOf != address || record.vectorsOn != core.address {
        martlet_load_vectors(record.state &+ GuestState.vectors)
        ownVectors()
      }
      return true
    }

    /// The guest is about to start, and what is on the core will be its own.
    func ownCore() {
      record.isParked = false
      record.cleansMemory = false
      forgetStolenTime()
      passVectors()
      ownVectors()
      record.core.record.loaded = address
      record.loadedOn = record.core.address
      record.machine.record.sharing.lastOn[Int(record.core.record.index) & 7] = 0xFF
    }

    private func passVectors() {
      record.core.passVectors()
      record.core.record.passesVectors = true
    }

    private func ownVectors() {
      record.core.record.vectorsOf = address
      record.vectorsOn = record.core.address
    }
  }

  extension Reference<CPU> {
    /// Vector registers do not trap on this core.
    @inline(__always)
    fileprivate func passVectors() {
      martlet_write_cptr_el2(martlet_read_cptr_el2() & ~GuestState.trapsVectors)
      Processor.synchronize()
    }

    /// The core's registers become those that a virtual core finds when it starts, unless they are so already.
    func resetGuestOnce() {
      guard !record.isReset else {
        record.isReset = false
        return
      }
      ControlRegisters.resetGuest()
      PhysicalInterrupts.resetVirtualInterface()
    }

    /// A core without a guest, about to sleep. If it is not for sharing, the next that happens here is a start, and who
    /// asks for it is not to wait until the registers are reset.
    func resetGuestAhead() {
      guard !record.isReset, record.pool == 0 else { return }
      passVectors()
      resetGuestOnce()
      record.loaded = 0
      record.vectorsOf = 0
      record.isReset = true
    }
  }
#endif
