@testable import Replica

/// A VM of the world, as one life of its program sees it: of servers 0 and 1, or of the client.
struct WorldBoard: ReplicaBoard {
  let world: World
  let place: Int
  let life: Life

  var count: Int { 2 }
  var isStopped: Bool { life.isOver }

  func read(_ channel: Int, _ offset: UInt32) -> UInt32 {
    guard life.reaches() else { return 0 }
    switch offset {
    case 0x14: return world.machines[place == 2 ? channel : 1 - place].isRunning ? 1 : 0
    case 0x1C: return place == 2 ? 0 : world.role(of: place)
    default: return 0
    }
  }

  func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    guard life.reaches(), offset == 0x1C, place < 2 else { return }
    world.say(ready: value & 4 != 0, of: place)
  }

  func take(_ channel: Int) -> Bool { true }
  func map(_ channel: Int, size: Int) -> LivingMemory? { nil }
  func now() -> UInt64 { world.time }
  func random() -> UInt64 { world.random.next() }
  func pet() {}
  func wait(_ channels: UInt32, milliseconds: UInt32) {}
}
