#if MARTLET_SERVICE
  internal import CAArch64
  internal import Channels

  /// The rings of the control device as EL2 has them mapped: Normal non-cacheable, as Linux has them. Where an end of a
  /// channel wants to read or write was checked by it.
  struct RingMemory: ChannelMemory {
    let start: UInt64
    let size: Int

    @inline(__always)
    private func place(_ offset: Int) -> UInt64 { start &+ UInt64(truncatingIfNeeded: offset) }

    func loadAcquiring(_ offset: Int) -> UInt32 {
      let value = martlet_load32(place(offset))
      martlet_dmb_ish()
      return value
    }

    func storeReleasing(_ offset: Int, _ value: UInt32) {
      martlet_dmb_ish()
      martlet_store32(place(offset), value)
    }

    func load(_ offset: Int) -> UInt64 { martlet_load64(place(offset)) }

    func store(_ offset: Int, _ value: UInt64) { martlet_store64(place(offset), value) }

    func fence() { martlet_dmb_ish() }
  }

  /// An end of messages, as opposed to the end of a channel between VMs.
  typealias RingEnd = Channels.ChannelEnd<RingMemory>
#endif
