internal import ChannelDevice
internal import Channels

/// A life sign for the hypervisor: a number that changes, in the first bytes of a channel that this VM may write.
struct ReplicaPulse<Memory: ChannelMemory>: ~Copyable {
  private let memory: Memory
  private let place: Int
  private var count: UInt64

  /// Nil where the VM may write nothing there, or a ring is there.
  init?(_ memory: Memory, _ shape: borrowing ChannelShape, besideRing: Bool) {
    guard let place = shape.firstWritten, place &+ 8 <= memory.size else { return nil }
    if besideRing, place == shape.own?.offset || place == shape.peer?.offset { return nil }
    self.memory = memory
    self.place = place
    count = memory.load(place)
  }

  mutating func beat() {
    count &+= 1
    memory.store(place, count)
  }
}
