#if MARTLET_SERVICE
  internal import Core

  /// A channel between two VMs. Constant after boot.
  struct Channel: ~Copyable {
    /// In the order of the scenario.
    let index: Int
    var configuration = ChannelConfiguration()
    /// Addresses of the records of its two ends.
    var ends = InlineArray<2, UInt64>(repeating: 0)

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
  }
#endif
