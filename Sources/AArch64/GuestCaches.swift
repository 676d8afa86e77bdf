internal import CAArch64

/// Cache and TLB maintenance on behalf of guests.
public enum GuestCaches {
  /// Cleans and invalidates `size` bytes from `start` to the point of coherency, so that a guest that starts with its
  /// caches off sees what EL2 wrote.
  public static func clean(_ start: UInt64, _ size: UInt64) {
    let line = Processor.dataCacheLine
    var address = start & ~(line &- 1)
    let end = start &+ size
    while address < end {
      martlet_dc_civac(address)
      address &+= line
    }
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
