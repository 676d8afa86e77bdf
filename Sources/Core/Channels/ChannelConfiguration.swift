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
    /// The end whose VM stands by for the other's at first; nil where they are no pair.
    public var standby: Int?

    public init() {}

    public var physicalRange: AddressRange {
      mutating get { AddressRange(start: physical, size: description.size) }
    }

    /// Whether the VM of this index is one of the two.
    mutating func isEnd(_ machine: Int) -> Bool {
      first.machine == machine || second.machine == machine
    }

    mutating func reset() {
      description.reset()
      physical = 0
      first = End()
      second = End()
      standby = nil
    }
  }
#endif
