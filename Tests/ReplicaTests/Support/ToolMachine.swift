import ChannelDevice
import Channels
import Core
import TestSupport

@testable import Replica

/// A machine with channels in which the program runs, and what else happens in it whenever the program waits.
final class ToolMachine {
  struct Channel {
    let name: String
    /// Pages, and who may write them: bit 0 this VM, bit 1 the other.
    let parts: [(pages: UInt32, writers: UInt32)]
    let memory: PlainMemory
    var isTaken = false
    var mask: UInt32 = 0

    init(_ name: String, _ parts: (pages: UInt32, writers: UInt32)...) {
      self.name = name
      self.parts = parts
      memory = PlainMemory(size: parts.reduce(0) { $0 + 4096 * Int($1.pages) })
    }
  }

  var channels: [Channel]
  /// Which end of its channels it is.
  var position: UInt32 = 0
  var role: UInt32 = 0
  var isStopped = false
  var time: UInt64 = 1000
  private(set) var pets = 0
  private(set) var waits: [(channels: UInt32, milliseconds: UInt32)] = []
  private var happen: (ToolMachine) -> Bool = { _ in false }

  init(_ channels: Channel...) { self.channels = channels }

  /// The usual ones of a server.
  static func server() -> ToolMachine {
    ToolMachine(
      Channel("state", (1, 1), (1, 2)), Channel("clients", (1, 1), (1, 3)), Channel("odd", (1, 2)))
  }

  func pet() { pets += 1 }

  func pass(_ channels: UInt32, _ milliseconds: UInt32) {
    waits.append((channels, milliseconds))
    time += UInt64(milliseconds)
    // A test that waits for what never comes must end, too.
    if waits.count > 10_000 || !happen(self) { isStopped = true }
  }

  func run(
    _ line: String, _ happen: @escaping (ToolMachine) -> Bool = { _ in false }
  ) -> (code: Int32, output: String, complaints: String) {
    isStopped = false
    waits = []
    self.happen = happen
    for index in channels.indices { channels[index].isTaken = false }
    let console = FakeConsole()
    let bytes: [UInt8] = line.split(separator: " ").flatMap { [UInt8]($0.utf8) + [0] }
    let code = ReplicaTool.run(bytes.span.raw, console) { () throws(ChannelFailure) in
      ToolBoard(machine: self)
    }
    return (code, console.output, console.complaints)
  }
}
