import Channels
import TestSupport

@testable import Replica

/// The channels of the tests' machines: between the servers a page that each of them writes, and for each server and the
/// client a page for its heartbeat and one that both write.
enum Wires {
  static let stateSize = 8192
  static let clientsSize = 8192

  /// Of server 0 or 1.
  static func state<Memory: ChannelMemory>(_ memory: Memory, of server: Int) -> ReplicaWire<Memory>
  {
    ReplicaWire(
      memory, channel: 0, own: ChannelHalf(offset: 4096 * server, size: 4096),
      peer: ChannelHalf(offset: 4096 * (1 - server), size: 4096), other: UInt32(1 - server))!
  }

  /// Of a server, which is first there, or of the client.
  static func clients<Memory: ChannelMemory>(
    _ memory: Memory, channel: Int, ofServer isServer: Bool
  ) -> ReplicaWire<Memory> {
    let halves = [4096, 6144].map { ChannelHalf(offset: $0, size: 2048) }
    return ReplicaWire(
      memory, channel: channel, own: halves[isServer ? 0 : 1], peer: halves[isServer ? 1 : 0],
      other: isServer ? 1 : 0)!
  }

  /// The other end of such a wire.
  static func peer(of wire: ReplicaWire<PlainMemory>) -> ChannelEnd<PlainMemory> {
    ChannelEnd(wire.memory, wire.layout, .second)!
  }
}
