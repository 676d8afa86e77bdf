// One mapper for both of Martlet's translation regimes: EL2 stage 1 and the guests' stage 2. They differ in
// attribute bits and in where the walk starts, not in shape (Arm ARM D8.3, 4 KiB granule), so the regime is data:
// the starting level and a word of attributes per mapping.
//
// Mapping picks the largest block that alignment and size allow (1 GiB, 2 MiB, 4 KiB) and splits a block when a
// later call needs less than all of it. Splitting a live block would need break-before-make: tables are built before
// they are used, and what changes later (`unmap`, then `map`) goes through an invalid entry and the caller's TLBI.

/// A translation table with a 4 KiB granule.
public struct TranslationTable: Sendable {
  /// The physical address of the first table. Concatenated first-level tables lie one after the other.
  public let root: PhysicalAddress
  /// 0 or 1.
  public let startLevel: Int
  /// Bits of input address translated; the rest must be zero.
  public let inputBits: Int

  /// Attributes of a mapping: every descriptor bit but the type and the output address.
  public struct Attributes: Equatable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue & ~0x0000_FFFF_FFFF_F003 }
  }

  public init(root: PhysicalAddress, startLevel: Int, inputBits: Int) {
    self.root = root
    self.startLevel = startLevel
    self.inputBits = inputBits
  }

  static let outputMask: UInt64 = 0x0000_FFFF_FFFF_F000

  static func shift(of level: Int) -> UInt64 { UInt64(truncatingIfNeeded: 39 &- 9 &* level) }

  static func entrySize(at level: Int) -> UInt64 { 1 &<< shift(of: level) }

  /// Whether a descriptor at `level` points to a next table.
  static func isTable(_ descriptor: UInt64, at level: Int) -> Bool {
    level < 3 && descriptor & 3 == 3
  }

  func slot(for input: UInt64, in table: PhysicalAddress, at level: Int) -> PhysicalAddress {
    // The start level may be concatenated and so have more than 512 entries.
    let mask: UInt64 = level == startLevel ? 0xFFFF : 0x1FF
    return table.advanced(by: ((input &>> Self.shift(of: level)) & mask) &* 8)
  }

  /// Maps `size` bytes from `input` to `output`. All three are multiples of 4 KiB.
  @inline(never)
  public func map(
    _ input: UInt64, to output: PhysicalAddress, size: UInt64, attributes: Attributes,
    in memory: inout some TableMemory & ~Copyable
  ) throws(TranslationTableError) {
    try check(input, size)
    guard Granule.isAligned(output.rawValue) else { throw .misaligned }
    guard output.rawValue.addingReportingOverflow(size).partialValue <= Self.outputMask &+ 0x1000,
      output.rawValue <= Self.outputMask
    else { throw .outOfRange }
    var input = input
    var output = output.rawValue
    var left = size
    while left > 0 {
      let step = try mapRun(input, output, left, attributes, in: &memory)
      input &+= step
      output &+= step
      left &-= step
    }
  }

  /// Makes `size` bytes from `input` invalid, splitting blocks at the edges. Unmapped parts are passed over.
  ///
  /// The caller invalidates the TLB.
  public func unmap(
    _ input: UInt64, size: UInt64, in memory: inout some TableMemory & ~Copyable
  ) throws(TranslationTableError) {
    try check(input, size)
    var input = input
    var left = size
    while left > 0 {
      let step = try unmapOne(input, left, in: &memory)
      input &+= step
      left &-= step
    }
  }

  /// The output address and the attributes for `input`, or nil where it is not mapped.
  public func translate(
    _ input: UInt64, in memory: inout some TableMemory & ~Copyable
  ) -> (output: PhysicalAddress, attributes: Attributes)? {
    guard input &>> UInt64(truncatingIfNeeded: inputBits) == 0 else { return nil }
    var table = root
    var level = startLevel
    while level <= 3 {
      let descriptor = memory.readDescriptor(at: slot(for: input, in: table, at: level))
      if descriptor & 1 == 0 { return nil }
      if !Self.isTable(descriptor, at: level) {
        let inside = input & (Self.entrySize(at: level) &- 1)
        let output = PhysicalAddress((descriptor & Self.outputMask) &+ inside)
        return (output, Attributes(rawValue: descriptor))
      }
      table = PhysicalAddress(descriptor & Self.outputMask)
      level &+= 1
    }
    return nil
  }

  private func check(_ input: UInt64, _ size: UInt64) throws(TranslationTableError) {
    guard size > 0, Granule.isAligned(input), Granule.isAligned(size) else { throw .misaligned }
    let (end, overflow) = input.addingReportingOverflow(size)
    guard !overflow, (end &- 1) &>> UInt64(truncatingIfNeeded: inputBits) == 0 else {
      throw .outOfRange
    }
  }

  /// Writes one block or page, and what follows it in the same table; returns how many bytes that covers.
  private func mapRun(
    _ input: UInt64, _ output: UInt64, _ left: UInt64, _ attributes: Attributes,
    in memory: inout some TableMemory & ~Copyable
  ) throws(TranslationTableError) -> UInt64 {
    var table = root
    var level = startLevel
    while true {
      let size = Self.entrySize(at: level)
      var address = slot(for: input, in: table, at: level)
      var descriptor = memory.readDescriptor(at: address)
      let fits = level >= 1 && (input | output) & (size &- 1) == 0 && left >= size
      if fits && descriptor & 1 == 0 {
        let type: UInt64 = level == 3 ? 3 : 1
        var done: UInt64 = 0
        repeat {
          memory.writeDescriptor((output &+ done) | attributes.rawValue | type, at: address)
          done &+= size
          address = address.advanced(by: 8)
          guard left &- done >= size, !Granule.isAligned(address.rawValue) else { break }
          descriptor = memory.readDescriptor(at: address)
        } while descriptor & 1 == 0
        return done
      }
      guard level < 3 else { throw .alreadyMapped }
      if descriptor & 1 == 0 {
        guard let next = memory.allocateTable() else { throw .outOfFrames }
        memory.writeDescriptor(next.rawValue | 3, at: address)
        table = next
      } else {
        guard Self.isTable(descriptor, at: level) else { throw .alreadyMapped }
        table = PhysicalAddress(descriptor & Self.outputMask)
      }
      level &+= 1
    }
  }

  private func unmapOne(
    _ input: UInt64, _ left: UInt64, in memory: inout some TableMemory & ~Copyable
  ) throws(TranslationTableError) -> UInt64 {
    var table = root
    var level = startLevel
    while true {
      let size = Self.entrySize(at: level)
      let address = slot(for: input, in: table, at: level)
      let descriptor = memory.readDescriptor(at: address)
      if descriptor & 1 == 0 {
        // Nothing here up to the end of this entry.
        return min(left, size &- (input & (size &- 1)))
      }
      if Self.isTable(descriptor, at: level) {
        table = PhysicalAddress(descriptor & Self.outputMask)
      } else {
        if input & (size &- 1) == 0 && left >= size {
          memory.writeDescriptor(0, at: address)
          return size
        }
        table = try split(descriptor, at: level, slot: address, in: &memory)
      }
      level &+= 1
    }
  }

  /// Replaces a block by a table of the next level's entries with the same meaning.
  private func split(
    _ block: UInt64, at level: Int, slot: PhysicalAddress,
    in memory: inout some TableMemory & ~Copyable
  ) throws(TranslationTableError) -> PhysicalAddress {
    guard let next = memory.allocateTable() else { throw .outOfFrames }
    let size = Self.entrySize(at: level &+ 1)
    let attributes = Attributes(rawValue: block).rawValue
    let type: UInt64 = level &+ 1 == 3 ? 3 : 1
    var output = block & Self.outputMask
    var entry = next
    for _ in 0..<512 {
      memory.writeDescriptor(output | attributes | type, at: entry)
      output &+= size
      entry = entry.advanced(by: 8)
    }
    memory.writeDescriptor(next.rawValue | 3, at: slot)
    return next
  }
}
