internal import CAArch64
internal import Core

/// SHA-256 by the processor's own instructions (Arm: FEAT_SHA256).
public enum HashInstructions {
  /// A `SHA256.Mixer`; false on a core without them.
  ///
  /// It overwrites vector registers and restores none: only before the core has run a guest. Where a service VM brings packages
  /// guests run, and everything is as before.
  public static func mix(
    _ blocks: Span<UInt32>, _ state: inout InlineArray<8, UInt32>, _ constants: Span<UInt32>
  ) -> Bool {
    guard martlet_read_id_aa64isar0_el1() & 0xF000 != 0 else { return false }
    #if MARTLET_SERVICE
      let traps = martlet_read_cptr_el2()
    #endif
    ControlRegisters.passVectorRegisters()
    martlet_isb()
    // Safety: the callee reads whole blocks and the 64 constants, and reads and writes the eight words of the state.
    unsafe blocks.withUnsafeBytes { blocks in
      unsafe constants.withUnsafeBytes { constants in
        unsafe withUnsafeMutableBytes(of: &state) { state in
          unsafe martlet_hash_blocks(
            state.baseAddress, blocks.baseAddress, UInt64(blocks.count), constants.baseAddress)
        }
      }
    }
    #if MARTLET_SERVICE
      martlet_write_cptr_el2(traps)
      martlet_isb()
    #endif
    return true
  }
}
