#if MARTLET_SERVICE
  /// The window of guest-physical addresses in which memory behind BARs appears: one level-2 table of stage 2, 512 blocks
  /// of 2 MiB.
  ///
  /// A BAR is as large as some whole blocks and naturally aligned, so what is behind it, blocks or tables of pages, is the
  /// same wherever the guest moves it: it is made once, at boot, and a move copies at most 512 descriptors and needs no
  /// table. A BAR outside the window, or on one that is shown, is not shown. Every call needs the lock of the VM's devices.
  public struct PCIMemoryWindow: ~Copyable {
    /// The level-2 table, or nil for a VM without a PCI host.
    let table: PhysicalAddress?
    /// For each slot a frame with the descriptors of its blocks, or 0.
    private var contents = InlineArray<16, UInt64>(repeating: 0)
    /// For each slot the first block that shows it and how many, or 0 blocks.
    private var first = InlineArray<16, UInt32>(repeating: 0)
    private var count = InlineArray<16, UInt32>(repeating: 0)

    public init(table: PhysicalAddress?) { self.table = table }

    static var blockCount: UInt64 { PCIPlatform.memorySize / PCIPlatform.memoryBlock }

    /// What a slot's BAR shows; before the VM starts. `content` is a table of level 2 of its own.
    public mutating func setContent(_ content: PhysicalAddress, of slot: Int) {
      contents[slot & 15] = content.rawValue
    }

    /// Shows every slot where the bus says now. `invalidate` is called, at most once, when descriptors have been removed
    /// and before any of them is used anew: it forgets the VM's translations. True if anything has changed.
    public mutating func settle(
      _ bus: inout PCIBus, in memory: inout some TableMemory & ~Copyable,
      invalidate: () -> Void
    ) -> Bool {
      guard let table else { return false }
      var hasHidden = false
      var hasShown = false
      for slot in 0..<16 where count[slot] != 0 {
        if let wanted = place(of: slot, &bus), wanted == first[slot] { continue }
        hide(slot, table, &memory)
        hasHidden = true
      }
      if hasHidden { invalidate() }
      for slot in 0..<16 where count[slot] == 0 && contents[slot] != 0 {
        guard let wanted = place(of: slot, &bus), let range = bus.memory(of: slot) else { continue }
        hasShown =
          show(slot, at: wanted, Self.blocks(range.size), table, &memory) || hasShown
      }
      return hasHidden || hasShown
    }

    /// The first block of where the slot is to be, if that lies in the window.
    private func place(of slot: Int, _ bus: inout PCIBus) -> UInt32? {
      guard let range = bus.memory(of: slot) else { return nil }
      let offset = range.start &- PCIPlatform.memoryBase
      guard offset < PCIPlatform.memorySize, range.size <= PCIPlatform.memorySize &- offset,
        offset % PCIPlatform.memoryBlock == 0
      else { return nil }
      return UInt32(truncatingIfNeeded: offset / PCIPlatform.memoryBlock)
    }

    private static func blocks(_ size: UInt64) -> UInt32 {
      UInt32(truncatingIfNeeded: size / PCIPlatform.memoryBlock)
    }

    private func entry(_ table: PhysicalAddress, _ index: UInt32) -> PhysicalAddress {
      table.advanced(by: UInt64(index & 511) &* 8)
    }

    private mutating func hide(
      _ slot: Int, _ table: PhysicalAddress, _ memory: inout some TableMemory & ~Copyable
    ) {
      for index in 0..<count[slot] {
        memory.writeDescriptor(0, at: entry(table, first[slot] &+ index))
      }
      count[slot] = 0
    }

    private mutating func show(
      _ slot: Int, at start: UInt32, _ blocks: UInt32, _ table: PhysicalAddress,
      _ memory: inout some TableMemory & ~Copyable
    ) -> Bool {
      for other in 0..<16 where count[other] != 0 {
        let isBefore = first[other] &+ count[other] <= start
        guard isBefore || start &+ blocks <= first[other] else { return false }
      }
      let content = PhysicalAddress(contents[slot])
      for index in 0..<blocks {
        let descriptor = memory.readDescriptor(at: entry(content, index))
        memory.writeDescriptor(descriptor, at: entry(table, start &+ index))
      }
      first[slot] = start
      count[slot] = blocks
      return true
    }
  }

  extension TranslationTable {
    /// Makes `next`, a table of level 2, translate the GiB at `input`, where nothing is yet.
    public func attach(
      _ next: PhysicalAddress, at input: UInt64, in memory: inout some TableMemory & ~Copyable
    ) throws(TranslationTableError) {
      guard input &>> UInt64(truncatingIfNeeded: inputBits) == 0 else { throw .outOfRange }
      var table = root
      var level = startLevel
      while level < 1 {
        let address = slot(for: input, in: table, at: level)
        let descriptor = memory.readDescriptor(at: address)
        if descriptor & 1 == 0 {
          guard let made = memory.allocateTable() else { throw .outOfFrames }
          memory.writeDescriptor(made.rawValue | 3, at: address)
          table = made
        } else {
          table = PhysicalAddress(descriptor & Self.outputMask)
        }
        level &+= 1
      }
      let address = slot(for: input, in: table, at: level)
      guard memory.readDescriptor(at: address) & 1 == 0 else { throw .alreadyMapped }
      memory.writeDescriptor(next.rawValue | 3, at: address)
    }
  }
#endif
