// The attribute words of both regimes. Arm ARM D8.3.1 (descriptor formats), D8.6 (memory attributes).

extension TranslationTable.Attributes {
  private static let accessFlag: UInt64 = 1 << 10
  private static let innerShareable: UInt64 = 3 << 8

  // EL2 stage 1; AttrIndx picks from the MAIR_EL2 value `memoryAttributes`.

  /// Arm: `MAIR_EL2`. Index 0 Device-nGnRE, 1 Normal write-back, 2 Normal non-cacheable.
  public static let memoryAttributes: UInt64 = 0x44_FF_04

  private static let hypervisorNormal: UInt64 = 1 << 2 | accessFlag | innerShareable | 1 << 6
  private static let hypervisorDevice: UInt64 = 0 << 2 | accessFlag | 1 << 6
  private static let readOnly: UInt64 = 1 << 7
  private static let executeNever: UInt64 = 1 << 54
  /// Arm: `GP`, guarded page; indirect branches must land on BTI. Ignored where the core has no BTI.
  private static let guarded: UInt64 = 1 << 50

  public static let hypervisorText = Self(rawValue: hypervisorNormal | readOnly | guarded)
  public static let hypervisorReadOnly = Self(rawValue: hypervisorNormal | readOnly | executeNever)
  public static let hypervisorData = Self(rawValue: hypervisorNormal | executeNever)
  public static let hypervisorDevices = Self(rawValue: hypervisorDevice | executeNever)

  // Stage 2. MemAttr[3:0] at bits 5:2: 0b1111 Normal write-back, 0b0001 Device-nGnRE. S2AP at bits 7:6.

  private static let guestNormal: UInt64 = 0b1111 << 2 | accessFlag | innerShareable
  private static let guestDeviceMemory: UInt64 = 0b0001 << 2 | accessFlag
  private static let guestRead: UInt64 = 1 << 6
  private static let guestWrite: UInt64 = 2 << 6

  public static let guestMemory = Self(rawValue: guestNormal | guestRead | guestWrite)
  /// Readable and executable: the boot flash.
  public static let guestFlash = Self(rawValue: guestNormal | guestRead)
  #if MARTLET_SHARING
    /// Readable only: what the hypervisor tells the guest.
    public static let guestReadOnly = Self(rawValue: guestNormal | guestRead | executeNever)
  #endif
  #if MARTLET_SERVICE
    /// What two VMs have between them, never executable.
    public static let guestData = Self(
      rawValue: guestNormal | guestRead | guestWrite | executeNever)

    // What EL2 has in common with a guest, without anybody's caches: whatever the guest makes of it, it is no more than
    // Normal non-cacheable. MemAttr 0b0101.

    private static let guestWithoutCache: UInt64 = 0b0101 << 2 | accessFlag | innerShareable
    public static let guestUncached = Self(
      rawValue: guestWithoutCache | guestRead | guestWrite | executeNever)
    public static let guestUncachedReadOnly = Self(
      rawValue: guestWithoutCache | guestRead | executeNever)
    public static let hypervisorUncached = Self(
      rawValue: 2 << 2 | accessFlag | innerShareable | 1 << 6 | executeNever)
  #endif
  public static let guestDevice = Self(
    rawValue: guestDeviceMemory | guestRead | guestWrite | executeNever)
}
