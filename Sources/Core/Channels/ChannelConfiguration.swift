#if MARTLET_SERVICE
  /// What the configuration says about one channel. Make one and decode each channel into it in turn.
  public struct ChannelConfiguration: ~Copyable {
    /// One of the two ends.
    public struct End: Equatable, BitwiseCopyable, Sendable {
      /// Index of the VM.
      public var machine = 0
      /// Its slot on the VM's PCI bus; without a bus, its number among the VM's channels. Below 16.
      public var slot = 0
      /// INTID of its interrupt: of a PCI line, or of a spare physical one of a `direct` VM.
      public var interrupt: UInt32 = 0
      /// Guest-physical addresses of the registers and of the memory; behind a bus only at the start.
      public var registers: UInt64 = 0
      public var memory: UInt64 = 0

      public init() {}
    }

    public var description = ChannelDescription()
    /// Where its memory is on the board.
    public var physical: UInt64 = 0
    public var first = End()
    public var second = End()

    public init() {}

    public var physicalRange: AddressRange {
      mutating get { AddressRange(start: physical, size: description.size) }
    }

    mutating func reset() {
      description.reset()
      physical = 0
      first = End()
      second = End()
    }
  }
#endif
