internal import AArch64
internal import CAArch64
internal import Core

/// The board's GICv3 registers, for `Core`'s `PhysicalGIC`.
enum BoardInterruptRegisters: PhysicalInterruptRegisters {
  static var distributor: UInt64 { Machine.current.record.board.distributor.start }

  static func read(_ frame: UInt64, _ offset: UInt32) -> UInt32 {
    martlet_load32(frame &+ UInt64(offset))
  }
  static func write(_ frame: UInt64, _ offset: UInt32, _ value: UInt32) {
    martlet_store32(frame &+ UInt64(offset), value)
  }
  static func read64(_ frame: UInt64, _ offset: UInt32) -> UInt64 {
    martlet_load64(frame &+ UInt64(offset))
  }
  static func write64(_ frame: UInt64, _ offset: UInt32, _ value: UInt64) {
    martlet_store64(frame &+ UInt64(offset), value)
  }
}

typealias BoardInterrupts = PhysicalGIC<BoardInterruptRegisters>

/// The physical CPU interface of the core this runs on, and the hypervisor's own private interrupts.
enum PhysicalInterrupts {
  /// The SGI by which cores call one another.
  static let kick: UInt32 = 15
  /// The virtual CPU interface's maintenance interrupt, where Arm's base system architecture puts it.
  static let maintenance: UInt32 = 25

  /// What the hypervisor takes on a core, one bit for each private interrupt.
  static func own(_ machine: Reference<Machine>) -> UInt32 {
    1 &<< kick | 1 &<< maintenance | 1 &<< (machine.record.board.hypervisorTimerInterrupt & 31)
  }

  /// The CPU interface as the hypervisor uses it.
  static func activateInterface() {
    martlet_write_icc_sre_el2(PhysicalInterface.systemRegisters)
    martlet_isb()
    martlet_write_icc_sre_el1(7)
    martlet_write_icc_ctlr_el1(PhysicalInterface.control)
    martlet_write_icc_bpr0_el1(PhysicalInterface.binaryPoint)
    martlet_write_icc_bpr1_el1(PhysicalInterface.binaryPoint)
    martlet_write_icc_ap0r0_el1(0)
    martlet_write_icc_ap1r0_el1(0)
    martlet_write_icc_pmr_el1(PhysicalInterface.priorityMask)
    martlet_write_icc_igrpen0_el1(PhysicalInterface.groupEnabled)
    martlet_write_icc_igrpen1_el1(PhysicalInterface.groupEnabled)
    martlet_isb()
  }

  /// How many list registers the core has.
  static var listRegisterCount: Int {
    Int(truncatingIfNeeded: martlet_read_ich_vtr_el2() & 0x1F) &+ 1
  }

  /// The virtual CPU interface as a guest finds it at reset: nothing listed, everything masked.
  static func resetVirtualInterface() {
    martlet_write_icc_sre_el1(7)
    martlet_write_ich_hcr_el2(InterfaceControl.atReset)
    martlet_write_ich_vmcr_el2(InterfaceControl.machineControlAtReset)
    martlet_write_ich_ap0r0_el2(0)
    martlet_write_ich_ap1r0_el2(0)
    // More active priority registers exist with more than five priority bits. Arm: `ICH_VTR_EL2.PREbits`.
    let priorityBits = (martlet_read_ich_vtr_el2() &>> 26) & 7 &+ 1
    if priorityBits >= 6 {
      martlet_write_ich_ap0r1_el2(0)
      martlet_write_ich_ap1r1_el2(0)
    }
    if priorityBits >= 7 {
      martlet_write_ich_ap0r2_el2(0)
      martlet_write_ich_ap0r3_el2(0)
      martlet_write_ich_ap1r2_el2(0)
      martlet_write_ich_ap1r3_el2(0)
    }
    for index in 0..<listRegisterCount { InterruptRegisters.writeListRegister(index, 0) }
  }
}

/// An affinity as the GIC packs it: Aff3.Aff2.Aff1.Aff0, eight bits each.
func packedAffinity(_ affinity: UInt64) -> UInt32 {
  UInt32(truncatingIfNeeded: affinity & 0xFF_FFFF | (affinity &>> 8) & 0xFF00_0000)
}

extension Reference<CPU> {
  /// Makes this core look up from whatever it does, guest or sleep.
  func kick() {
    // What the core is to see must be there before the interrupt.
    martlet_dsb_ishst()
    if record.kicksByGroup0 {
      martlet_write_icc_sgi0r_el1(record.kickRequest & ~CPU.byGroup0)
    } else {
      martlet_write_icc_sgi1r_el1(record.kickRequest)
    }
    martlet_isb()
  }
}

extension Reference<VirtualCPU> {
  /// Makes the core that it is on look up; in a pool it gets one if it is on none.
  @inline(never)
  func kick() {
    martlet_dsb_ishst()
    let request = record.core.record.kickRequest
    if _slowPath(request & CPU.byGroup0 != 0) { return kickOtherwise() }
    martlet_write_icc_sgi1r_el1(request)
    martlet_isb()
  }

  @inline(never)
  private func kickOtherwise() {
    #if MARTLET_SHARING
      if record.core.record.isNowhere {
        sharedPool?.look(at: self)
        return
      }
    #endif
    record.core.kick()
  }
}
