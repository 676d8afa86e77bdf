#if MARTLET_SERVICE
  /// A PCI bus with one function in each of its slots, as its VM sees it.
  ///
  /// A plain state: what must happen to the mapping of memory and to the interrupt lines is for the caller, who asks
  /// after each change (`memory(of:)`, `level(ofLine:)`). Every call needs the lock of the VM's devices.
  public struct PCIBus: ~Copyable {
    private var functions = InlineArray<16, PCIFunction>(repeating: .absent)

    /// What a store to the configuration space may have changed.
    public struct Effects: Equatable, Sendable {
      /// Where memory is to be, and whether.
      public var memoryMoved = false
      /// The line of this number, 0 to 3, may have another level.
      public var line: UInt32?
    }

    public init() {}

    /// Puts a function into a slot, below 16. Before the VM starts.
    public mutating func attach(_ function: PCIFunction, to slot: Int) {
      functions[slot & 15] = function
    }

    public mutating func reset() {
      for slot in 0..<16 { functions[slot].reset() }
    }

    /// A load from the configuration space: `offset` from its start, which holds bus, slot, function and register. Where
    /// there is no function it reads as ones. Source: PCI Express Base Specification 3.0, section 7.2.2.
    public mutating func read(_ offset: UInt64, size: Int) -> UInt64 {
      guard let slot = present(offset) else { return .max }
      return UInt64(functions[slot].read(UInt32(truncatingIfNeeded: offset & 0xFFF), size: size))
    }

    /// A store.
    public mutating func write(_ offset: UInt64, size: Int, value: UInt64) -> Effects {
      var effects = Effects()
      guard let slot = present(offset) else { return effects }
      let memory = functions[slot].memory
      let pulls = functions[slot].pullsInterrupt
      functions[slot].write(
        UInt32(truncatingIfNeeded: offset & 0xFFF), size: size, UInt32(truncatingIfNeeded: value))
      effects.memoryMoved = functions[slot].memory != memory
      if functions[slot].pullsInterrupt != pulls { effects.line = Self.line(of: slot) }
      return effects
    }

    /// The slot that an offset of the configuration space names, if a function is there. Only function 0 is.
    private mutating func present(_ offset: UInt64) -> Int? {
      guard offset < PCIPlatform.configurationSize else { return nil }
      let slot = Int(truncatingIfNeeded: (offset &>> 15) & 31)
      guard (offset &>> 12) & 7 == 0, slot < 16, functions[slot].isPresent else { return nil }
      return slot
    }

    /// Whose registers are at guest-physical `address`, and the distance from their start. The lowest slot answers where
    /// several claim an address.
    public mutating func registers(at address: UInt64) -> (slot: Int, offset: UInt64)? {
      var slot = 0
      while slot < 16 {
        if let range = functions[slot].registers {
          let offset = address &- range.start
          if offset < range.size { return (slot, offset) }
        }
        slot &+= 1
      }
      return nil
    }

    /// Where a slot's memory is to be; nil while it does not answer.
    public mutating func memory(of slot: Int) -> AddressRange? { functions[slot & 15].memory }

    static func line(of slot: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: slot) % PCIPlatform.lineCount
    }

    /// A function has, or has no longer, something to say. Answers the line that may have another level.
    public mutating func setAsserting(_ isAsserting: Bool, slot: Int) -> UInt32? {
      guard functions[slot & 15].isAsserting != isAsserting else { return nil }
      functions[slot & 15].isAsserting = isAsserting
      return Self.line(of: slot)
    }

    /// Whether any function pulls the line, 0 to 3.
    public mutating func level(ofLine line: UInt32) -> Bool {
      var slot = Int(line & 3)
      while slot < 16 {
        if functions[slot].pullsInterrupt { return true }
        slot &+= 4
      }
      return false
    }
  }
#endif
