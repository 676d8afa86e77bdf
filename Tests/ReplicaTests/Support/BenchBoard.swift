import TestSupport

@testable import Replica

struct BenchBoard: ReplicaBoard {
  let bench: Bench

  var count: Int { 2 }
  var isStopped: Bool { false }
  func read(_ channel: Int, _ offset: UInt32) -> UInt32 {
    switch offset {
    case 0x14: bench.isPeerRunning ? 1 : 0
    case 0x1C: bench.role
    default: 0
    }
  }
  func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    if channel == 0, offset == 0x1C { bench.write(value) }
  }
  func take(_ channel: Int) -> Bool { true }
  func map(_ channel: Int, size: Int) -> PlainMemory? { nil }
  func now() -> UInt64 { 0 }
  func random() -> UInt64 { 4 }
  func pet() {}
  func wait(_ channels: UInt32, milliseconds: UInt32) {}
}
