import Channels
import TestSupport

/// Shared memory as one life of a program sees it.
final class LivingMemory: ChannelMemory {
  private let memory: PlainMemory
  private let life: Life

  init(_ memory: PlainMemory, _ life: Life) {
    self.memory = memory
    self.life = life
  }

  var size: Int { memory.size }

  func loadAcquiring(_ offset: Int) -> UInt32 { life.reaches() ? memory.loadAcquiring(offset) : 0 }
  func load(_ offset: Int) -> UInt64 { life.reaches() ? memory.load(offset) : 0 }
  func fence() {}

  func storeReleasing(_ offset: Int, _ value: UInt32) {
    if life.reaches() { memory.storeReleasing(offset, value) }
  }

  func store(_ offset: Int, _ value: UInt64) {
    if life.reaches() { memory.store(offset, value) }
  }
}
