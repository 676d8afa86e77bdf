#if MARTLET_SERVICE
  /// Where a VM has its PCI Express host, as on QEMU's `virt`, and which interrupts it has. Guest-physical addresses.
  public enum PCIPlatform {
    /// The configuration space of one bus, 4 KiB for each function.
    public static var configurationBase: UInt64 { 0x40_1000_0000 }
    public static var configurationSize: UInt64 { 1 << 20 }
    /// The window for registers.
    public static var registerBase: UInt64 { 0x1000_0000 }
    public static var registerSize: UInt64 { 0x2EFF_0000 }
    /// The window for memory.
    public static var memoryBase: UInt64 { 0x80_0000_0000 }
    public static var memorySize: UInt64 { 1 << 30 }
    /// What memory behind a BAR is mapped by, and so its least size.
    public static var memoryBlock: UInt64 { 2 << 20 }
    /// INTID of line 0 of 4: SPIs 3 to 6.
    public static var firstInterrupt: UInt32 { 35 }
    public static var lineCount: UInt32 { 4 }

    /// How many slots a bus has that can be taken.
    public static var slotCount: Int { 16 }
    /// Slot 0 is the host's, slot 1 is for the machine's control.
    public static var controlSlot: Int { 1 }
    public static var firstChannelSlot: Int { 2 }

    /// INTID of the line that a function's INTA pulls: neighbours pull different ones.
    public static func interrupt(ofSlot slot: Int) -> UInt32 {
      firstInterrupt &+ UInt32(truncatingIfNeeded: slot) % lineCount
    }
  }
#endif
