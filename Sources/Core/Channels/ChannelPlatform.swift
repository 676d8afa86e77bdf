#if MARTLET_SERVICE
  /// Where a VM without a PCI bus has its ends of channels, guest-physical, and how much channels may be.
  public enum ChannelPlatform {
    /// A page of registers for each slot.
    public static var registerBase: UInt64 { 0x0B00_0000 }
    public static var registerSize: UInt64 {
      ChannelRegisters.size &* UInt64(truncatingIfNeeded: PCIPlatform.slotCount)
    }
    /// Below the VM's own memory, where others have their PCI windows.
    public static var memoryBase: UInt64 { 0x1000_0000 }
    public static var memoryEnd: UInt64 { 0x3EFF_0000 }

    public static var mostChannels: Int { 16 }
    /// Of one VM.
    public static var mostEnds: Int { 8 }
    public static var mostParts: Int { 4 }
    /// Bytes of all parts.
    public static var largestSize: UInt64 { 64 << 20 }
  }
#endif
