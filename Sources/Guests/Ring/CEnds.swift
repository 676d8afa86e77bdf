internal import CGuestSupport

/// Those of `martlet_channel.h`.
struct CEnds: RingEnds {
  init?(_ memory: UInt64, _ size: UInt64) {
    guard guest_ring_open(memory, size) != 0 else { return nil }
  }

  @inline(never)
  mutating func send(_ length: UInt64) -> Bool { guest_ring_send(length) != 0 }

  @inline(never)
  mutating func receive() -> UInt64 { guest_ring_receive() }
}
