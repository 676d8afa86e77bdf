internal import AArch64
internal import CAArch64
internal import Core

/// The virtual CPU interface and the physical interrupts, for `Core`'s interrupt logic.
enum InterruptRegisters: InterruptHardware {
  // The first two registers are the only ones in use most of the time.

  @inline(__always)
  static func readListRegister(_ index: Int) -> UInt64 {
    index == 0 ? martlet_read_ich_lr0_el2() : readHighListRegister(index)
  }

  @inline(__always)
  static func writeListRegister(_ index: Int, _ value: UInt64) {
    trace(value)
    if _fastPath(index == 0) {
      martlet_write_ich_lr0_el2(value)
    } else if index == 1 {
      martlet_write_ich_lr1_el2(value)
    } else {
      writeHighListRegister(index, value)
    }
  }

  @inline(never)
  private static func readHighListRegister(_ index: Int) -> UInt64 {
    switch index {
    case 1: martlet_read_ich_lr1_el2()
    case 2: martlet_read_ich_lr2_el2()
    case 3: martlet_read_ich_lr3_el2()
    case 4: martlet_read_ich_lr4_el2()
    case 5: martlet_read_ich_lr5_el2()
    case 6: martlet_read_ich_lr6_el2()
    case 7: martlet_read_ich_lr7_el2()
    case 8: martlet_read_ich_lr8_el2()
    case 9: martlet_read_ich_lr9_el2()
    case 10: martlet_read_ich_lr10_el2()
    case 11: martlet_read_ich_lr11_el2()
    case 12: martlet_read_ich_lr12_el2()
    case 13: martlet_read_ich_lr13_el2()
    case 14: martlet_read_ich_lr14_el2()
    default: martlet_read_ich_lr15_el2()
    }
  }

  @inline(never)
  private static func writeHighListRegister(_ index: Int, _ value: UInt64) {
    switch index {
    case 2: martlet_write_ich_lr2_el2(value)
    case 3: martlet_write_ich_lr3_el2(value)
    case 4: martlet_write_ich_lr4_el2(value)
    case 5: martlet_write_ich_lr5_el2(value)
    case 6: martlet_write_ich_lr6_el2(value)
    case 7: martlet_write_ich_lr7_el2(value)
    case 8: martlet_write_ich_lr8_el2(value)
    case 9: martlet_write_ich_lr9_el2(value)
    case 10: martlet_write_ich_lr10_el2(value)
    case 11: martlet_write_ich_lr11_el2(value)
    case 12: martlet_write_ich_lr12_el2(value)
    case 13: martlet_write_ich_lr13_el2(value)
    case 14: martlet_write_ich_lr14_el2(value)
    default: martlet_write_ich_lr15_el2(value)
    }
  }

  @inline(__always)
  static func readEmptyListRegisters() -> UInt64 { martlet_read_ich_elrsr_el2() }
  @inline(__always)
  static func readInterfaceControl() -> UInt64 { martlet_read_ich_hcr_el2() }
  @inline(__always)
  static func writeInterfaceControl(_ value: UInt64) { martlet_write_ich_hcr_el2(value) }

  static func deactivate(_ intid: UInt32) { martlet_write_icc_dir_el1(UInt64(intid)) }

  #if MARTLET_SHARING
    static func leaveOver(_ intid: UInt32) { CPU.current.record.leftOver = intid }
    static func activatePrivate(_ intid: UInt32) {
      BoardInterrupts.setPrivateActive(CPU.current.record.redistributor, intid)
    }
  #endif

  static func isPhysicallyPending(_ intid: UInt32) -> Bool {
    intid < 32
      ? BoardInterrupts.isPrivatePending(CPU.current.record.redistributor, intid)
      : BoardInterrupts.isPending(intid)
  }

  static func setPhysicalEnabled(_ intid: UInt32, _ isEnabled: Bool) {
    BoardInterrupts.setEnabled(intid, isEnabled)
  }

  static func setPhysicalEdgeTriggered(_ intid: UInt32, _ isEdge: Bool) {
    let machine = Machine.current
    machine.record.interruptControllerLock.lock(core: CPU.current.record.index)
    BoardInterrupts.setEdgeTriggered(intid, isEdge)
    machine.record.interruptControllerLock.unlock()
  }

  static func setPhysicalRoute(_ intid: UInt32, affinity: UInt32) {
    BoardInterrupts.setRoute(intid, affinity: affinity)
  }
}
