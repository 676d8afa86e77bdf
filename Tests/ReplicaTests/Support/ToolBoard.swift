import TestSupport

@testable import Replica

struct ToolBoard: ReplicaBoard {
  let machine: ToolMachine

  var count: Int { machine.channels.count }
  var isStopped: Bool { machine.isStopped }

  func read(_ channel: Int, _ offset: UInt32) -> UInt32 {
    let channel = machine.channels[channel]
    switch offset {
    case 0x08: return machine.position
    case 0x10: return 0x4C48_434D
    case 0x14: return 1
    case 0x18: return UInt32(channel.parts.count)
    case 0x1C: return machine.role
    case 0x20..<0x40:
      let bytes = [UInt8](channel.name.utf8) + [UInt8](repeating: 0, count: 32)
      return (0..<4).reduce(0) { $0 | UInt32(bytes[Int(offset) - 0x20 + $1]) << UInt32(8 * $1) }
    case 0x40...:
      let part = channel.parts[Int(offset - 0x40) / 8]
      return offset & 4 == 0 ? part.pages : part.writers
    default: return 0
    }
  }

  func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    if offset == 0 { machine.channels[channel].mask = value }
    if offset == 0x1C { machine.role = machine.role & ~4 | value & 4 }
  }

  func take(_ channel: Int) -> Bool {
    defer { machine.channels[channel].isTaken = true }
    return !machine.channels[channel].isTaken
  }

  func map(_ channel: Int, size: Int) -> PlainMemory? {
    let memory = machine.channels[channel].memory
    return memory.size == size ? memory : nil
  }

  func now() -> UInt64 { machine.time }
  func random() -> UInt64 { 7 }
  func pet() { machine.pet() }
  func wait(_ channels: UInt32, milliseconds: UInt32) { machine.pass(channels, milliseconds) }
}
