#if MARTLET_SERVICE
  internal import Core

  /// A channel between two VMs. Constant after boot but for what says otherwise.
  struct Channel: ~Copyable {
    /// In the order of the scenario.
    let index: Int
    var configuration = ChannelConfiguration()
    /// Addresses of the records of its two ends.
    var ends = InlineArray<2, UInt64>(repeating: 0)
    /// Whether its two VMs are a pair. What follows is not constant then.
    var isPair = false
    var standby = Standby()

    init(index: Int) { self.index = index }

    mutating func place(of end: Int) -> ChannelConfiguration.End {
      end == 0 ? configuration.first : configuration.second
    }
  }

  /// One end. `registers` are guarded by the `deviceLock` of its VM; the rest is constant after boot.
  struct ChannelEnd: ~Copyable {
    let channel: Reference<Channel>
    let machine: Reference<VirtualMachine>
    let place: ChannelConfiguration.End
    var registers: ChannelRegisters
    /// How often it was rung since boot. Under the `deviceLock`, too.
    var rings: UInt64 = 0

    init(
      channel: Reference<Channel>, machine: Reference<VirtualMachine>,
      place: ChannelConfiguration.End, registers: consuming ChannelRegisters
    ) {
      self.channel = channel
      self.machine = machine
      self.place = place
      self.registers = registers
    }
  }
#endif
