internal import CAArch64

/// Cache and TLB maintenance on behalf of guests.
public enum GuestCaches {
  /// Cleans and invalidates `size` bytes from `start`, and what else is in their 512 bytes, to the point of coherency,
  /// so that a guest that starts with its caches off sees what EL2 wrote.
  public static func clean(_ start: UInt64, _ size: UInt64) {
    // No core has longer lines than 64 bytes; where one has, it cleans them more than once.
    let line = min(Processor.dataCacheLine, 64)
    var address = start & ~511
    let end = start &+ size
    while address < end { address = martlet_clean_blocks(address, line) }
    martlet_dsb_sy()
  }

  /// Forgets every translation of the VM whose stage 2 this core has loaded, on all cores, and all instructions.
  public static func invalidateTranslations() {
    martlet_dsb_ishst()
    martlet_tlbi_vmalls12e1is()
    martlet_dsb_ish()
    martlet_ic_ialluis()
    martlet_dsb_ish()
    martlet_isb()
  }
}
