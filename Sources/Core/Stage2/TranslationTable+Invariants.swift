// What must hold of a whole table, for tests and fuzzing: the image never calls it, and the linker leaves it out.

extension TranslationTable {
  /// A rule that a table breaks.
  public enum BrokenRule: Error, Equatable {
    /// Two entries lead to the same table, or one leads back.
    case sharedTable(PhysicalAddress)
    /// A pattern the architecture reserves: a block at level 0, or no page at level 3.
    case reservedDescriptor(UInt64, level: Int)
    /// A next table with attributes, which the mapper never writes.
    case tableWithAttributes(UInt64)
    /// A block's output is no multiple of its size.
    case misalignedBlock(UInt64, level: Int)
    case unknownAttributes(Attributes)
    /// Memory that someone else has: `claimOutput` refused it.
    case foreignOutput(PhysicalAddress, size: UInt64)
  }

  /// Walks the whole table. `claimTable` is called once for every table and answers whether it sees it for the first
  /// time; `claimOutput` once for every block or page, and answers whether this table may have that memory.
  public func checkInvariants(
    in memory: inout some TableMemory & ~Copyable, rootTables: Int,
    isKnown: (Attributes) -> Bool, claimTable: (PhysicalAddress) -> Bool,
    claimOutput: (PhysicalAddress, UInt64) -> Bool
  ) throws(BrokenRule) {
    for index in 0..<rootTables {
      try check(
        root.advanced(by: UInt64(truncatingIfNeeded: index) &* Granule.size), level: startLevel,
        in: &memory, isKnown, claimTable, claimOutput)
    }
  }

  private func check(
    _ table: PhysicalAddress, level: Int, in memory: inout some TableMemory & ~Copyable,
    _ isKnown: (Attributes) -> Bool, _ claimTable: (PhysicalAddress) -> Bool,
    _ claimOutput: (PhysicalAddress, UInt64) -> Bool
  ) throws(BrokenRule) {
    guard claimTable(table) else { throw .sharedTable(table) }
    for index in 0..<512 as Range<UInt64> {
      let descriptor = memory.readDescriptor(at: table.advanced(by: index &* 8))
      if descriptor & 1 == 0 { continue }
      let output = PhysicalAddress(descriptor & Self.outputMask)
      if Self.isTable(descriptor, at: level) {
        guard descriptor == output.rawValue | 3 else { throw .tableWithAttributes(descriptor) }
        try check(output, level: level &+ 1, in: &memory, isKnown, claimTable, claimOutput)
        continue
      }
      guard level > 0, descriptor & 2 == 0 || level == 3, descriptor & 2 != 0 || level < 3 else {
        throw .reservedDescriptor(descriptor, level: level)
      }
      let size = Self.entrySize(at: level)
      guard output.rawValue & (size &- 1) == 0 else {
        throw .misalignedBlock(descriptor, level: level)
      }
      let attributes = Attributes(rawValue: descriptor)
      guard isKnown(attributes) else { throw .unknownAttributes(attributes) }
      guard claimOutput(output, size) else { throw .foreignOutput(output, size: size) }
    }
  }
}

extension TranslationTable.Attributes {
  /// Whether these are attributes that a stage-2 mapping may have.
  public var isForGuests: Bool {
    self == .guestMemory || self == .guestFlash || self == .guestDevice
  }

  /// Whether these are attributes that a mapping of EL2 may have.
  public var isForHypervisor: Bool {
    self == .hypervisorText || self == .hypervisorReadOnly || self == .hypervisorData
      || self == .hypervisorDevices
  }
}
