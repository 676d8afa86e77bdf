import Bench

/// A hypervisor whose exception vector for calls and traps takes a detour through instructions that do nothing.
enum SlowedImage {
  /// Instructions that each exit takes more: the nothings and the two branches.
  static let delay = 22
  private static let nothing: UInt32 = 0xD503_201F
  private static let linkedAddress: UInt64 = 0x8000_0000_0000

  static func make(bytes: [UInt8], symbols: ElfSymbols) throws -> [UInt8] {
    var bytes = bytes
    let vectors = Int(try symbols.address(of: "martlet_vectors") - linkedAddress)
    // Synchronous, from a lower level in AArch64 (Arm ARM, D1.10.2).
    let entry = vectors + 0x400
    func word(at offset: Int) -> UInt32 {
      bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    // The detour lies in the room behind one of the short vectors before it.
    let length = delay
    guard
      let detour = stride(from: vectors, to: entry - length * 4, by: 4).first(where: { start in
        (0..<length).allSatisfy { [0, nothing].contains(word(at: start + $0 * 4)) }
      })
    else { throw SystemTestError("the vectors leave no room for a detour") }
    let first = word(at: entry)
    // Only what does not depend on its own place can move: neither branches nor addresses relative to it.
    guard first & 0x1C00_0000 != 0x1400_0000, first & 0x1F00_0000 != 0x1000_0000 else {
      throw SystemTestError("the vector begins with an instruction that cannot be moved")
    }
    func put(_ word: UInt32, at offset: Int) {
      for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte)) }
    }
    func branch(from: Int, to: Int) -> UInt32 {
      0x1400_0000 | UInt32(truncatingIfNeeded: (to - from) / 4) & 0x03FF_FFFF
    }
    for index in 0..<(length - 2) { put(nothing, at: detour + index * 4) }
    put(first, at: detour + (length - 2) * 4)
    put(branch(from: detour + (length - 1) * 4, to: entry + 4), at: detour + (length - 1) * 4)
    put(branch(from: entry, to: detour), at: entry)
    return bytes
  }
}
