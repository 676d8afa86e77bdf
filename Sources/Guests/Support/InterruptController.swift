internal import CGuestSupport

/// GICv3 as one CPU sees it: the distributor, this CPU's redistributor and its CPU interface (Arm IHI 0069).
public enum InterruptController {
  public static var distributor: UInt64 { Platform.distributor }

  /// The redistributor frame of the running CPU, found by its affinity; zero if there is none.
  public static func findRedistributor() -> UInt64 {
    let flags: UInt64 = 0xff_00ff_ffff
    let affinity = guest_read_affinity() & flags
    let packed = (affinity >> 8 & 0xff00_0000) | affinity & 0xff_ffff
    var frame = Platform.redistributors
    let end = frame &+ Platform.redistributorSize
    while frame < end {
      let type = Memory.read64(frame &+ 8)  // GICR_TYPER
      if type >> 32 == packed { return frame }
      if type & 0x10 != 0 { return 0 }  // Last
      frame &+= 0x2_0000
    }
    return 0
  }

  /// Affinity routing and both groups on (`GICD_CTLR`), waiting for the write to take effect.
  public static func enableDistributor() {
    Memory.write32(distributor, 0x10)
    waitForDistributor()
    Memory.write32(distributor, 0x13)
    waitForDistributor()
  }

  public static func waitForDistributor() {
    var polls = 0
    while Memory.read32(distributor) >> 31 != 0, polls < 1_000_000 { polls &+= 1 }
  }

  /// Wakes this CPU's redistributor and puts its SGIs and PPIs, disabled, into Group 1 at priority 0xa0.
  public static func prepareRedistributor(_ frame: UInt64) {
    Memory.write32(frame &+ 0x14, Memory.read32(frame &+ 0x14) & ~2)  // GICR_WAKER.ProcessorSleep
    var polls = 0
    while Memory.read32(frame &+ 0x14) & 4 != 0, polls < 1_000_000 { polls &+= 1 }
    let private0 = frame &+ 0x1_0000
    Memory.write32(private0 &+ 0x180, 0xffff_ffff)
    Memory.write32(private0 &+ 0x80, 0xffff_ffff)
    var offset: UInt64 = 0x400
    while offset < 0x420 {
      Memory.write32(private0 &+ offset, 0xa0a0_a0a0)
      offset &+= 4
    }
  }

  /// System registers on, everything let through, Group 1 on.
  public static func prepareCPUInterface() {
    guest_write_gic_system_registers(7)
    guest_instruction_barrier()
    guest_write_gic_priority_mask(0xf8)
    guest_write_gic_group1_binary_point(0)
    guest_write_gic_control(0)
    guest_write_gic_group1_enable(1)
    guest_instruction_barrier()
  }

  /// Makes a shared interrupt an edge in Group 1 at priority 0xa0 for the first CPU, and enables it.
  public static func enableShared(_ interrupt: UInt64) {
    let word = interrupt / 32 &* 4
    let bit: UInt32 = 1 << UInt32(interrupt & 31)
    Memory.write32(distributor &+ 0x80 &+ word, Memory.read32(distributor &+ 0x80 &+ word) | bit)
    Memory.write8(distributor &+ 0x400 &+ interrupt, 0xa0)
    let configuration = distributor &+ 0xc00 &+ interrupt / 16 &* 4
    let edge: UInt32 = 2 << UInt32(interrupt % 16 &* 2)
    Memory.write32(configuration, Memory.read32(configuration) | edge)
    Memory.write64(distributor &+ 0x6000 &+ interrupt &* 8, Platform.affinity(0))
    Memory.write32(distributor &+ 0x100 &+ word, bit)
  }

  /// Enables a private interrupt of the running CPU.
  public static func enablePrivate(_ interrupt: UInt64, at frame: UInt64) {
    Memory.write32(frame &+ 0x1_0100, 1 << UInt32(interrupt & 31))
  }
}
